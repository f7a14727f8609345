// simulate: a Scenario in, a RunResult out, on a virtual timeline.
//
// The story: every (replication, cell) is an independent run of one engine on its own thread's
// time; the tallies are merged in a fixed order, so that the number of threads never changes a bit.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "run/run_tally.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"
#include "sim/engine_choice.h"
#include "sim/part_flow.h"

namespace uslkit {

// The event calendars an engine can run on. Both give the same bits; the second is there to prove
// it.
enum class CalendarKind : std::uint8_t { quaternary_heap, binary_heap };

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

// The same in two steps, for runs whose parts are made in several processes. Part i is cell
// i % cells of replication i / cells.
[[nodiscard]] std::size_t part_count(const Scenario& scenario);
void simulate_parts(const Scenario& scenario, const SimulateOptions& options,
                    const PartFlow<RunTally>& flow);
// What the parts, by number, come to; of those that are missing only replications before the first
// gap count. Empty: not even one replication is whole.
[[nodiscard]] std::optional<RunResult> result_of_parts(const Scenario& scenario,
                                                       EngineChoice engine,
                                                       std::vector<std::optional<RunTally>> parts);

}  // namespace uslkit
