#include "sizing/fluid_log.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Shorter than this nothing happens: a nanosecond, the resolution of time elsewhere.
constexpr double kInstant = 1e-9;

// The first x > 0 with start + net x + slope x^2 / 2 = 0 for start > 0, without cancellation.
double first_zero(double start, double net, double slope) {
  const double half = 0.5 * slope;
  const double discriminant = net * net - 4 * half * start;
  if (discriminant < 0) return kInfinity;
  const double q = -0.5 * (net + std::copysign(std::sqrt(discriminant), net));
  double first = kInfinity;
  if (half != 0 && q / half > 0) first = q / half;
  if (q != 0 && start / q > 0) first = std::min(first, start / q);
  return first;
}

// Where a monotone function crosses a level within [low, high], to the last bit.
template <class Function>
double crossing(const Function& value, double level, double low, double high) {
  const bool rises = value(high) > value(low);
  for (int i = 0; i < 100 && low < high; ++i) {
    const double middle = low + 0.5 * (high - low);
    if (middle <= low || middle >= high) break;
    ((value(middle) > level) == rises ? high : low) = middle;
  }
  return high;
}

// The part of [low, high] in which a monotone function is above the level.
template <class Function>
double part_above(const Function& value, double level, double low, double high) {
  const bool at_low = value(low) > level;
  const bool at_high = value(high) > level;
  if (at_low == at_high) return at_low ? high - low : 0;
  const double at = crossing(value, level, low, high);
  return at_low ? at - low : high - at;
}

void note_greatest(LagCourse& course, double& peak, double lag, double at_s) {
  peak = std::max(peak, lag);
  if (lag <= course.greatest) return;
  course.greatest = lag;
  course.greatest_at_s = at_s;
}

}  // namespace

FluidLog::FluidLog(const LoadCurve& load, double objective_s)
    : load_(load),
      objective_(objective_s),
      backlog_(load.waiting()),
      head_(std::min(0.0, load.segments().front().start_s)),
      greatest_backlog_(backlog_) {
  USLKIT_CHECK(objective_s > 0);
  if (backlog_ > 0) at_ = 1;
}

double FluidLog::rate() const {
  const LoadCurve::Segment& segment = load_.segments()[at_];
  return segment.rate_at(std::min(now_ - segment.start_s, segment.length_s));
}

FluidLog::Peaks FluidLog::take_peaks() {
  const Peaks peaks = peaks_;
  peaks_ = {};
  return peaks;
}

void FluidLog::advance(double until_s, const Capacity& capacity) {
  USLKIT_CHECK(until_s >= now_);
  USLKIT_CHECK(until_s <= load_.end_s());
  USLKIT_CHECK(capacity.serving >= 0);
  USLKIT_CHECK(capacity.nominal > 0);
  while (now_ < until_s) {
    const LoadCurve::Segment& segment = load_.segments()[at_];
    const double end = std::min(segment.end_s(), until_s);
    if (end > now_) flow(next_piece(end, capacity.serving), end, capacity);
    if (now_ >= segment.end_s() && at_ + 1 < load_.segments().size()) ++at_;
  }
}

// From now on to the end of the segment or to where the log runs empty or begins to fill.
FluidLog::Piece FluidLog::next_piece(double until_s, double serving) const {
  const double length = until_s - now_;
  const double net = rate() - serving;
  const double slope = load_.segments()[at_].slope;
  if (backlog_ <= 0) return growing_piece(length, net, slope);
  const double zero = first_zero(backlog_, net, slope);
  return {.length = std::min(length, zero), .net = net, .slope = slope, .empties = zero <= length};
}

// Of an empty log.
FluidLog::Piece FluidLog::growing_piece(double length, double net, double slope) const {
  if (slope > 0) {
    const double begins = -net / slope;
    if (begins > kInstant) return {.length = std::min(length, begins), .idle = true};
    return {.length = length, .net = std::max(0.0, net), .slope = slope};
  }
  const double ends = net <= 0 ? 0 : (slope < 0 ? -2 * net / slope : kInfinity);
  if (ends <= kInstant) return {.length = length, .idle = true};
  return {.length = std::min(length, ends), .net = net, .slope = slope, .empties = ends <= length};
}

void FluidLog::flow(const Piece& piece, double until_s, const Capacity& capacity) {
  const double x = now_ - load_.segments()[at_].start_s;
  const double arrives = load_.segments()[at_].mass(x, x + piece.length);
  arrived_ += arrives;
  served_ += piece.idle ? arrives : capacity.serving * piece.length;
  if (!piece.idle) {
    if (backlog_ <= 0) head_at_ = at_;
    note_backlog(piece, capacity.nominal);
    note_ages(piece, capacity.serving);
  }
  finish(piece, until_s);
}

void FluidLog::finish(const Piece& piece, double until_s) {
  if (!piece.idle) {
    const double grown = piece.length * (piece.net + 0.5 * piece.slope * piece.length);
    backlog_ = piece.empties ? 0 : std::max(0.0, backlog_ + grown);
  }
  now_ = piece.length < until_s - now_ ? now_ + piece.length : until_s;
  if (backlog_ > 0) return;
  head_ = now_;
  head_at_ = at_;
  if (drained_at_ < 0 && greatest_backlog_ > 0) drained_at_ = now_;
}

void FluidLog::note_backlog(const Piece& piece, double nominal) {
  const auto backlog_at = [&](double x) {
    return backlog_ + x * (piece.net + 0.5 * piece.slope * x);
  };
  const auto lag_at = [&](double x) { return backlog_at(x) / nominal; };
  const double vertex = piece.slope < 0 ? -piece.net / piece.slope : 0;
  const double turn = std::clamp(vertex, 0.0, piece.length);
  for (const double x : {0.0, turn, piece.length}) {
    note_greatest(work_, peaks_.work_s, lag_at(x), now_ + x);
    if (backlog_at(x) <= greatest_backlog_) continue;
    greatest_backlog_ = backlog_at(x);
    greatest_backlog_at_ = now_ + x;
    drained_at_ = -1;
  }
  // Simpson's rule is exact for a parabola. A minimum within the piece lies between two crossings.
  work_.integral +=
      piece.length / 6 * (lag_at(0) + 4 * lag_at(piece.length / 2) + lag_at(piece.length));
  const double lowest =
      piece.slope > 0 ? std::clamp(-piece.net / piece.slope, 0.0, piece.length) : turn;
  work_.above_s += part_above(lag_at, objective_, 0.0, lowest) +
                   part_above(lag_at, objective_, lowest, piece.length);
}

void FluidLog::note_ages(const Piece& piece, double serving) {
  skip_silence();
  const double end = now_ + piece.length;
  if (serving > 0) {
    double mass = serving * piece.length;
    double at = now_;
    while (mass > 0 && at < end) {
      const double took = note_served(at, mass, serving);
      if (took <= 0) break;
      mass -= took;
      at = std::min(end, at + took / serving);
    }
    return;
  }
  const auto age = [&](double x) { return now_ + x - head_; };
  note_greatest(age_, peaks_.age_s, age(piece.length), end);
  age_.integral += piece.length * age(piece.length / 2);
  age_.above_s += part_above(age, objective_, 0.0, piece.length);
}

// Serves up to `mass` events of the head's segment from `at_s` on; says how many. While the head
// passes the arrival time s the time is t(s) = at + (A(s) - A(head)) / c, so that the age t(s) - s
// is a parabola in s which turns where the arrival rate was c.
double FluidLog::note_served(double at_s, double mass, double serving) {
  const LoadCurve::Segment& segment = load_.segments()[head_at_];
  const double from = std::clamp(head_ - segment.start_s, 0.0, segment.length_s);
  const double left = segment.mass(from, segment.length_s);
  double to = segment.length_s;
  if (mass < left) {
    const double rate = segment.rate_at(from);
    const double root = std::sqrt(std::max(0.0, rate * rate + 2 * segment.slope * mass));
    to = std::min(from + 2 * mass / (rate + root), segment.length_s);
  }
  const auto time_at = [&](double s) { return at_s + segment.mass(from, s) / serving; };
  const auto age = [&](double s) { return std::max(0.0, time_at(s) - (segment.start_s + s)); };
  const auto weighted = [&](double s) { return age(s) * segment.rate_at(s) / serving; };
  const double vertex = segment.slope != 0 ? (serving - segment.rate) / segment.slope : from;
  const double turn = std::clamp(vertex, from, to);
  for (const std::array<double, 2>& part : {std::array{from, turn}, std::array{turn, to}}) {
    const auto [low, high] = part;
    note_greatest(age_, peaks_.age_s, age(low), time_at(low));
    note_greatest(age_, peaks_.age_s, age(high), time_at(high));
    // age x rate is a cubic in s: Simpson's rule is exact.
    age_.integral += (high - low) / 6 *
                     (weighted(low) + 4 * weighted(low + 0.5 * (high - low)) + weighted(high));
    const bool above_low = age(low) > objective_;
    const bool above_high = age(high) > objective_;
    if (above_low && above_high) age_.above_s += time_at(high) - time_at(low);
    if (above_low == above_high) continue;
    const double at = crossing(age, objective_, low, high);
    age_.above_s += above_low ? time_at(at) - time_at(low) : time_at(high) - time_at(at);
  }
  head_ = segment.start_s + to;
  if (mass < left) return mass;
  if (head_at_ < at_) ++head_at_;
  head_ = load_.segments()[head_at_].start_s > head_ ? load_.segments()[head_at_].start_s : head_;
  skip_silence();
  return left;
}

// Where nothing arrived there is no head: the next event came after it.
void FluidLog::skip_silence() {
  const std::vector<LoadCurve::Segment>& segments = load_.segments();
  while (head_at_ < at_) {
    const LoadCurve::Segment& segment = segments[head_at_];
    const double from = std::clamp(head_ - segment.start_s, 0.0, segment.length_s);
    if (segment.mass(from, segment.length_s) > 0) return;
    ++head_at_;
    head_ = segments[head_at_].start_s;
  }
}

}  // namespace uslkit
