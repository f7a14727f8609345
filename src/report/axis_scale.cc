#include "report/axis_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "report/human_number.h"
#include "report/text_width.h"

namespace uslkit {
namespace {

constexpr double kCrowdedShare = 0.2;
constexpr double kFarBelow = -1e3;
constexpr int kSamples = 161;
constexpr int kMaxTicks = 60;
constexpr int kStepCandidates = 60;
constexpr double kEdgeTolerance = 1e-9;

std::string default_label(double value) { return si_number(value, 4); }

// 1, 2, 5, 10, 20, ... times a power of ten, the `index`-th at or above `smallest`.
double nice_step(double smallest, int index) {
  static constexpr std::array<double, 3> kMantissas = {1, 2, 5};
  const double decade = std::pow(10.0, std::floor(std::log10(smallest)));
  return kMantissas[static_cast<std::size_t>(index % 3)] * std::pow(10.0, index / 3) * decade;
}

std::vector<double> multiples_within(double step, double low, double high) {
  std::vector<double> values;
  const double tolerance = kEdgeTolerance * (high - low);
  const double first = std::ceil((low - tolerance) / step);
  for (int i = 0; i < kMaxTicks; ++i) {
    const double value = (first + i) * step;
    if (value > high + tolerance) break;
    values.push_back(std::abs(value) < tolerance ? 0 : value);
  }
  return values;
}

std::vector<double> powers_within(double base, int stride, double low, double high) {
  std::vector<double> values;
  const double logarithm = std::log(base);
  const int first = static_cast<int>(std::ceil(std::log(low) / logarithm - kEdgeTolerance));
  const int last = static_cast<int>(std::floor(std::log(high) / logarithm + kEdgeTolerance));
  const int start = stride * static_cast<int>(std::ceil(static_cast<double>(first) / stride));
  for (int exponent = start; exponent <= last; exponent += stride) {
    values.push_back(std::pow(base, exponent));
  }
  return values;
}

std::vector<Tick> labelled(const std::vector<double>& values, const TickOptions& options) {
  std::vector<Tick> ticks;
  for (const double value : values) {
    ticks.push_back({value, options.label ? options.label(value) : default_label(value)});
  }
  return ticks;
}

// Room a label takes along its axis, the gap to its neighbour included.
double extent_of(const Tick& tick, const TickOptions& options) {
  if (options.vertical) return 2.4 * options.font_size;
  return text_width(tick.label, options.font_size) + 1.2 * options.font_size;
}

bool labels_fit(const std::vector<Tick>& ticks, const AxisScale& scale,
                const TickOptions& options) {
  for (std::size_t i = 1; i < ticks.size(); ++i) {
    const double apart =
        options.length * (scale.fraction(ticks[i].value) - scale.fraction(ticks[i - 1].value));
    if (apart < 0.5 * (extent_of(ticks[i], options) + extent_of(ticks[i - 1], options))) {
      return false;
    }
  }
  return true;
}

std::vector<Tick> step_ticks(const AxisScale& scale, const TickOptions& options) {
  const double range = scale.high - scale.low;
  double smallest = range / 40;
  if (options.whole_numbers) smallest = std::max(smallest, 1.0);
  for (int candidate = 0; candidate < kStepCandidates; ++candidate) {
    const double step = nice_step(smallest, candidate);
    if (step < smallest * (1 - kEdgeTolerance)) continue;
    const std::vector<Tick> ticks =
        labelled(multiples_within(step, scale.low, scale.high), options);
    if (labels_fit(ticks, scale, options) && !ticks.empty()) return ticks;
    if (ticks.empty()) break;
  }
  return labelled({scale.high}, options);
}

std::vector<Tick> power_ticks(const AxisScale& scale, const TickOptions& options) {
  const double base = scale.kind == ScaleKind::log2 ? 2 : 10;
  for (int stride = 1; stride < kMaxTicks; ++stride) {
    const std::vector<Tick> ticks =
        labelled(powers_within(base, stride, scale.low, scale.high), options);
    // Fewer than three powers say little about a range: plain steps say more.
    if (ticks.size() < 3) break;
    if (labels_fit(ticks, scale, options)) return ticks;
  }
  return step_ticks(scale, options);
}

}  // namespace

double AxisScale::fraction(double value) const {
  if (kind == ScaleKind::linear) return (value - low) / (high - low);
  if (value <= 0) return kFarBelow;
  return std::log(value / low) / std::log(high / low);
}

std::vector<Tick> make_ticks(const AxisScale& scale, const TickOptions& options) {
  USLKIT_CHECK(scale.high > scale.low);
  return scale.kind == ScaleKind::linear ? step_ticks(scale, options) : power_ticks(scale, options);
}

std::vector<double> evenly_spaced(ScaleKind kind, double first, double last) {
  std::vector<double> values;
  for (int i = 0; i < kSamples; ++i) {
    const double t = static_cast<double>(i) / (kSamples - 1);
    values.push_back(kind == ScaleKind::linear ? std::lerp(first, last, t)
                                               : first * std::pow(last / first, t));
  }
  // The end exactly, whatever the rounding of pow.
  values.back() = last;
  return values;
}

AxisScale concurrency_scale(const std::vector<double>& values, double largest) {
  USLKIT_CHECK(!values.empty());
  const double smallest = values.front();
  const double high = std::max(largest, values.back());
  const double median = values[values.size() / 2];
  if (high > 2 * smallest && median < kCrowdedShare * high) {
    return {.kind = ScaleKind::log2, .low = smallest * 0.85, .high = high * 1.05};
  }
  return {.kind = ScaleKind::linear, .low = 0, .high = high * 1.02};
}

}  // namespace uslkit
