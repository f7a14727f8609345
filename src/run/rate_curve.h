// RateCurve: a scenario's rate profile as a piecewise-linear rate lambda(t) with its integral
// Lambda(t) and the inverse of that: the clock by which arrivals are counted.
//
// Time runs from 0 to the end given at construction; there is no traffic from the end on. Steps,
// ramps, spikes, traces and their sums are exact. Rasterised are: the diurnal cosine (chords
// between knots a minute apart, or period / 240 where that is shorter, but at most a million knots
// in a run) and the product of two ramps (256 chords each). Exact is meant to the rounding of
// doubles: 1e-16 of Lambda, so below 0.1 ns for 1e11 requests in a day. Where a rate is zero no
// time passes for Lambda: its inverse jumps to the end of that stretch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time_point.h"
#include "scenario/traffic.h"

namespace uslkit {

// What the inverse answers past the last request.
inline constexpr TimePoint kEndOfTraffic = TimePoint::max();

class RateCurve {
 public:
  // On [start, start of the next segment) the rate is rate + slope x, x = nanoseconds since start.
  struct Segment {
    std::int64_t start_ns = 0;
    double length_ns = 0;
    double rate = 0;            // requests per second at the start
    double slope = 0;           // of that, per nanosecond
    double cumulative = 0;      // Lambda at the start
    double until = 0;           // Lambda at its end, which is the next segment's start
    double ns_per_request = 0;  // 1e9 / rate where slope is 0 and the rate is not

    [[nodiscard]] double mass_until(double x) const { return x * (rate + 0.5 * slope * x) / 1e9; }
    // The x with mass_until(x) = requests.
    [[nodiscard]] double nanoseconds_until(double requests) const;
    [[nodiscard]] TimePoint time_of(double requests) const;
    // So many nanoseconds after the start, rounded down. Rounding must not lead out of the segment,
    // or time would run backwards there.
    [[nodiscard]] TimePoint time_after(double x) const {
      const double inside = x < length_ns ? x : length_ns - 1;
      return TimePoint(Duration(start_ns + static_cast<std::int64_t>(inside)));
    }
  };

  // The profile's rate times `share`, for one of several cells.
  RateCurve(const RateProfile& profile, double share, Duration end);

  [[nodiscard]] Rate rate_at(TimePoint time) const;
  // Requests expected in [0, time).
  [[nodiscard]] double cumulative_at(TimePoint time) const;
  [[nodiscard]] double total() const { return total_; }
  // The time when the cumulative count of requests is reached, rounded down to whole nanoseconds;
  // kEndOfTraffic if it never is.
  [[nodiscard]] TimePoint time_of(double cumulative) const;

  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
  [[nodiscard]] TimePoint end() const { return TimePoint(end_); }

 private:
  std::vector<Segment> segments_;  // at least one; they cover [0, end)
  double total_ = 0;
  Duration end_;
};

// The two questions asked in increasing order: constant time each, on average. Owns its curve.
class RateCursor {
 public:
  explicit RateCursor(RateCurve curve) : curve_(std::move(curve)) {}

  [[nodiscard]] const RateCurve& curve() const { return curve_; }

  [[nodiscard]] TimePoint time_of(double cumulative) {
    const std::vector<RateCurve::Segment>& segments = curve_.segments();
    while (cumulative >= segments[by_count_].until) {
      if (by_count_ + 1 == segments.size()) return kEndOfTraffic;
      ++by_count_;
    }
    const RateCurve::Segment& segment = segments[by_count_];
    return segment.time_of(cumulative - segment.cumulative);
  }
  // The same of many, increasing.
  void times_of(std::span<const double> cumulative, std::span<TimePoint> times);
  [[nodiscard]] double cumulative_at(TimePoint time);

 private:
  RateCurve curve_;
  std::size_t by_count_ = 0;
  std::size_t by_time_ = 0;
};

inline TimePoint RateCurve::Segment::time_of(double requests) const {
  return time_after(slope == 0 ? requests * ns_per_request : nanoseconds_until(requests));
}

}  // namespace uslkit
