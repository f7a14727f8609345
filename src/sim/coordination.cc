#include "base/check.h"
#include "sim/closed_loop_recorder.h"
#include "sim/closed_system.h"
#include "sim/engines.h"
#include "sim/mechanisms.h"

namespace uslkit {
namespace {

void run_mechanism(ClosedSystem& system, CalendarKind calendar, ClosedLoopRecorder& recorder) {
  switch (system.spec().mechanism) {
    case Mechanism::stop_the_world:
    case Mechanism::leader_append:
    case Mechanism::master_lock:
      return run_standstill(system, calendar, recorder);
    case Mechanism::barrier:
      return run_barrier(system, recorder);
    case Mechanism::parallel_exchange:
      return run_parallel_exchange(system, recorder);
    case Mechanism::asynchronous_lock:
      return run_lock_queue(system, calendar, recorder);
  }
  USLKIT_CHECK(false);
}

}  // namespace

RunTally run_coordination(const Scenario& scenario, const CellRun& run) {
  ClosedSystem system(scenario, run);
  ClosedLoopRecorder recorder(scenario, run);
  run_mechanism(system, run.calendar, recorder);
  return recorder.finish();
}

}  // namespace uslkit
