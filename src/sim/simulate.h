// simulate: a Scenario in, a RunResult out, on a virtual timeline.
//
// The story: every (replication, cell) is an independent run of one engine on its own thread's
// time; the tallies are merged in a fixed order, so that the number of threads never changes a bit.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "scenario/run_result.h"
#include "scenario/scenario.h"
#include "sim/engine_choice.h"

namespace uslkit {

// The event calendars an engine can run on. Both give the same bits; the second is there to prove
// it.
enum class CalendarKind : std::uint8_t { quaternary_heap, binary_heap };

struct SimulateProgress {
  double fraction = 0;        // of all (replication, cell) time
  std::int64_t requests = 0;  // so far
  double simulated_s = 0;     // of the run that reports
};

struct SimulateOptions {
  int threads = 1;
  // `sweep` where it does not apply (why_not_sweep) is a bug of the caller. Never changes a result.
  EngineChoice engine = EngineChoice::automatic;
  std::int64_t window = kDefaultWindow;  // of the sweep engine, in requests; never changes a result
  CalendarKind calendar = CalendarKind::quaternary_heap;
  // Called at control ticks from the working threads, one call at a time; must be quick.
  std::function<void(const SimulateProgress&)> on_progress{};
  // Set from outside (Ctrl-C): every run stops at its next control tick with what it has so far.
  const std::atomic<bool>* stop = nullptr;
};

[[nodiscard]] RunResult simulate(const Scenario& scenario, const SimulateOptions& options = {});

}  // namespace uslkit
