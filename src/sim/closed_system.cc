#include "sim/closed_system.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

[[noreturn]] void throw_nothing_takes_time() {
  throw InputError({.place = {.pointer = "/coordination"},
                    .found = "local_work, serial and exchange that all take no time",
                    .allowed = "a mean of local_work and serial together of at least 1 ns",
                    .hint = "throughput would have no limit"});
}

[[noreturn]] void throw_only_heartbeats(Duration pause, Duration interval) {
  throw InputError(
      {.place = {.pointer = "/coordination/heartbeat_cost"},
       .found = fmt::format("{} ns of heartbeats every {} ns", pause.count(), interval.count()),
       .allowed = "heartbeat_cost x (workers - 1) < heartbeat_interval",
       .hint = "the leader would do nothing else"});
}

// The part of the mechanism's story that only a Raft leader has.
Duration heartbeat_pause_of(const CoordinationSpec& spec, std::int64_t workers) {
  if (spec.mechanism != Mechanism::leader_append || spec.heartbeat_interval.count() == 0) {
    return Duration{0};
  }
  const Duration pause = spec.heartbeat_cost * (workers - 1);
  if (pause >= spec.heartbeat_interval) throw_only_heartbeats(pause, spec.heartbeat_interval);
  return pause;
}

// Systems of different N draw apart: a sweep over N is there to be fitted, and a fitter must see
// the errors of its rows as what they are, not one error that all rows share.
DrawStream stream(const Scenario& scenario, const CellRun& run, const char* purpose) {
  return DrawStream(scenario.seed,
                    run.stream(fmt::format("{} of {} workers", purpose, *scenario.workers)));
}

const CoordinationSpec& coordination_of(const Scenario& scenario) {
  USLKIT_CHECK(scenario.coordination.has_value());
  USLKIT_CHECK(scenario.workers.has_value());
  USLKIT_CHECK(*scenario.workers >= 1);
  USLKIT_CHECK(scenario.coordination->batch >= 1);
  USLKIT_CHECK(scenario.coordination->requests >= 1);
  return *scenario.coordination;
}

}  // namespace

ClosedSystem::ClosedSystem(const Scenario& scenario, const CellRun& run)
    : spec_(&coordination_of(scenario)),
      workers_(*scenario.workers),
      batch_(spec_->batch),
      local_work_({spec_->local_work, stream(scenario, run, "local work")}),
      serial_({spec_->serial, stream(scenario, run, "serial")}),
      exchange_({spec_->exchange, stream(scenario, run, "exchange")}),
      heartbeat_pause_(heartbeat_pause_of(*spec_, workers_)) {
  if (scenario.cells.router_pause) {
    router_pause_ = *scenario.cells.router_pause * scenario.cells.count;
  }
  const double parallel_ns = local_work_.sampler().mean_ns();
  const double serial_ns = serial_.sampler().mean_ns() + static_cast<double>(router_pause_.count());
  if (parallel_ns + serial_ns < 1) throw_nothing_takes_time();
}

}  // namespace uslkit
