// `uslkit simulate`: from a scenario to what happens.
#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/engine_option.h"
#include "cli/output.h"
#include "cli/run_metrics.h"
#include "cli/run_output.h"
#include "cli/run_stoppable.h"
#include "cli/scenario_options.h"
#include "cli/simulate_answer.h"
#include "cli/spread_jobs.h"
#include "cli/spread_options.h"
#include "cli/spread_run.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit simulate";

struct Settings {
  ScenarioOptions scenario;
  SpreadOptions spread;
  RunOutputOptions run;
  std::string engine = "auto";
};

SpreadWork simulate_work(const Scenario& scenario, const SimulateOptions& options, Job job) {
  SpreadWork work{.job = std::move(job),
                  .doing = "simulating",
                  .unit = part_unit(scenario),
                  .group = static_cast<std::size_t>(scenario.cells.count),
                  .first_always = true,
                  .expected_requests = expected_requests_of(scenario)};
  work.make = [&scenario, options](const TextFlow& flow, const PartMaking& making) {
    SimulateOptions own = options;
    own.on_progress = making.on_progress;
    own.stop = making.stop;
    simulate_parts(scenario, own, tally_flow(flow, making.stop));
  };
  return work;
}

ExitCode run_simulate(const Settings& settings) {
  check_outputs(settings.run, kCommand);
  check_spread(settings.spread, settings.scenario.files);
  const Talk talk = spread_talk(settings.run.output);
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  const Scenario scenario = scenario_of(text, settings.scenario.sets);
  if (settings.run.list_metrics) {
    write_result(fmt::format("{}\n", fmt::join(run_metric_names(scenario), "\n")));
    return ExitCode::ok;
  }
  const std::vector<RunAssertion> assertions =
      run_assertions(settings.run, text.source.name, scenario);
  JobInputs inputs{
      .options = to_json(settings.scenario), .inputs = text.sources(), .source = text.source.name};
  const SimulateOptions options{.threads = thread_count(settings.scenario),
                                .engine = wanted_engine(settings.engine, scenario, talk)};
  if (!spread_wanted(settings.spread)) {
    StoppableRun run = run_stoppable(scenario, options, talk);
    return answer_simulation(settings.run, assertions,
                             {.result = std::move(run.result),
                              .scenario = scenario,
                              .inputs = std::move(inputs),
                              .stopped = run.stopped},
                             talk);
  }
  SpreadResult spread = run_spread(
      settings.spread,
      simulate_work(scenario, options, simulate_job(scenario, options.engine, inputs)), talk);
  if (spread.ended) return *spread.ended;
  std::optional<RunResult> result =
      result_of_values(scenario, options.engine, part_values(std::move(spread.values)));
  if (!result) return spread.stopped.value_or(ExitCode::runtime_error);
  return answer_simulation(settings.run, assertions,
                           {.result = *std::move(result),
                            .scenario = scenario,
                            .inputs = std::move(inputs),
                            .stopped = spread.stopped},
                           talk);
}

}  // namespace

Command make_simulate_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "simulate";
  command.summary = "Run a scenario on a virtual timeline: load, lag, shed, verdicts";
  command.description =
      "Simulates the architecture that a scenario file describes, request by request, and prints "
      "the SLO verdicts, a timeline, tables of classes, lags and utilisations, and theory beside "
      "simulation. Exit code 99 when an objective, an --assert or, with --expect, an expectation "
      "of the scenario does not hold; 1 when a budget stopped the run; 130 when Ctrl-C did, after "
      "what was done by then has been printed.";
  command.examples = {
      {"uslkit simulate scenarios/black_friday.json", "verdicts, timeline and tables"},
      {"uslkit simulate shop.json --set /consumers/autoscaler/trigger=30s -o run.json",
       "one field changed; the result kept"},
      {"uslkit simulate shop.json --csv series.csv --plot run.svg", "every interval; a picture"},
      {"uslkit simulate shop.json --assert 'lag.max_work_lag_s<=30'",
       "exit code 99 unless it holds"},
      {"uslkit simulate shop.json --list-metrics", "what --assert can ask for"},
      {"uslkit simulate year.json --checkpoint year.parts --resume",
       "a long run that goes on after a crash"},
      {"mpirun -n 16 uslkit simulate shop.json", "cells and replications on many machines"}};
  command.options = scenario_option_list(settings->scenario);
  command.options.push_back(engine_option(settings->engine));
  for (Option& option : spread_option_list(settings->spread)) command.options.push_back(option);
  for (Option& option : run_output_option_list(settings->run)) command.options.push_back(option);
  command.run = [settings] { return run_simulate(*settings); };
  return command;
}

}  // namespace uslkit
