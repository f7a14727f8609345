#include "cli/scenario_options.h"

#include <algorithm>
#include <thread>

namespace uslkit {
namespace {

constexpr double kMostThreads = 1024;

}  // namespace

std::vector<Option> scenario_option_list(ScenarioOptions& target) {
  return {
      list_option("scenario", "SCENARIO", target.files,
                  "Scenario file (JSON); - is standard input"),
      list_option("--set", "/POINTER=VALUE", target.sets,
                  "Change a field of the scenario, such as /ingress/nodes=4; applied in order"),
      text_option("--costs", "FILE", target.costs,
                  "Measured costs, from `uslkit run --calibrate FILE`, in place of the scenario's; "
                  "before --set"),
      setting_option("--seed", "COUNT", "/seed", target.sets,
                     "Seed of everything random; same seed, same bytes; default: the scenario's"),
      setting_option("--duration", "TIME", "/duration", target.sets,
                     "Simulated time, such as 20min; default: the scenario's"),
      setting_option("--replications", "COUNT", "/replications", target.sets,
                     "Independent repetitions, for intervals; default: the scenario's"),
      integer_option("--threads", target.threads, {1, kMostThreads},
                     "Threads; never changes a result; default: as many as there are cores")};
}

int thread_count(std::int64_t wanted) {
  if (wanted > 0) return static_cast<int>(wanted);
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

int thread_count(const ScenarioOptions& options) { return thread_count(options.threads); }

ScenarioText open_scenario(const ScenarioOptions& options, const Talk& talk,
                           const std::string& command) {
  InputText input = open_one_input(options.files, {.name = "scenario", .command = command}, talk);
  ScenarioText text{.text = std::move(input.text), .source = std::move(input.source)};
  if (!options.costs.empty()) add_costs(options.costs, text);
  return text;
}

ScenarioText open_scenario_file(const std::string& file, const Talk& talk,
                                const std::string& command) {
  InputText input = open_input(file, {.name = "scenario", .command = command}, talk);
  return {.text = std::move(input.text), .source = std::move(input.source)};
}

nlohmann::ordered_json to_json(const ScenarioOptions& options) {
  return scenario_changes_json(options.sets, options.costs);
}

}  // namespace uslkit
