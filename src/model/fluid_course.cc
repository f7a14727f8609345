#include "model/fluid_course.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kMostPieces = 1'000'000;  // many times what any load and scaler can make

// Roots of a x^2 + b x + c = 0 in increasing order, without cancellation.
std::vector<double> roots(double a, double b, double c) {
  if (a == 0) {
    if (b == 0) return {};
    return {-c / b};
  }
  const double discriminant = b * b - 4 * a * c;
  if (discriminant < 0) return {};
  const double q = -0.5 * (b + std::copysign(std::sqrt(discriminant), b));
  std::vector<double> both = {q / a};
  if (q != 0) both.push_back(c / q);
  std::sort(both.begin(), both.end());
  return both;
}

// Q(x) = start + net x + slope x^2 / 2 for x in [0, length].
struct Parabola {
  double start = 0.0;
  double net = 0.0;    // load - capacity at x = 0
  double slope = 0.0;  // of the load
  double length = 0.0;

  [[nodiscard]] double at(double x) const { return start + x * (net + 0.5 * slope * x); }

  // The first x > 0 within the piece at which Q reaches `level`, coming from the other side.
  [[nodiscard]] std::optional<double> first_at(double level) const {
    for (const double x : roots(0.5 * slope, net, start - level)) {
      if (x > 0 && x <= length) return x;
    }
    return std::nullopt;
  }

  // Where Q is greatest within the piece.
  [[nodiscard]] double peak() const {
    if (slope < 0 && net > 0 && -net / slope < length) return -net / slope;
    return at(length) > start ? length : 0;
  }

  // The greatest x with Q(x) >= level.
  [[nodiscard]] std::optional<double> last_above(double level) const {
    if (at(length) >= level) return length;
    if (at(peak()) < level) return std::nullopt;
    const std::vector<double> crossings = roots(0.5 * slope, net, start - level);
    // Falling at the end of the piece: the last crossing inside it.
    for (std::size_t i = crossings.size(); i-- > 0;) {
      if (crossings[i] >= 0 && crossings[i] <= length) return crossings[i];
    }
    return 0;
  }
};

class Walk {
 public:
  explicit Walk(const FluidQuestion& question) : question_(question), mu_(question.capacity) {
    USLKIT_CHECK(!question.load.empty());
    USLKIT_CHECK(question.capacity > 0);
    USLKIT_CHECK(question.recovered_below > 0);
    USLKIT_CHECK(!question.scaler || question.scaler->trigger > 0);
  }

  FluidCourse walk() {
    for (int i = 0; now_ < question_.end; ++i) {
      USLKIT_CHECK(i < kMostPieces);
      step();
    }
    course_.backlog_at_end = backlog_;
    if (last_above_ < question_.end) course_.recovered_at = std::max(0.0, last_above_);
    return course_;
  }

 private:
  // Up to the next change of load, capacity, or of what the scaler decides.
  void step() {
    Parabola piece = next_piece();
    const std::optional<double> decided = decision(piece);
    const bool whole = !decided || *decided >= piece.length;
    if (!whole) piece.length = *decided;
    note(piece);
    backlog_ = whole && piece.length == zero_at_ ? 0 : std::max(0.0, piece.at(piece.length));
    const double next = piece.length == until_ - now_ ? until_ : now_ + piece.length;
    // A piece may be shorter than the resolution of time: time moves on all the same.
    now_ = std::max(next, std::nextafter(now_, kInfinity));
    if (decided) scale_at_ = now_ + question_.scaler->delay;
    if (now_ >= scale_at_) grow();
  }

  [[nodiscard]] bool paused() const {
    for (const FluidPause& pause : question_.pauses) {
      if (pause.from <= now_ && now_ < pause.to) return true;
    }
    return false;
  }

  // Where load or capacity change next.
  [[nodiscard]] double next_change() const {
    double next = std::min(question_.end, scale_at_);
    for (const LoadKnot& knot : question_.load) {
      if (knot.time > now_) next = std::min(next, knot.time);
    }
    for (const FluidPause& pause : question_.pauses) {
      if (pause.from > now_) next = std::min(next, pause.from);
      if (pause.to > now_) next = std::min(next, pause.to);
    }
    if (question_.scaler && calm_until_ > now_) next = std::min(next, calm_until_);
    return next;
  }

  // The load now and its slope until the next knot.
  struct Load {
    double rate = 0.0;
    double slope = 0.0;
  };
  [[nodiscard]] Load load_now() const {
    const std::vector<LoadKnot>& knots = question_.load;
    if (now_ < knots.front().time) return {knots.front().rate, 0};
    for (std::size_t i = knots.size() - 1; i-- > 0;) {
      const LoadKnot& from = knots[i];
      const LoadKnot& to = knots[i + 1];
      if (from.time > now_ || to.time <= now_) continue;
      const double slope = (to.rate - from.rate) / (to.time - from.time);
      return {from.rate + slope * (now_ - from.time), slope};
    }
    return {knots.back().rate, 0};
  }

  Parabola next_piece() {
    until_ = next_change();
    zero_at_ = kInfinity;
    const Load load = load_now();
    const double capacity = paused() ? 0 : mu_;
    Parabola piece{.start = backlog_,
                   .net = load.rate - capacity,
                   .slope = load.slope,
                   .length = until_ - now_};
    if (backlog_ <= 0 && (piece.net < 0 || (piece.net == 0 && piece.slope <= 0))) {
      // Empty until load exceeds capacity.
      const double crossing = piece.slope > 0 ? -piece.net / piece.slope : kInfinity;
      return {.length = std::min(piece.length, crossing)};
    }
    if (backlog_ > 0) {
      const std::optional<double> empty = piece.first_at(0);
      if (empty) {
        zero_at_ = *empty;
        piece.length = *empty;
      }
    }
    return piece;
  }

  void note(const Parabola& piece) {
    const double peak = piece.peak();
    course_.largest_backlog = std::max(course_.largest_backlog, piece.at(peak));
    if (piece.at(peak) / mu_ > course_.largest_work_lag) {
      course_.largest_work_lag = piece.at(peak) / mu_;
      course_.largest_work_lag_at = now_ + peak;
    }
    const std::optional<double> above = piece.last_above(question_.recovered_below * mu_);
    if (above) last_above_ = now_ + *above;
  }

  // How far into the piece the scaler decides to grow.
  [[nodiscard]] std::optional<double> decision(const Parabola& piece) const {
    if (!question_.scaler || scale_at_ < kInfinity || now_ < calm_until_) return std::nullopt;
    if (mu_ >= question_.scaler->highest) return std::nullopt;
    const double level = question_.scaler->trigger * mu_;
    if (piece.start >= level) return 0;
    const std::optional<double> reached = piece.first_at(level);
    return reached && *reached <= piece.length ? reached : std::nullopt;
  }

  void grow() {
    const FluidScaler& scaler = *question_.scaler;
    mu_ = std::min(scaler.highest, mu_ * (1 + scaler.growth));
    course_.scaled_at.push_back(now_);
    scale_at_ = kInfinity;
    calm_until_ = now_ + scaler.cooldown;
  }

  const FluidQuestion& question_;
  FluidCourse course_;
  double mu_;
  double now_ = 0.0;
  double backlog_ = 0.0;
  double until_ = 0.0;    // the next change
  double zero_at_ = 0.0;  // where the piece ends empty
  double scale_at_ = kInfinity;
  double calm_until_ = 0.0;
  double last_above_ = -1.0;
};

}  // namespace

FluidCourse fluid_course(const FluidQuestion& question) { return Walk(question).walk(); }

}  // namespace uslkit
