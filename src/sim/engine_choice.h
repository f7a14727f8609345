// engine_choice: event by event from one calendar, or by stages in windows of time.
//
// Both engines give the same requests, bit for bit, wherever both apply (docs/adr/0021). The sweep
// is the quicker one; it needs that within a window nothing later on a request's way acts on
// anything earlier.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace uslkit {

enum class EngineChoice : std::uint8_t { automatic, event, sweep };

// How many requests a window of the sweep engine takes at most: what they leave in the logs stays
// in the processor's second cache.
inline constexpr std::int64_t kDefaultWindow = 4096;

// One phrase for each thing in the scenario that needs the event engine; none: the sweep applies.
[[nodiscard]] std::vector<std::string> why_not_sweep(const Scenario& scenario);

// What `automatic` comes to; the others stay what they are.
[[nodiscard]] EngineChoice chosen_engine(const Scenario& scenario, EngineChoice wanted);

}  // namespace uslkit
