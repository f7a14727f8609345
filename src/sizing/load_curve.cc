#include "sizing/load_curve.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

LoadCurve::LoadCurve(const std::vector<LoadPoint>& points, double waiting) : waiting_(waiting) {
  USLKIT_CHECK(points.size() >= 2);
  USLKIT_CHECK(points.front().time_s == 0);
  USLKIT_CHECK(waiting >= 0);
  const double first = points.front().rate_per_s;
  if (waiting > 0) {
    const double rate = first > 0 ? first : waiting;
    segments_.push_back({.start_s = -waiting / rate,
                         .length_s = waiting / rate,
                         .rate = rate,
                         .cumulative = -waiting});
  }
  double cumulative = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const LoadPoint& from = points[i];
    const LoadPoint& to = points[i + 1];
    USLKIT_CHECK(to.time_s > from.time_s);
    USLKIT_CHECK(std::isfinite(from.rate_per_s + to.rate_per_s));
    USLKIT_CHECK(std::min(from.rate_per_s, to.rate_per_s) >= 0);
    const double length = to.time_s - from.time_s;
    segments_.push_back({.start_s = from.time_s,
                         .length_s = length,
                         .rate = from.rate_per_s,
                         .slope = (to.rate_per_s - from.rate_per_s) / length,
                         .cumulative = cumulative});
    cumulative += segments_.back().mass(0, length);
  }
}

double LoadCurve::total() const {
  const Segment& last = segments_.back();
  return last.cumulative + last.mass(0, last.length_s);
}

std::size_t LoadCurve::index_at(double time_s) const {
  const std::vector<Segment>::const_iterator next =
      std::upper_bound(segments_.begin(), segments_.end(), time_s,
                       [](double time, const Segment& segment) { return time < segment.start_s; });
  return next == segments_.begin() ? 0 : static_cast<std::size_t>(next - segments_.begin()) - 1;
}

double LoadCurve::rate_at(double time_s) const {
  const Segment& segment = segments_[index_at(time_s)];
  return segment.rate_at(std::clamp(time_s - segment.start_s, 0.0, segment.length_s));
}

double LoadCurve::cumulative_at(double time_s) const {
  const Segment& segment = segments_[index_at(time_s)];
  return segment.cumulative +
         segment.mass(0, std::clamp(time_s - segment.start_s, 0.0, segment.length_s));
}

// Of straight pieces the greatest value is at an end.
double LoadCurve::greatest_rate(double from_s, double to_s) const {
  double greatest = std::max(rate_at(from_s), rate_at(to_s));
  for (std::size_t i = index_at(from_s) + 1; i < segments_.size(); ++i) {
    if (segments_[i].start_s >= to_s) break;
    greatest = std::max(greatest, segments_[i].rate);
  }
  return greatest;
}

double LoadCurve::peak_at_s() const {
  double greatest = -1;
  double at = 0;
  for (const Segment& segment : segments_) {
    if (segment.start_s < 0) continue;
    for (const double x : {0.0, segment.length_s}) {
      if (segment.rate_at(x) <= greatest * (1 + 1e-12)) continue;
      greatest = segment.rate_at(x);
      at = segment.start_s + x;
    }
  }
  return at;
}

}  // namespace uslkit
