// Theory of a synchronous server: its mean state, and the load from which a retry storm recovers.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/number_text.h"
#include "model/metastability.h"
#include "run/server_capacity.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

constexpr std::int64_t kMostStates = 2'000'000;
constexpr double kNegligible = 1e-18;  // of the greatest weight

// Mean number inside a birth-death chain with births at lambda and deaths at X(min(n, pool)); empty
// where it is not stable, or so close to it that it does not end.
std::optional<double> mean_inside(const ServerCapacity& capacity, double arrival_rate,
                                  std::int64_t pool) {
  double weight = 1;
  double greatest = 1;
  double sum = 1;
  double weighted = 0;
  for (std::int64_t n = 1; n <= kMostStates; ++n) {
    const double rate = capacity.throughput(static_cast<double>(std::min(n, pool)));
    weight *= arrival_rate / rate;
    // A later, higher mode means that the server can tip over: no single steady state.
    if (weight > greatest && weight > 1e200) return std::nullopt;
    greatest = std::max(greatest, weight);
    sum += weight;
    weighted += weight * static_cast<double>(n);
    if (weight < kNegligible * greatest && arrival_rate < rate && n >= pool) break;
    if (n == kMostStates) return std::nullopt;
  }
  return weighted / sum;
}

bool is_plain(const Scenario& scenario) {
  if (scenario.database || scenario.synchronous->crash || scenario.synchronous->queue_limit) {
    return false;
  }
  for (const TrafficClass& each : scenario.traffic.classes) {
    if (each.client_timeout || each.operation == Operation::read) return false;
  }
  return true;
}

void add_steady(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  const std::optional<SteadyLoad> load = steady_load(scenario, result);
  const StationResult* station = find_station(result, "server");
  if (!load || !load->poisson || station == nullptr || !is_plain(scenario)) return;
  const SynchronousSpec& spec = *scenario.synchronous;
  const std::optional<double> inside = mean_inside(ServerCapacity(spec), load->per_cell, spec.pool);
  if (!inside) return;
  const bool exponential = std::holds_alternative<ExponentialLaw>(spec.work);
  const bool pooled = station->mean_in_system / static_cast<double>(scenario.cells.count) >
                      0.5 * static_cast<double>(spec.pool);
  rows.push_back(theory_row(
      {.quantity = "server mean time",
       .formula = "processor sharing at rate X(n): p_n ~ prod lambda / X(k), T = L / lambda (Cohen "
                  "1979; Little 1961)",
       .assumption = fmt::format(
           "Poisson arrivals, X(n) of the USL; the law of work does not matter while nobody waits "
           "for a connection: {}",
           exponential || !pooled ? "holds here" : "not quite so here"),
       .unit = "ms",
       .theory = 1e3 * *inside / load->per_cell,
       .holds = exponential || !pooled},
      estimate_or(result, "stations.server.mean_time_ms", station->mean_time_ms)));
}

// Attempts per request while everything fails.
double retries_of(const Scenario& scenario) {
  double most = 0;
  for (const TrafficClass& each : scenario.traffic.classes) {
    if (!each.retry || each.retry->budget) continue;
    most = std::max(most, static_cast<double>(each.retry->max_attempts - 1));
  }
  return most;
}

// A row without a simulated side: a bound to hold the load against.
void add_storm(const Scenario& scenario, TheoryRows& rows) {
  const SynchronousSpec& spec = *scenario.synchronous;
  const double retries = retries_of(scenario);
  const double overload = static_cast<double>(spec.pool) /
                          static_cast<double>(std::max<std::int64_t>(1, spec.in_flight_per_node));
  if (!(retries > 0) || !(spec.beta > 0) || !(overload > static_cast<double>(spec.nodes))) return;
  const RetryStorm storm{.usl = {spec.alpha, spec.beta, spec.gamma.per_second},
                         .overload_concurrency = overload,
                         .retries = retries};
  const double cells = static_cast<double>(scenario.cells.count);
  rows.push_back(theory_row(
      {.quantity = "load that ends a retry storm",
       .formula = "X(N) / (1 + r), X on the retrograde branch of the USL (Bronson et al., HotOS "
                  "2021)",
       .assumption = fmt::format(
           "all {} connections at work ({} nodes' worth), every failed request sent {} more times",
           spec.pool, format_number(overload, 4), format_number(retries, 4)),
       .unit = "/s",
       .theory = cells * recovery_rate(storm)},
      {.value = std::numeric_limits<double>::quiet_NaN()}));
}

void add_ceiling(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  const SynchronousSpec& spec = *scenario.synchronous;
  const ServerCapacity capacity(spec);
  const double most = std::min(static_cast<double>(spec.nodes * spec.in_flight_per_node),
                               static_cast<double>(spec.pool));
  double simulated = 0;
  for (const double rate : result.series.acked_per_s) simulated = std::max(simulated, rate);
  if (!(simulated > 0)) return;
  double asked = 0;
  for (const double rate : result.series.arrived_per_s) asked = std::max(asked, rate);
  const double theory = static_cast<double>(scenario.cells.count) * capacity.throughput(most);
  rows.push_back(theory_row(
      {.quantity = "greatest throughput",
       .formula = "gamma C(n), C(n) = n / (1 + alpha (n-1) + beta n (n-1)) (Gunther 2007)",
       .assumption = "all nodes are kept busy; a server that is asked for less serves less",
       .unit = "/s",
       .theory = theory,
       .holds = asked >= theory},
      {.value = simulated}));
}

}  // namespace

void add_synchronous_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  if (!scenario.synchronous || !(scenario.synchronous->gamma.per_second > 0)) return;
  add_ceiling(scenario, result, rows);
  add_steady(scenario, result, rows);
  add_storm(scenario, rows);
}

}  // namespace uslkit
