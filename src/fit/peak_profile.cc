#include "fit/peak_profile.h"

#include <algorithm>
#include <cstddef>

#include "fit/latency_newton.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A limit this many times beyond the estimate is tested as "no limit at all".
constexpr double kFarAway = 1e9;
// First guess of an interval's half-width, as a logarithm: decides speed only.
constexpr double kFirstStep = 0.1;

// ---- N* -----------------------------------------------------------------------------------------

// All curves with the peak at a given N, through the parameters that are held.
struct PeakFamily {
  LatencyForm origin{};
  LatencyDirections directions;
};

PeakFamily family_with_peak(const ProfileBase& base, double peak) {
  const double share = 1 / (peak * peak);
  const UslParameters& held = base.minimum;
  const UslParameters fixed = {held.alpha, (1 - held.alpha) * share, held.gamma};
  PeakFamily family;
  if (base.free.alpha && base.free.gamma) {
    family.directions = directions_of_peak(peak);
  } else if (base.free.gamma) {
    family.directions.add({1, fixed.alpha, fixed.beta});
  } else if (base.free.alpha) {
    family.origin = {1 / held.gamma, 0, share / held.gamma};
    family.directions.add({0, 1, -share});
  } else {
    family.origin = latency_form(fixed);
  }
  return family;
}

class PeakProfile {
 public:
  PeakProfile(const FitProblem& problem, const ProfileBase& base)
      : problem_(problem), base_(base), curve_(base.minimum) {}

  double rss_at(double peak) {
    const PeakFamily family = family_with_peak(base_, peak);
    // The last curve, with its beta moved to where the peak has to be.
    UslParameters start = curve_;
    start.alpha = std::min(start.alpha, 1.0);
    start.beta = (1 - start.alpha) / (peak * peak);
    LatencyForm form = latency_form(start);
    if (!is_admissible(problem_, form)) {
      form = linear_latency_fit(problem_, family.origin, family.directions);
      if (!is_admissible(problem_, form)) return kInfinity;
    }
    LatencyFit fit = minimize_rss(problem_, form, family.directions);
    if (fit.form[2] < 0 && base_.free.alpha) fit = flat(fit.form);
    curve_ = usl_of(fit.form);
    return fit.rss;
  }

  void restart() { curve_ = base_.minimum; }

 private:
  // alpha > 1 would turn the peak into a trough: the best admissible curve is then alpha = 1,
  // X = gamma for every N.
  LatencyFit flat(const LatencyForm& form) const {
    LatencyDirections directions;
    if (base_.free.gamma) directions.add({1, 1, 0});
    return minimize_rss(problem_, {form[0], form[0], 0}, directions);
  }

  const FitProblem& problem_;
  const ProfileBase& base_;
  UslParameters curve_;
};

double rss_without_crosstalk(const FitProblem& problem, const ProfileBase& base) {
  if (!base.free.beta) return base.rss;
  ParameterProfile profile(problem, base, UslParameter::beta);
  return profile.rss_at(0);
}

// ---- X* -----------------------------------------------------------------------------------------

// N/X = N/X* + (A - B N)^2 with both A and B free: alpha, beta and gamma are.
struct HeightChart {
  double inverse_limit;  // 1/X*
  double a, b;

  [[nodiscard]] LatencyForm form() const {
    return {inverse_limit + (a - b) * (a - b), inverse_limit - 2 * a * b + b * b, b * b};
  }
  [[nodiscard]] std::size_t count() const { return 2; }
  [[nodiscard]] LatencyForm first(std::size_t i) const {
    if (i == 0) return {2 * (a - b), -2 * b, 0};
    return {-2 * (a - b), 2 * (b - a), 2 * b};
  }
  [[nodiscard]] LatencyForm second(std::size_t i, std::size_t j) const {
    if (i != j) return {-2, -2, 0};
    return i == 0 ? LatencyForm{2, 0, 0} : LatencyForm{2, 2, 2};
  }
  [[nodiscard]] HeightChart moved(const LatencyForm& step) const {
    return {inverse_limit, a + step[0], b + step[1]};
  }
};

// B = 0: Amdahl's law with the limit X*, gamma free.
struct AmdahlLimitChart {
  double inverse_limit;
  double a;

  [[nodiscard]] LatencyForm form() const { return {inverse_limit + a * a, inverse_limit, 0}; }
  [[nodiscard]] std::size_t count() const { return 1; }
  [[nodiscard]] LatencyForm first(std::size_t) const { return {2 * a, 0, 0}; }
  [[nodiscard]] LatencyForm second(std::size_t, std::size_t) const { return {2, 0, 0}; }
  [[nodiscard]] AmdahlLimitChart moved(const LatencyForm& step) const {
    return {inverse_limit, a + step[0]};
  }
};

// gamma held: A = B + c with c^2 = 1/gamma - 1/X*.
struct HeldGammaChart {
  double inverse_limit;
  double root;  // c
  double b;

  [[nodiscard]] LatencyForm form() const {
    return {inverse_limit + root * root, inverse_limit - b * b - 2 * root * b, b * b};
  }
  [[nodiscard]] std::size_t count() const { return 1; }
  [[nodiscard]] LatencyForm first(std::size_t) const { return {0, -2 * (b + root), 2 * b}; }
  [[nodiscard]] LatencyForm second(std::size_t, std::size_t) const { return {0, -2, 2}; }
  [[nodiscard]] HeldGammaChart moved(const LatencyForm& step) const {
    return {inverse_limit, root, b + step[0]};
  }
};

// alpha held at 0, gamma free: A = (1/X* + B^2) / (2B).
struct NoContentionChart {
  double inverse_limit;
  double b;

  [[nodiscard]] double a() const { return 0.5 * (inverse_limit / b + b); }
  [[nodiscard]] LatencyForm form() const { return {a() * a(), 0, b * b}; }
  [[nodiscard]] std::size_t count() const { return 1; }
  [[nodiscard]] LatencyForm first(std::size_t) const {
    return {a() * (1 - inverse_limit / (b * b)), 0, 2 * b};
  }
  [[nodiscard]] LatencyForm second(std::size_t, std::size_t) const {
    const double slope = 0.5 * (1 - inverse_limit / (b * b));
    return {2 * slope * slope + 2 * a() * inverse_limit / (b * b * b), 0, 2};
  }
  [[nodiscard]] NoContentionChart moved(const LatencyForm& step) const {
    return {inverse_limit, b + step[0]};
  }
};

// Least rss of the curves whose supremum is X*, each from the best curve of the last X*.
class LimitProfile {
 public:
  LimitProfile(const FitProblem& problem, const ProfileBase& base)
      : problem_(problem), base_(base) {
    restart();
  }

  void restart() {
    const LatencyForm form = latency_form(base_.minimum);
    b_ = std::sqrt(std::max(form[2], 0.0));
    a_ = std::sqrt(std::max(form[0] - form[1], 0.0));
  }

  double rss_at(double inverse_limit) {
    if (!base_.free.beta) return amdahl(inverse_limit);
    if (!base_.free.gamma) return held_gamma(inverse_limit);
    if (!base_.free.alpha) return no_contention(inverse_limit);
    const HeightChart start = {inverse_limit, a_, b_};
    if (is_admissible(problem_, start.form())) {
      const NewtonResult<HeightChart> result = minimize_rss_on(problem_, start);
      const double a = result.chart.a, b = result.chart.b;
      if (result.converged && a * b >= 0) {
        a_ = std::abs(a);
        b_ = std::abs(b);
        return result.rss;
      }
    }
    // The best curve has no peak any more: it lies on the bound, Amdahl's law with this limit.
    return amdahl(inverse_limit);
  }

  // The limit X* -> infinity: curves that nothing bounds.
  double rss_without_limit() {
    const double largest = problem_.concurrency.back();
    const double flat = amdahl(0);
    b_ = a_ / (2 * largest);
    const double curved = rss_at(0);
    return std::min(flat, curved);
  }

 private:
  double amdahl(double inverse_limit) {
    if (!base_.free.gamma) {
      const double inverse_gamma = 1 / base_.minimum.gamma;
      if (inverse_limit > inverse_gamma) return kInfinity;
      const LatencyForm form = {inverse_gamma, inverse_limit, 0};
      return latency_sums(problem_, form, Curvature::gauss_newton).rss;
    }
    if (!(a_ > 0)) a_ = std::sqrt(1 / base_.minimum.gamma);
    const NewtonResult<AmdahlLimitChart> result =
        minimize_rss_on(problem_, AmdahlLimitChart{inverse_limit, a_});
    a_ = std::abs(result.chart.a);
    return result.rss;
  }

  double held_gamma(double inverse_limit) {
    const double square = 1 / base_.minimum.gamma - inverse_limit;
    if (square < 0) return kInfinity;
    const HeldGammaChart start = {inverse_limit, std::sqrt(square), b_};
    if (is_admissible(problem_, start.form())) {
      const NewtonResult<HeldGammaChart> result = minimize_rss_on(problem_, start);
      if (result.converged && result.chart.b >= 0) {
        b_ = result.chart.b;
        return result.rss;
      }
    }
    return amdahl(inverse_limit);
  }

  double no_contention(double inverse_limit) {
    const NoContentionChart start = {inverse_limit, b_};
    if (!(b_ > 0) || !is_admissible(problem_, start.form())) return kInfinity;
    const NewtonResult<NoContentionChart> result = minimize_rss_on(problem_, start);
    b_ = std::abs(result.chart.b);
    return result.rss;
  }

  const FitProblem& problem_;
  const ProfileBase& base_;
  double a_ = 0;
  double b_ = 0;
};

}  // namespace

Interval profile_peak_concurrency(const FitProblem& problem, const ProfileBase& base) {
  PeakProfile profile(problem, base);
  auto rise = [&](double log_peak) {
    return signed_root(base, profile.rss_at(std::exp(log_peak)));
  };
  const std::optional<UslPeak> peak = usl_peak(base.minimum);
  if (!(base.rss_cut > base.rss)) {
    // Exact data: the minimum itself is the only curve.
    const double only = peak ? peak->concurrency : kInfinity;
    return {only, only};
  }
  const bool has_upper = rss_without_crosstalk(problem, base) > base.rss_cut;
  if (!peak) {
    if (has_upper) return {kInfinity, kInfinity};
    // From a peak so far away that the curve has none in any practical sense, inwards.
    const double far = std::log(problem.concurrency.back()) + std::log(kFarAway);
    auto inward = [&](double log_peak) { return log_peak >= far ? -1 : rise(log_peak); };
    const std::optional<double> below = crossing_from(inward, far, -1, 0);
    return {below ? std::exp(*below) : 1, kInfinity};
  }
  const double center = std::log(peak->concurrency);
  const std::optional<double> below =
      center > 0 ? crossing_from(rise, center, -kFirstStep, 0) : std::nullopt;
  Interval interval = {below ? std::exp(*below) : 1, kInfinity};
  if (!has_upper) return interval;
  profile.restart();
  const std::optional<double> above =
      crossing_from(rise, center, kFirstStep, center + std::log(kFarAway));
  if (above) interval.upper = std::exp(*above);
  return interval;
}

Interval profile_throughput_limit(const FitProblem& problem, const ProfileBase& base) {
  const double limit = usl_throughput_limit(base.minimum);
  if (!(base.rss_cut > base.rss) || !std::isfinite(limit)) return {limit, limit};
  LimitProfile profile(problem, base);
  const double center = std::log(limit);
  auto rise = [&](double log_limit) {
    return signed_root(base, profile.rss_at(std::exp(-log_limit)));
  };
  const std::optional<double> below =
      crossing_from(rise, center, -kFirstStep, center - std::log(kFarAway));
  Interval interval = {below ? std::exp(*below) : 0, kInfinity};
  profile.restart();
  if (!(profile.rss_without_limit() > base.rss_cut)) return interval;
  profile.restart();
  const std::optional<double> above =
      crossing_from(rise, center, kFirstStep, center + std::log(kFarAway));
  if (above) interval.upper = std::exp(*above);
  return interval;
}

}  // namespace uslkit
