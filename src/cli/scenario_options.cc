#include "cli/scenario_options.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "cli/exit_code.h"
#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostBytes = 16u << 20;
constexpr double kMostThreads = 1024;

// An option that is short for --set: the declarations of the scenario check its value.
Option setting_option(std::string names, std::string value_name, std::string pointer,
                      std::vector<std::string>& sets, std::string help) {
  Option option{
      .names = std::move(names), .value_name = std::move(value_name), .help = std::move(help)};
  option.set = [pointer = std::move(pointer), &sets](const std::string& text) {
    sets.push_back(pointer + "=" + text);
  };
  return option;
}

}  // namespace

std::vector<Option> scenario_option_list(ScenarioOptions& target) {
  return {
      list_option("scenario", "SCENARIO", target.files,
                  "Scenario file (JSON); - is standard input"),
      list_option("--set", "/POINTER=VALUE", target.sets,
                  "Change a field of the scenario, such as /ingress/nodes=4; applied in order"),
      setting_option("--seed", "COUNT", "/seed", target.sets,
                     "Seed of everything random; same seed, same bytes; default: the scenario's"),
      setting_option("--duration", "TIME", "/duration", target.sets,
                     "Simulated time, such as 20min; default: the scenario's"),
      setting_option("--replications", "COUNT", "/replications", target.sets,
                     "Independent repetitions, for intervals; default: the scenario's"),
      integer_option("--threads", target.threads, {1, kMostThreads},
                     "Threads; never changes a result; default: as many as there are cores")};
}

int thread_count(const ScenarioOptions& options) {
  if (options.threads > 0) return static_cast<int>(options.threads);
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

ScenarioText open_scenario(const ScenarioOptions& options, const Talk& talk,
                           const std::string& command) {
  if (options.files.size() != 1) {
    const std::size_t count = options.files.size();
    throw UsageError({.place = {.source = command},
                      .found = fmt::format("{} scenario files", count == 0 ? "no" : "several"),
                      .allowed = "one scenario file, or - for standard input",
                      .hint = fmt::format("{} --help shows examples", command)});
  }
  return open_scenario_file(options.files.front(), talk, command);
}

ScenarioText open_scenario_file(const std::string& file, const Talk& talk,
                                const std::string& command) {
  if (file == "-") {
    if (stdin_is_terminal()) {
      throw UsageError({.place = {.source = command},
                        .found = "no scenario, and standard input is a terminal",
                        .allowed = "a scenario file, or one on standard input",
                        .hint = fmt::format("{} --help shows examples", command)});
    }
    talk.detail("reading standard input");
  }
  ByteSource source = ByteSource::open(file);
  ScenarioText result;
  result.text = source.read_all(kMostBytes);
  result.source = {.name = file,
                   .format = "uslkit scenario",
                   .sha256 = source.sha256(),
                   .bytes = source.bytes(),
                   .rows = 1};
  return result;
}

Scenario scenario_of(const ScenarioText& text, const std::vector<std::string>& sets) {
  return scenario_from_text(text.text, text.source.name, {.sets = sets});
}

nlohmann::ordered_json to_json(const ScenarioOptions& options) { return {{"set", options.sets}}; }

}  // namespace uslkit
