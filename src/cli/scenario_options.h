// scenario_options: which scenario is run, and what the command line changes in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/input_text.h"
#include "cli/option.h"
#include "cli/output.h"
#include "documents/scenario_text.h"

namespace uslkit {

struct ScenarioOptions {
  std::vector<std::string> files;
  std::vector<std::string> sets;  // "/ingress/nodes=4", in the order in which they are applied
  std::string costs;              // a run's document with measured costs; empty: none
  std::int64_t threads = 0;       // 0: as many as the machine has cores
};

// SCENARIO, --set, --costs, --seed, --duration, --replications, --threads.
[[nodiscard]] std::vector<Option> scenario_option_list(ScenarioOptions& target);

// As many as wanted; for 0 as many as the machine has cores.
[[nodiscard]] int thread_count(std::int64_t wanted);
[[nodiscard]] int thread_count(const ScenarioOptions& options);

// Throws UsageError unless exactly one file was named, or where that is standard input and a
// terminal; `command` is "uslkit simulate".
[[nodiscard]] ScenarioText open_scenario(const ScenarioOptions& options, const Talk& talk,
                                         const std::string& command);
[[nodiscard]] ScenarioText open_scenario_file(const std::string& file, const Talk& talk,
                                              const std::string& command);

// The options as they were used, for provenance.
[[nodiscard]] nlohmann::ordered_json to_json(const ScenarioOptions& options);

}  // namespace uslkit
