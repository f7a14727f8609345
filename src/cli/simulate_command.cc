// `uslkit simulate`: from a scenario to what happens.
#include <memory>

#include <fmt/format.h>

#include "cli/assertions.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/run_metrics.h"
#include "cli/run_output.h"
#include "cli/run_stoppable.h"
#include "cli/scenario_options.h"
#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit simulate";

struct Settings {
  ScenarioOptions scenario;
  RunOutputOptions run;
};

ExitCode run_simulate(const Settings& settings) {
  check_outputs(settings.run, kCommand);
  const Talk talk(settings.run.output);
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  const Scenario scenario = scenario_of(text, settings.scenario.sets);
  if (settings.run.list_metrics) {
    write_result(fmt::format("{}\n", fmt::join(run_metric_names(scenario), "\n")));
    return ExitCode::ok;
  }
  const std::vector<RunAssertion> assertions =
      run_assertions(settings.run, text.source.name, scenario);
  StoppableRun run = run_stoppable(scenario, thread_count(settings.scenario), talk);
  run.result.provenance.scenario_source = text.source.name;
  run.result.provenance.scenario_sha256 = scenario_hash(scenario);
  const std::vector<AssertionResult> judged = judge(assertions, run.result);
  nlohmann::ordered_json options = to_json(settings.scenario);
  options["expect"] = settings.run.expect;
  // From here on only writing.
  const nlohmann::ordered_json document =
      run_document(run.result, judged, {.options = std::move(options), .inputs = text.sources()});
  write_run(settings.run, run.result, document, judged, "", talk);
  return run.stopped ? *run.stopped : run_verdict(settings.run, run.result, judged);
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
      {"uslkit simulate shop.json --list-metrics", "what --assert can ask for"}};
  command.options = scenario_option_list(settings->scenario);
  for (Option& option : run_output_option_list(settings->run)) command.options.push_back(option);
  command.run = [settings] { return run_simulate(*settings); };
  return command;
}

}  // namespace uslkit
