#include "sizing/load_summary.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "base/check.h"
#include "model/skew.h"
#include "scenario/rate_shape.h"

namespace uslkit {
namespace {

constexpr double kNearPeak = 0.95;

struct Scale {
  double factor;

  [[nodiscard]] Rate of(Rate rate) const { return {factor * rate.per_second}; }

  void operator()(ConstantRate& shape) const { shape.rate = of(shape.rate); }
  void operator()(StepsRate& shape) const {
    for (RateStep& step : shape.steps) step.rate = of(step.rate);
  }
  void operator()(RampRate& shape) const {
    shape.from = of(shape.from);
    shape.to = of(shape.to);
  }
  void operator()(SpikeRate& shape) const {
    shape.base = of(shape.base);
    shape.peak = of(shape.peak);
  }
  void operator()(DiurnalRate& shape) const { shape.mean = of(shape.mean); }
  void operator()(TraceRate& shape) const { shape.scale *= factor; }
  void operator()(SumRate& shape) const {
    for (RateProfile& part : shape.parts) std::visit(*this, part.shape);
  }
  void operator()(ProductRate& shape) const {
    for (RateProfile& part : shape.of) std::visit(*this, part.shape);
  }
};

RateProfile scaled(RateProfile profile, double factor) {
  std::visit(Scale{factor}, profile.shape);
  return profile;
}

std::vector<LoadKnot> knots_of(const std::vector<RatePiece>& pieces, Duration length) {
  std::vector<LoadKnot> knots;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::int64_t end = i + 1 < pieces.size() ? pieces[i + 1].start_ns : length.count();
    const LoadKnot from{.time = static_cast<double>(pieces[i].start_ns) * 1e-9,
                        .rate = pieces[i].from};
    const LoadKnot to{.time = static_cast<double>(end) * 1e-9, .rate = pieces[i].to};
    const bool continues =
        !knots.empty() && knots.back().time == from.time && knots.back().rate == from.rate;
    if (!continues) knots.push_back(from);
    knots.push_back(to);
  }
  return knots;
}

double mean_of(const std::vector<LoadKnot>& knots, double length_s) {
  double area = 0;
  for (std::size_t i = 1; i < knots.size(); ++i) {
    area += (knots[i].time - knots[i - 1].time) * (knots[i].rate + knots[i - 1].rate) / 2;
  }
  return area / length_s;
}

// Length of the part of a straight piece that lies above a level.
double seconds_above(const LoadKnot& a, const LoadKnot& b, double level) {
  const double length = b.time - a.time;
  const double low = std::min(a.rate, b.rate);
  const double high = std::max(a.rate, b.rate);
  if (low >= level) return length;
  if (high <= level) return 0;
  return length * (high - level) / (high - low);
}

const LoadKnot& highest(const std::vector<LoadKnot>& knots) {
  return *std::max_element(knots.begin(), knots.end(),
                           [](const LoadKnot& a, const LoadKnot& b) { return a.rate < b.rate; });
}

// The largest share of a tenant, and the sum of all squared.
struct Skew {
  double top = 0;
  double concentration = 0;
};

struct SkewOf {
  Skew operator()(const NoTenants&) const { return {}; }
  Skew operator()(const UniformTenants& tenants) const {
    const double share = 1 / static_cast<double>(tenants.count);
    return {share, share};
  }
  Skew operator()(const ZipfTenants& tenants) const {
    const ZipfShares zipf{.tenants = tenants.count, .exponent = tenants.exponent};
    return {zipf_top_share(zipf), zipf_concentration(zipf)};
  }
  Skew operator()(const HotTenants& tenants) const {
    Skew skew;
    double rest = 1;
    for (const HotTenant& each : tenants.hot) {
      skew.top = std::max(skew.top, each.share);
      skew.concentration += each.share * each.share;
      rest -= each.share;
    }
    const double others =
        static_cast<double>(tenants.count) - static_cast<double>(tenants.hot.size());
    if (others > 0) {
      skew.top = std::max(skew.top, rest / others);
      skew.concentration += rest * rest / others;
    }
    return skew;
  }
};

// The classes by their peak rates. Shares of one tenant add up over classes; so do, at most, the
// roots of their sums of squares (Minkowski).
void add_skew(const TrafficSpec& traffic, Duration length, LoadSummary& summary) {
  double total = 0;
  double top = 0;
  double root = 0;
  for (const TrafficClass& each : traffic.classes) {
    const double peak = highest(knots_of(straight_pieces(each.rate, length), length)).rate;
    const Skew skew = std::visit(SkewOf{}, each.tenants);
    total += peak;
    top += peak * skew.top;
    root += peak * std::sqrt(skew.concentration);
  }
  if (total == 0) return;
  summary.top_share = top / total;
  summary.concentration = root / total * (root / total);
}

}  // namespace

LoadSummary summarise_load(const TrafficSpec& traffic, Duration length) {
  USLKIT_CHECK(length > Duration{0});
  SumRate events;
  SumRate bytes;
  for (const TrafficClass& each : traffic.classes) {
    events.parts.push_back(each.rate);
    bytes.parts.push_back(scaled(each.rate, static_cast<double>(each.size.count)));
  }
  LoadSummary summary{.length_s = in_seconds(length)};
  summary.knots = knots_of(straight_pieces({events}, length), length);
  const std::vector<LoadKnot> byte_knots = knots_of(straight_pieces({bytes}, length), length);
  const LoadKnot& peak = highest(summary.knots);
  summary.peak_rate = peak.rate;
  summary.peak_reached_s = peak.time;
  summary.first_rate = summary.knots.front().rate;
  summary.mean_rate = mean_of(summary.knots, summary.length_s);
  summary.peak_bytes_per_s = highest(byte_knots).rate;
  summary.mean_bytes_per_s = mean_of(byte_knots, summary.length_s);
  for (std::size_t i = 1; i < summary.knots.size(); ++i) {
    summary.seconds_near_peak +=
        seconds_above(summary.knots[i - 1], summary.knots[i], kNearPeak * peak.rate);
  }
  add_skew(traffic, length, summary);
  return summary;
}

TrafficSpec scaled_traffic(const TrafficSpec& traffic, double factor) {
  USLKIT_CHECK(factor >= 0);
  TrafficSpec result = traffic;
  for (TrafficClass& each : result.classes) std::visit(Scale{factor}, each.rate.shape);
  return result;
}

}  // namespace uslkit
