// percentile_curve: a histogram of latencies as a curve over the percentiles, ready to draw.
//
// The axis is log(1 / (1 - q)): p90, p99 and p99.9 are equally far apart, so that the tail, which
// is what people feel, takes as much room as everything else.
#pragma once

#include <string>
#include <vector>

#include "base/histogram.h"
#include "report/panel.h"

namespace uslkit {

// Points of 1 / (1 - q) and the latency in seconds below which the share q lies, both increasing;
// the last one is the maximum, drawn at 1 - q = 1 / count. Of neighbours that would share a pixel
// the later one is kept, so that the curve is short and its end exact. Empty without values above
// zero.
[[nodiscard]] std::vector<DataPoint> percentile_curve(const Histogram& histogram);

// A percentile worth naming beside the curve: {"p99.9", 0.999}.
struct NamedPercentile {
  std::string name{};
  double probability = 0;
};
// p50, p90, p99, p99.9, p99.99 as far as there are enough values for them.
[[nodiscard]] std::vector<NamedPercentile> percentiles_of(const Histogram& histogram);

// "99.9 %" for 1000, 1 / (1 - q), along the axis.
[[nodiscard]] std::string percentile_label(double inverse_tail);

}  // namespace uslkit
