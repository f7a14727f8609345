// `uslkit merge`: the shards of a run, put together: what one process would have printed.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include "base/check.h"
#include "base/usage_error.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/run_output.h"
#include "cli/simulate_answer.h"
#include "cli/spread_jobs.h"
#include "cli/sweep_answer.h"
#include "spread/shard_file.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit merge";

struct Settings {
  std::vector<std::string> files;
  RunOutputOptions run;
};

[[noreturn]] void refuse(const std::string& place, const std::string& found,
                         const std::string& allowed, const std::string& hint) {
  throw UsageError({.place = {.source = place}, .found = found, .allowed = allowed, .hint = hint});
}

// A directory stands for the finished shards in it.
std::vector<std::string> shard_files(const std::vector<std::string>& named) {
  std::vector<std::string> files;
  for (const std::string& name : named) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(name, unknown)) {
      files.push_back(name);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : std::filesystem::directory_iterator(name, unknown)) {
      const std::string file = entry.path().filename().string();
      if (file.starts_with("shard-") && file.ends_with(".jsonl")) {
        inside.push_back(entry.path().string());
      }
    }
    if (inside.empty()) {
      throw InputError({.place = {.source = name},
                        .found = "no finished shard in this directory",
                        .allowed = "files such as shard-00000-of-00004.jsonl",
                        .hint = "uslkit simulate SCENARIO --shard 0/4 --shard-dir DIR"});
    }
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

PartValues values_of(MergedShards merged) {
  PartValues values;
  for (std::size_t i = 0; i < merged.parts.size(); ++i) {
    values[i] = {.value = std::move(merged.parts[i].value),
                 .file = std::move(merged.files[i]),
                 .line = merged.parts[i].line};
  }
  return values;
}

ExitCode merge_simulation(const Settings& settings, MergedShards merged, const std::string& first,
                          const Talk& talk) {
  const Scenario scenario = scenario_of_job(merged.job, first);
  JobInputs inputs = inputs_of(merged.job, first);
  const EngineChoice engine = engine_of(merged.job);
  const std::vector<RunAssertion> assertions =
      run_assertions(settings.run, inputs.source, scenario);
  std::optional<RunResult> result =
      result_of_values(scenario, engine, values_of(std::move(merged)));
  USLKIT_CHECK(result.has_value());  // every part is there
  return answer_simulation(
      settings.run, assertions,
      {.result = *std::move(result), .scenario = scenario, .inputs = std::move(inputs)}, talk);
}

void check_sweep_outputs(const RunOutputOptions& options) {
  const bool of_a_run = !options.assertions.empty() || !options.csv.empty() ||
                        !options.plot.empty() || options.expect || options.markdown;
  if (!of_a_run) return;
  refuse(kCommand, "an output of a simulation for the shards of a sweep", "--json or -o FILE",
         "a sweep is printed as CSV");
}

ExitCode merge_sweep(const Settings& settings, MergedShards merged, const std::string& first,
                     const Talk& talk) {
  check_sweep_outputs(settings.run);
  JobInputs inputs = inputs_of(merged.job, first);
  std::vector<VaryAxis> axes;
  for (const nlohmann::ordered_json& vary : inputs.options.at("vary")) {
    axes.push_back(parse_vary(vary.get<std::string>()));
  }
  const bool zip = inputs.options.at("zip").get<bool>();
  const std::vector<SweepPoint> points =
      sweep_points(axes, zip ? VaryMode::zip : VaryMode::cartesian);
  const std::size_t runs = merged.job.parts;
  const std::uint64_t seed = merged.job.facts.at("seed").get<std::uint64_t>();
  return answer_sweep(settings.run.output,
                      {.axes = axes,
                       .points = points,
                       .rows = rows_of_values(values_of(std::move(merged))),
                       .runs = runs,
                       .seed = seed,
                       .inputs = std::move(inputs)},
                      talk);
}

ExitCode run_merge(const Settings& settings) {
  check_outputs(settings.run, kCommand);
  const Talk talk(settings.run.output);
  if (settings.files.empty()) {
    refuse(kCommand, "no shards", "all shards of a run, or the directory that holds them",
           "uslkit merge --help shows examples");
  }
  const std::vector<std::string> files = shard_files(settings.files);
  MergedShards merged = merge_shards(files);
  check_made_by_this_tool(merged.job, files.front());
  talk.say(fmt::format("merging {} shards, {} parts", files.size(), merged.parts.size()));
  return command_of(merged.job) == "sweep"
             ? merge_sweep(settings, std::move(merged), files.front(), talk)
             : merge_simulation(settings, std::move(merged), files.front(), talk);
}

}  // namespace

Command make_merge_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "merge";
  command.summary = "Put the shards of a run together: what one process would have printed";
  command.description =
      "Reads all shards that `uslkit simulate` or `uslkit sweep` made with --shard and prints, "
      "byte "
      "for byte, what one process without --shard would have: a report or a document for a "
      "simulation, CSV or a document for a sweep. A shard that is missing, there twice, damaged, "
      "or "
      "of another scenario, seed, option or version of uslkit is an error (exit code 3). The exit "
      "code is otherwise that of the run.";
  command.examples = {
      {"uslkit merge shards/", "every shard in a directory"},
      {"uslkit merge shards/ -o run.json --expect", "the document, judged by the expectations"},
      {"uslkit merge sweep-shards/ | uslkit fit -", "a sweep made by many machines, fitted"}};
  command.options = {
      list_option("shards", "SHARD", settings->files,
                  "Shards, or directories that hold them; the order does not matter")};
  for (Option& option : run_output_option_list(settings->run)) {
    if (option.long_name() != "--list-metrics") command.options.push_back(std::move(option));
  }
  command.run = [settings] { return run_merge(*settings); };
  return command;
}

}  // namespace uslkit
