#include "run/theory_row.h"

#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "run/estimates.h"
#include "run/law_sampler.h"
#include "run/rate_curve.h"

namespace uslkit {

TheoryRow theory_row(TheoryClaim claim, const RunEstimate& simulated) {
  const bool comparable = std::isfinite(claim.theory) && std::abs(claim.theory) > 0;
  return {.quantity = std::move(claim.quantity),
          .formula = std::move(claim.formula),
          .assumption = std::move(claim.assumption),
          .unit = std::move(claim.unit),
          .theory = claim.theory,
          .simulated = simulated,
          .gap = comparable ? simulated.value / claim.theory - 1
                            : std::numeric_limits<double>::quiet_NaN(),
          .holds = claim.holds};
}

RunEstimate estimate_or(const RunResult& result, const std::string& name, double value) {
  const NamedEstimate* found = find_estimate(result, name);
  return found == nullptr ? RunEstimate{.value = value} : found->estimate;
}

RunEstimate shifted(RunEstimate estimate, double by) {
  estimate.value -= by;
  if (estimate.low) *estimate.low -= by;
  if (estimate.high) *estimate.high -= by;
  return estimate;
}

const StationResult* find_station(const RunResult& result, const std::string& name) {
  for (const StationResult& station : result.stations) {
    if (station.name == name) return &station;
  }
  return nullptr;
}

LawMoments moments_of(const ServiceLaw& law) {
  const LawSampler sampler(law, DrawStream(0, "moments"));
  return {.mean_s = sampler.mean_ns() * 1e-9, .cv2 = sampler.cv() * sampler.cv()};
}

std::optional<SteadyLoad> offered_load(const Scenario& scenario) {
  if (!is_stationary(scenario) || scenario.traffic.classes.empty()) return std::nullopt;
  if (scenario.cells.count > 1 && !cells_are_alike(scenario)) return std::nullopt;
  SteadyLoad load{.poisson = true};
  for (const TrafficClass& each : scenario.traffic.classes) {
    const RateCurve curve(each.rate, 1.0, scenario.duration);
    load.per_cell += curve.rate_at(TimePoint{}).per_second;
    load.poisson = load.poisson && std::holds_alternative<PoissonArrivals>(each.arrivals);
  }
  load.per_cell /= static_cast<double>(scenario.cells.count);
  if (!(load.per_cell > 0)) return std::nullopt;
  return load;
}

std::optional<SteadyLoad> steady_load(const Scenario& scenario, const RunResult& result) {
  const Counts& totals = result.totals;
  const bool straight = totals.rejected_total() == 0 && totals.retried == 0 &&
                        totals.duplicates == 0 && totals.redelivered == 0;
  return straight ? offered_load(scenario) : std::nullopt;
}

void add_littles_law(const RunResult& result, TheoryRows& rows) {
  for (const StationResult& station : result.stations) {
    if (!(station.throughput_per_s > 0)) continue;
    rows.push_back(
        theory_row({.quantity = station.name + " number inside",
                    .formula = "L = X T, from its throughput and mean time (Little 1961)",
                    .assumption = "none, it is an identity over any run: holds here to rounding",
                    .unit = "",
                    .theory = station.throughput_per_s * station.mean_time_ms / 1e3},
                   estimate_or(result, fmt::format("stations.{}.mean_in_system", station.name),
                               station.mean_in_system)));
  }
}

}  // namespace uslkit
