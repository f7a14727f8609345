#include "scenario/expected_requests.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <variant>
#include <vector>

namespace uslkit {
namespace {

struct Point {
  double at_s = 0;
  double value = 0;
};

// Linear between two points, the nearer one's value outside. A step has both points at one time.
double between(const Point& a, const Point& b, double at_s) {
  if (at_s < a.at_s) return a.value;
  if (at_s >= b.at_s) return b.value;
  return a.value + (b.value - a.value) * (at_s - a.at_s) / (b.at_s - a.at_s);
}

// The polygon through `count` points in the order of their times.
template <class PointAt>
double polygon(std::size_t count, double at_s, const PointAt& point_at) {
  if (count == 0) return 0;
  std::size_t low = 0;  // the last point not after at_s lies in [low, high)
  std::size_t high = count;
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (point_at(middle).at_s <= at_s ? low : high) = middle;
  }
  return low + 1 < count ? between(point_at(low), point_at(low + 1), at_s) : point_at(low).value;
}

struct RateAt {
  double at_s;

  double operator()(const ConstantRate& constant) const { return constant.rate.per_second; }
  double operator()(const StepsRate& steps) const {
    const std::vector<RateStep>::const_iterator next = std::upper_bound(
        steps.steps.begin(), steps.steps.end(), at_s,
        [](double time_s, const RateStep& step) { return time_s < in_seconds(step.at); });
    return next == steps.steps.begin() ? 0 : std::prev(next)->rate.per_second;
  }
  double operator()(const RampRate& ramp) const {
    return between({in_seconds(ramp.start), ramp.from.per_second},
                   {in_seconds(ramp.start + ramp.length), ramp.to.per_second}, at_s);
  }
  double operator()(const SpikeRate& spike) const {
    const double start = in_seconds(spike.start);
    const double top = start + in_seconds(spike.rise);
    const double end = top + in_seconds(spike.hold);
    const double base = spike.base.per_second;
    const double peak = spike.peak.per_second;
    return at_s < end ? between({start, base}, {top, peak}, at_s)
                      : between({end, peak}, {end + in_seconds(spike.fall), base}, at_s);
  }
  double operator()(const DiurnalRate& day) const {
    const double phase = in_seconds(day.peak_at);
    const double turn = 2 * std::numbers::pi / in_seconds(day.period);
    return day.mean.per_second * (1 + day.amplitude * std::cos(turn * (at_s - phase)));
  }
  double operator()(const TraceRate& trace) const {
    return trace.scale * polygon(trace.points.size(), at_s, [&](std::size_t i) {
             return Point{in_seconds(trace.points[i].at), trace.points[i].rate.per_second};
           });
  }
  double operator()(const SumRate& sum) const {
    double rate = 0;
    for (const RateProfile& part : sum.parts) rate += std::visit(*this, part.shape);
    return rate;
  }
  double operator()(const ProductRate& product) const {
    const double factor = polygon(product.multiplier.size(), at_s, [&](std::size_t i) {
      return Point{in_seconds(product.multiplier[i].at), product.multiplier[i].factor};
    });
    double rate = 0;
    for (const RateProfile& part : product.of) rate += std::visit(*this, part.shape);
    return factor * rate;
  }
};

}  // namespace

double rate_at(const RateProfile& profile, Duration time) {
  return std::visit(RateAt{in_seconds(time)}, profile.shape);
}

double expected_requests(const RateProfile& profile, Duration length) {
  constexpr int kIntervals = 4096;
  const double step_s = in_seconds(length) / kIntervals;
  double sum = 0;
  for (int i = 0; i < kIntervals; ++i) {
    sum += std::visit(RateAt{(i + 0.5) * step_s}, profile.shape);
  }
  return sum * step_s;
}

}  // namespace uslkit
