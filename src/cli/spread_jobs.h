// spread_jobs: simulations and sweeps as jobs, and what their parts come to.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "model/measurements.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"
#include "sim/simulate.h"
#include "sim/sweep.h"
#include "spread/job.h"
#include "spread/part_ledger.h"

namespace uslkit {

// What stands in the document beside the result.
struct JobInputs {
  nlohmann::ordered_json options{};  // that change what comes out
  std::vector<MeasurementSource> inputs{};
  std::string source{};  // of the scenario, as the user named it
};

[[nodiscard]] Job simulate_job(const Scenario& scenario, EngineChoice engine,
                               const JobInputs& inputs);
[[nodiscard]] Job sweep_job(const SweepPlan& plan, const JobInputs& inputs);

// A result says which uslkit made it: throws InputError at `file` where that is not this one.
void check_made_by_this_tool(const Job& job, const std::string& file);

// "simulate" or "sweep".
[[nodiscard]] std::string command_of(const Job& job);
[[nodiscard]] JobInputs inputs_of(const Job& job, const std::string& file);
// The scenario of a simulation, and how it was run. Throws InputError where the files of its traces
// are not what they were.
[[nodiscard]] Scenario scenario_of_job(const Job& job, const std::string& file);
[[nodiscard]] EngineChoice engine_of(const Job& job);

// The parts as JSON, and back.
[[nodiscard]] PartFlow<RunTally> tally_flow(const TextFlow& flow, const std::atomic<bool>* stop);
[[nodiscard]] PartFlow<SweepRow> row_flow(const TextFlow& flow);

// One value, and where it stands.
struct PartValue {
  std::string value{};
  std::string file{};
  std::int64_t line = 1;
};
// By number; those made in this run stand in no file.
using PartValues = std::map<std::size_t, PartValue>;
[[nodiscard]] PartValues part_values(std::map<std::size_t, std::string> values);

[[nodiscard]] std::optional<RunResult> result_of_values(const Scenario& scenario,
                                                        EngineChoice engine,
                                                        const PartValues& values);
[[nodiscard]] std::vector<SweepRow> rows_of_values(const PartValues& values);

}  // namespace uslkit
