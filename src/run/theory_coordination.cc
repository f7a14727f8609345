// Theory of coordination: from the mechanism's times to alpha, beta, gamma and X(N).
#include <variant>

#include <fmt/format.h>

#include "base/number_text.h"
#include "model/machine_repairman.h"
#include "model/usl.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

struct Times {
  double local_s = 0;     // Z
  double serial_s = 0;    // S
  double exchange_s = 0;  // k, per other worker and request
};

// A batch of B entries shares its exchanges and nothing else; a shared router halts every cell for
// each request of any cell.
Times times_of(const Scenario& scenario) {
  const CoordinationSpec& spec = *scenario.coordination;
  const double router_s = in_seconds(scenario.cells.router_pause.value_or(Duration(0)));
  return {.local_s = moments_of(spec.local_work).mean_s,
          .serial_s =
              moments_of(spec.serial).mean_s + router_s * static_cast<double>(scenario.cells.count),
          .exchange_s = moments_of(spec.exchange).mean_s / static_cast<double>(spec.batch)};
}

// Heartbeats take the same share of time from all, whatever N asks for beside.
double heartbeat_share(const CoordinationSpec& spec, double workers) {
  if (spec.mechanism != Mechanism::leader_append) return 0;
  if (!(spec.heartbeat_interval > Duration(0))) return 0;
  return in_seconds(spec.heartbeat_cost) * (workers - 1) / in_seconds(spec.heartbeat_interval);
}

struct Claim {
  std::string formula;
  std::string assumption;
  double throughput = 0;  // of one cell
  bool holds = true;
};

bool is_constant(const ServiceLaw& law) { return std::holds_alternative<ConstantLaw>(law); }

Claim usl_claim(const CoordinationSpec& spec, const Times& times, double workers) {
  const double one = times.serial_s + times.local_s;
  const bool parallel = spec.mechanism == Mechanism::parallel_exchange;
  const UslParameters usl{
      .alpha = (parallel ? times.serial_s + times.exchange_s : times.serial_s) / one,
      .beta = parallel ? 0 : times.exchange_s / one,
      .gamma = 1 / one};
  const bool rounds = parallel || spec.mechanism == Mechanism::barrier;
  const bool holds = !rounds || is_constant(spec.local_work);
  return {.formula = fmt::format(
              "USL (Gunther 2007): alpha = {}/(S+Z) = {}, beta = {}/(S+Z) = {}, gamma = 1/(S+Z)",
              parallel ? "(S+k)" : "S", format_number(usl.alpha, 4), parallel ? "0" : "k/B",
              format_number(usl.beta, 4)),
          .assumption = rounds ? fmt::format("rounds with constant local work: {}",
                                             holds ? "holds here" : "not so here")
                               : "everybody stands still for each request's serial part, any laws "
                                 "with these means (renewal reward): holds here",
          .throughput = usl_throughput(usl, workers) * (1 - heartbeat_share(spec, workers)),
          .holds = holds};
}

// The only bottleneck is a lock for which nobody but its users waits: not a USL.
Claim lock_claim(const CoordinationSpec& spec, const Times& times, std::int64_t workers) {
  const double hold = times.serial_s + times.exchange_s * static_cast<double>(workers - 1);
  const bool exponential =
      std::holds_alternative<ExponentialLaw>(spec.serial) && !(times.exchange_s > 0);
  return {
      .formula =
          "machine repairman M/M/1//N, exact mean value analysis (Palm 1947; Reiser and "
          "Lavenberg 1980)",
      .assumption = fmt::format("exponential holding times of the lock: {}",
                                exponential ? "holds here" : "not so here"),
      .throughput = solve(MachineRepairman{
                              .users = workers, .think_time = times.local_s, .service_time = hold})
                        .throughput,
      .holds = exponential};
}

}  // namespace

void add_coordination_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  if (!scenario.coordination || !scenario.workers) return;
  const CoordinationSpec& spec = *scenario.coordination;
  const Times times = times_of(scenario);
  if (!(times.local_s + times.serial_s > 0)) return;
  const std::int64_t workers = *scenario.workers;
  const bool lock = spec.mechanism == Mechanism::asynchronous_lock;
  if (lock && !(times.serial_s > 0)) return;
  const Claim claim = lock ? lock_claim(spec, times, workers)
                           : usl_claim(spec, times, static_cast<double>(workers));
  const double throughput = claim.throughput * static_cast<double>(scenario.cells.count);
  rows.push_back(theory_row({.quantity = "throughput",
                             .formula = claim.formula,
                             .assumption = claim.assumption,
                             .unit = "/s",
                             .theory = throughput,
                             .holds = claim.holds},
                            estimate_or(result, "throughput_per_s", result.throughput_per_s)));
  rows.push_back(
      theory_row({.quantity = "latency",
                  .formula = "R = N / X (Little 1961)",
                  .assumption = claim.assumption,
                  .unit = "ms",
                  .theory = 1e3 * static_cast<double>(workers) / claim.throughput,
                  .holds = claim.holds},
                 estimate_or(result, "latency.ack.mean_ms", result.ack.mean_ns() / 1e6)));
}

}  // namespace uslkit
