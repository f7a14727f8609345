// run_pipeline: a Scenario in, a RunResult out, in real time on this machine.
//
// The story: open log and store -> serve -> [fill a backlog] -> load for the scenario's duration ->
// wait for the last answers -> drain -> stop -> look whether anything was lost or came twice ->
// the RunResult of the simulator, measured.
//
// The result covers the scenario's duration, as a simulation's does; what the drain found stands in
// PipelineRun and in the result's notes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "pipeline/host/pipeline.h"
#include "pipeline/host/pipeline_options.h"
#include "pipeline/load/load_options.h"
#include "pipeline/load/load_report.h"
#include "run/replay_journal.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

enum class RunPhase : std::uint8_t { starting, fill, warm_up, load, answers, drain, stopping };

[[nodiscard]] std::string_view name_of(RunPhase phase);

// For those who look on, some ten times a second.
struct RunPipelineView {
  RunPhase phase = RunPhase::starting;
  double time_s = 0;  // of the run
  LoadProgress load{};
  ConductorView pipeline{};
};

struct RunPipelineOptions {
  PipelineOptions pipeline{};
  LoadOptions load{};                         // address, port and clock are set by the run
  std::int64_t fill_events = 0;               // consumers begin when so many wait; 0: at once
  Duration drain = std::chrono::seconds(60);  // at most so long after the load
  bool check_parity = true;  // every call of a policy is recorded and made again afterwards
  std::function<void(const RunPipelineView&)> on_view{};
  const std::atomic<bool>* stop = nullptr;  // set: the load ends now, what was accepted is drained
};

// What was found when everything had run out.
struct DeliveryCheck {
  std::int64_t found = 0;         // in the log at the start, from an earlier run
  std::int64_t acknowledged = 0;  // events that clients were told are taken
  std::int64_t appended = 0;      // events that the log took in this run
  std::int64_t applied = 0;
  std::int64_t duplicates = 0;
  std::int64_t dead_lettered = 0;
  std::int64_t dropped = 0;      // by a full log that drops: acknowledged, not appended
  std::int64_t expired = 0;      // by the log's retention
  std::int64_t undelivered = 0;  // the drain's limit came first
  // found + appended - applied - duplicates - dead_lettered - expired - undelivered: 0, or
  // something was lost (above) or came twice (below).
  [[nodiscard]] std::int64_t missing() const {
    return found + appended - applied - duplicates - dead_lettered - expired - undelivered;
  }
};

struct PipelineRun {
  RunResult result{};
  LoadReport load{};
  PipelineEnd end{};
  DeliveryCheck delivery{};
  double drain_s = 0;  // from the end of the load until nothing was left
  BatchCosts costs{};
  AckLevel level = AckLevel::none;
  std::optional<JournalReplay> parity{};
};

// Throws as Pipeline and LoadGenerator do.
[[nodiscard]] PipelineRun run_pipeline(const Scenario& scenario, const RunPipelineOptions& options);

}  // namespace uslkit
