#include "cli/spread_jobs.h"

#include <utility>

#include "base/json_archive.h"
#include "base/sha256.h"
#include "documents/provenance.h"
#include "run/tally_archive.h"
#include "scenario/scenario_file.h"
#include "sim/sweep_row_archive.h"

namespace uslkit {

template <class Archive, MaybeConst<MeasurementSource> T>
static void archive_fields(Archive& archive, T& source) {
  auto& [name, format, sha256, bytes, rows] = source;
  archive("name", name)("format", format)("sha256", sha256)("bytes", bytes)("rows", rows);
}

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;

nlohmann::ordered_json tool_json() {
  return build_info().version + " (" + build_info().git_id + ")";
}

// A value of a part, or a fact of a job.
JsonDocument document_of(const std::string& text, const std::string& file, std::int64_t line) {
  return JsonDocument::parse(text, {.source = file, .first_line = line, .max_bytes = kMostBytes});
}

JsonDocument document_of(const PartValue& value) {
  return document_of(value.value, value.file, value.line);
}

// Repetitions differ in their seed only: one hash a point says it all.
std::string scenarios_hash(const SweepPlan& plan) {
  Sha256 hash;
  for (const SweepTask& task : plan.tasks) {
    if (task.replication == 0) hash.update(scenario_hash(task.scenario));
  }
  return hash.hex();
}

}  // namespace

Job simulate_job(const Scenario& scenario, EngineChoice engine, const JobInputs& inputs) {
  Job job{.facts = {}, .parts = part_count(scenario)};
  const bool sweeps = chosen_engine(scenario, engine) == EngineChoice::sweep;
  job.facts = {{"command", "simulate"},
               {"tool", tool_json()},
               {"seed", scenario.seed},
               {"scenario_sha256", scenario_hash(scenario)},
               {"engine", sweeps ? "sweep" : "event"},
               {"options", inputs.options},
               {"inputs", to_archive(inputs.inputs)},
               {"source", inputs.source},
               {"scenario", nlohmann::ordered_json::parse(write_scenario(scenario))}};
  return job;
}

Job sweep_job(const SweepPlan& plan, const JobInputs& inputs) {
  Job job{.facts = {}, .parts = plan.tasks.size()};
  job.facts = {{"command", "sweep"},
               {"tool", tool_json()},
               {"seed", plan.tasks.empty() ? 0 : plan.tasks.front().scenario.seed},
               {"scenario_sha256", scenarios_hash(plan)},
               {"options", inputs.options},
               {"inputs", to_archive(inputs.inputs)},
               {"source", inputs.source}};
  return job;
}

void check_made_by_this_tool(const Job& job, const std::string& file) {
  const std::string tool = job.facts.value("tool", "");
  if (tool == tool_json()) return;
  throw InputError({.place = {.source = file, .line = 1},
                    .found = "shards of uslkit " + tool,
                    .allowed = "those of this one, " + tool_json().get<std::string>(),
                    .hint = "merge with the uslkit that made them"});
}

std::string command_of(const Job& job) { return job.facts.value("command", ""); }

JobInputs inputs_of(const Job& job, const std::string& file) {
  const JsonDocument facts = document_of(job.facts.dump(), file, 1);
  return {.options = job.facts.at("options"),
          .inputs = from_archive<std::vector<MeasurementSource>>(facts.root().at("inputs")),
          .source = facts.root().string_at("source")};
}

Scenario scenario_of_job(const Job& job, const std::string& file) {
  const JsonDocument facts = document_of(job.facts.dump(), file, 1);
  Scenario scenario =
      scenario_from_text(job.facts.at("scenario").dump(), facts.root().string_at("source"), {});
  const std::string& hash = facts.root().string_at("scenario_sha256");
  if (scenario_hash(scenario) != hash) {
    throw InputError({.place = {.source = file, .line = 1},
                      .found = "a scenario whose rate traces are not what they were",
                      .allowed = "the trace files that the shards were made with, at their places",
                      .hint = "merge where the shards were made"});
  }
  return scenario;
}

EngineChoice engine_of(const Job& job) {
  return job.facts.value("engine", "") == "sweep" ? EngineChoice::sweep : EngineChoice::event;
}

PartFlow<RunTally> tally_flow(const TextFlow& flow, const std::atomic<bool>* stop) {
  PartFlow<RunTally> tallies{.next = flow.next, .expected = flow.expected};
  tallies.made = [made = flow.made, stop](std::size_t number, const RunTally& tally) {
    const bool cut = stop != nullptr && *stop && !tally.stopped_early.empty();
    made(number, {.value = tally_to_json(tally).dump(), .whole = !cut});
  };
  return tallies;
}

PartFlow<SweepRow> row_flow(const TextFlow& flow) {
  PartFlow<SweepRow> rows{.next = flow.next, .expected = flow.expected};
  rows.made = [made = flow.made](std::size_t number, const SweepRow& row) {
    made(number, {.value = sweep_row_to_json(row).dump()});
  };
  return rows;
}

PartValues part_values(std::map<std::size_t, std::string> values) {
  PartValues result;
  for (auto& [number, value] : values) {
    result[number] = {.value = std::move(value), .file = "part " + std::to_string(number)};
  }
  return result;
}

std::optional<RunResult> result_of_values(const Scenario& scenario, EngineChoice engine,
                                          const PartValues& values) {
  std::vector<std::optional<RunTally>> tallies(part_count(scenario));
  for (const auto& [number, value] : values) {
    tallies[number] = tally_from_json(document_of(value).root());
  }
  return result_of_parts(scenario, engine, std::move(tallies));
}

std::vector<SweepRow> rows_of_values(const PartValues& values) {
  std::vector<SweepRow> rows;
  for (const auto& [number, value] : values) {
    rows.push_back(sweep_row_from_json(document_of(value).root()));
  }
  return rows;
}

}  // namespace uslkit
