#include "report/percentile_curve.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace uslkit {
namespace {

constexpr double kPiecesAcross = 400;
constexpr double kNanosecond = 1e-9;

double in_seconds_of(const Histogram& histogram, const Histogram::Bucket& bucket) {
  const double middle = (static_cast<double>(bucket.lower) + static_cast<double>(bucket.upper)) / 2;
  return kNanosecond * std::clamp(middle, static_cast<double>(histogram.min().count()),
                                  static_cast<double>(histogram.max().count()));
}

bool on_the_same_pixel(const DataPoint& a, const DataPoint& b, double span) {
  return std::abs(std::log(a.x / b.x)) < span && std::abs(std::log(a.y / b.y)) < span;
}

}  // namespace

std::vector<DataPoint> percentile_curve(const Histogram& histogram) {
  std::vector<DataPoint> curve;
  const double count = static_cast<double>(histogram.count());
  const double span = std::log(std::max(count, 10.0)) / kPiecesAcross;
  double below = 0;
  for (const Histogram::Bucket& bucket : histogram.buckets()) {
    const double latency = in_seconds_of(histogram, bucket);
    below += static_cast<double>(bucket.count);
    if (!(latency > 0)) continue;
    // A bucket's values hold from the share below it to the share up to it.
    const DataPoint first{count / (count - below + static_cast<double>(bucket.count)), latency};
    const DataPoint last{below < count ? count / (count - below) : count, latency};
    for (const DataPoint& point : {first, last}) {
      const bool crowded =
          curve.size() > 1 && on_the_same_pixel(curve[curve.size() - 2], point, span);
      if (crowded) curve.pop_back();
      curve.push_back({std::max(point.x, curve.empty() ? 1.0 : curve.back().x), point.y});
    }
  }
  return curve;
}

std::vector<NamedPercentile> percentiles_of(const Histogram& histogram) {
  constexpr std::array<const char*, 5> kNames = {"p50", "p90", "p99", "p99.9", "p99.99"};
  constexpr std::array<double, 5> kProbabilities = {0.5, 0.9, 0.99, 0.999, 0.9999};
  std::vector<NamedPercentile> named;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const double beyond = (1 - kProbabilities[i]) * static_cast<double>(histogram.count());
    if (beyond >= 0.999999) named.push_back({kNames[i], kProbabilities[i]});
  }
  return named;
}

std::string percentile_label(double inverse_tail) {
  return fmt::format("{:.10g} %", 100 * (1 - 1 / inverse_tail));
}

}  // namespace uslkit
