// Engines: one function per architecture; each runs one cell of one replication.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "run/run_streams.h"
#include "run/run_tally.h"
#include "scenario/scenario.h"
#include "sim/simulate.h"

namespace uslkit {

// What an engine needs beside the scenario.
struct CellRun {
  std::int64_t cell = 0;
  std::int64_t replication = 0;
  CalendarKind calendar = CalendarKind::quaternary_heap;
  bool by_stages = false;  // of a shock absorber: the sweep engine
  std::int64_t window = kDefaultWindow;
  std::function<void(double fraction, std::int64_t requests)> on_tick{};  // may be empty
  const std::atomic<bool>* stop = nullptr;

  [[nodiscard]] RunStreams streams() const { return {.replication = replication, .cell = cell}; }
  [[nodiscard]] std::string stream(std::string_view purpose) const {
    return streams().stream(purpose);
  }
};

[[nodiscard]] RunTally run_shock_absorber(const Scenario& scenario, const CellRun& run);
[[nodiscard]] RunTally run_synchronous(const Scenario& scenario, const CellRun& run);
[[nodiscard]] RunTally run_coordination(const Scenario& scenario, const CellRun& run);

}  // namespace uslkit
