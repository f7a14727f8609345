#include "run/rate_curve.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "scenario/rate_shape.h"

namespace uslkit {
namespace {

// Rates are kept per second and divided late, so that round rates give round counts: 50/s for 20 s
// are 1000 requests to the bit.
constexpr double kNanosecondsPerSecond = 1e9;

RateCurve::Segment segment_of(const RatePiece& piece, std::int64_t end_ns, double share) {
  RateCurve::Segment segment;
  segment.start_ns = piece.start_ns;
  segment.length_ns = static_cast<double>(end_ns - piece.start_ns);
  USLKIT_CHECK(piece.from >= 0 && piece.to >= 0);
  segment.rate = piece.from * share;
  segment.slope = (piece.to - piece.from) * share / segment.length_ns;
  if (segment.slope == 0 && segment.rate > 0)
    segment.ns_per_request = kNanosecondsPerSecond / segment.rate;
  return segment;
}

}  // namespace

RateCurve::RateCurve(const RateProfile& profile, double share, Duration end) : end_(end) {
  USLKIT_CHECK(share >= 0);
  const std::vector<RatePiece> pieces = straight_pieces(profile, end);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::int64_t until = i + 1 < pieces.size() ? pieces[i + 1].start_ns : end.count();
    Segment segment = segment_of(pieces[i], until, share);
    segment.cumulative = total_;
    const double mean_rate = 0.5 * (pieces[i].from + pieces[i].to) * share;
    total_ += mean_rate * segment.length_ns / kNanosecondsPerSecond;
    segment.until = total_;
    segments_.push_back(segment);
  }
}

// The root of slope x^2 / 2 + rate x = requests that does not cancel: 2 y / (rate + sqrt(rate^2 +
// 2 slope y)). Just before a falling rate reaches zero the radicand may round below it.
double RateCurve::Segment::nanoseconds_until(double requests) const {
  const double twice = 2 * kNanosecondsPerSecond * requests;
  const double divisor = rate + std::sqrt(std::max(rate * rate + slope * twice, 0.0));
  return divisor > 0 ? twice / divisor : 0;
}

Rate RateCurve::rate_at(TimePoint time) const {
  const std::int64_t at = time.time_since_epoch().count();
  if (at < 0 || time >= end()) return Rate{0};
  const std::vector<Segment>::const_iterator next = std::upper_bound(
      segments_.begin(), segments_.end(), at,
      [](std::int64_t moment, const Segment& segment) { return moment < segment.start_ns; });
  const Segment& segment = *(next - 1);
  const double x = static_cast<double>(at - segment.start_ns);
  return Rate{segment.rate + segment.slope * x};
}

double RateCurve::cumulative_at(TimePoint time) const {
  const std::int64_t at = time.time_since_epoch().count();
  if (at <= 0) return 0;
  if (time >= end()) return total_;
  const std::vector<Segment>::const_iterator next = std::upper_bound(
      segments_.begin(), segments_.end(), at,
      [](std::int64_t moment, const Segment& segment) { return moment < segment.start_ns; });
  const Segment& segment = *(next - 1);
  return segment.cumulative + segment.mass_until(static_cast<double>(at - segment.start_ns));
}

// The first segment that ends beyond, as RateCursor::time_of finds it step by step.
TimePoint RateCurve::time_of(double cumulative) const {
  USLKIT_CHECK(cumulative >= 0);
  const std::vector<Segment>::const_iterator found = std::partition_point(
      segments_.begin(), segments_.end(),
      [cumulative](const Segment& segment) { return cumulative >= segment.until; });
  if (found == segments_.end()) return kEndOfTraffic;
  return found->time_of(cumulative - found->cumulative);
}

// Mostly all of one segment; a copy of it, so that what is written cannot be part of it.
void RateCursor::times_of(std::span<const double> cumulative, std::span<TimePoint> times) {
  if (cumulative.empty()) return;
  const RateCurve::Segment segment = curve_.segments()[by_count_];
  if (cumulative.back() >= segment.until) {
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = time_of(cumulative[i]);
    return;
  }
  if (segment.slope == 0) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      times[i] = segment.time_after((cumulative[i] - segment.cumulative) * segment.ns_per_request);
    }
    return;
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    times[i] = segment.time_of(cumulative[i] - segment.cumulative);
  }
}

double RateCursor::cumulative_at(TimePoint time) {
  const std::int64_t at = time.time_since_epoch().count();
  if (at <= 0) return 0;
  if (time >= curve_.end()) return curve_.total();
  const std::vector<RateCurve::Segment>& segments = curve_.segments();
  while (by_time_ + 1 < segments.size() && segments[by_time_ + 1].start_ns <= at) ++by_time_;
  const RateCurve::Segment& segment = segments[by_time_];
  return segment.cumulative + segment.mass_until(static_cast<double>(at - segment.start_ns));
}

}  // namespace uslkit
