// `uslkit run`: the same scenario, executed: a real pipeline and a real load on this machine.
#include <memory>

#include <fmt/format.h>

#include "cli/assertions.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/pipeline_sections.h"
#include "cli/run_metrics.h"
#include "cli/run_options.h"
#include "cli/run_output.h"
#include "cli/run_sweep.h"
#include "cli/run_view.h"
#include "cli/scenario_options.h"
#include "cli/signals.h"
#include "documents/json_text.h"
#include "pipeline/host/measured_costs.h"
#include "pipeline/host/run_document.h"
#include "pipeline/host/runnable.h"
#include "report/safe_text.h"
#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit run";

struct Settings {
  ScenarioOptions scenario;
  PipelineSettings pipeline;
  LoadSettings load;
  RunOutputOptions run;
  std::string calibrate;
  std::vector<std::string> vary;
  bool no_parity = false;
};

std::string sections_text(const Settings& settings, const PipelineRun& run) {
  std::string text = "\n";
  for (const ReportSection& section : pipeline_sections(run)) {
    text += settings.run.markdown
                ? section_markdown(section, "")
                : section_text(section, "", run_report_layout(settings.run)) + "\n";
  }
  return text;
}

nlohmann::ordered_json options_json(const Settings& settings) {
  nlohmann::ordered_json options = to_json(settings.scenario);
  options["expect"] = settings.run.expect;
  options["connections"] = settings.load.connections;
  options["batch_events"] = settings.load.batch_events;
  options["linger"] = settings.load.linger;
  options["load_threads"] = settings.load.threads;
  options["ingress_threads"] = settings.pipeline.ingress_threads;
  return options;
}

// A run whose events are not all accounted for, or whose policies are not the simulator's, is a
// failure whatever was promised.
bool is_sound(const PipelineRun& run, const Talk& talk) {
  for (const std::string& violation : run.result.conservation.violations) {
    talk.warn(safe_text(violation));
  }
  if (run.parity && !run.parity->same()) talk.warn("policies answered unlike the simulator's");
  if (!run.load.valid) talk.warn("the load generator was the bottleneck: see its section");
  return run.result.conservation.holds && (!run.parity || run.parity->same());
}

ExitCode run_once(const Settings& settings, const ScenarioText& text, const Scenario& scenario,
                  const Talk& talk) {
  const std::vector<RunAssertion> assertions =
      run_assertions(settings.run, text.source.name, scenario);
  const StopOnSignal stop;
  RunView view(talk, scenario);
  RunPipelineOptions options = run_pipeline_options(settings.pipeline, settings.load);
  options.check_parity = !settings.no_parity;
  options.pipeline.on_bad_order = [&talk](const std::string& message) { talk.warn(message); };
  options.on_view = [&view](const RunPipelineView& seen) { view.show(seen); };
  options.stop = stop.flag();
  PipelineRun run = run_pipeline(scenario, options);
  view.wipe();
  run.result.provenance.scenario_source = text.source.name;
  run.result.provenance.scenario_sha256 = scenario_hash(scenario);
  const std::vector<AssertionResult> judged = judge(assertions, run.result);
  RunDocumentParts parts{
      .options = options_json(settings), .inputs = text.sources(), .assertions = to_json(judged)};
  parts.more["pipeline"] = pipeline_to_json(run);
  parts.more["costs"] = measured_costs(scenario, run);
  // From here on only writing.
  const nlohmann::ordered_json document = run_document(run.result, std::move(parts));
  if (!settings.calibrate.empty()) write_result(json_text(document), settings.calibrate);
  write_run(settings.run, run.result, document, judged, sections_text(settings, run), talk);
  const bool sound = is_sound(run, talk);
  if (stop.exit_code()) return *stop.exit_code();
  return sound ? run_verdict(settings.run, run.result, judged) : ExitCode::assertion_failed;
}

ExitCode run_run(const Settings& settings) {
  check_outputs(settings.run, kCommand);
  const Talk talk(settings.run.output);
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  if (!settings.vary.empty()) {
    return run_varied({.text = text,
                       .sets = settings.scenario.sets,
                       .vary = settings.vary,
                       .pipeline = settings.pipeline,
                       .load = settings.load,
                       .output = settings.run.output},
                      talk);
  }
  const Scenario scenario = scenario_of(text, settings.scenario.sets);
  check_runnable(scenario, text.source.name);
  if (settings.run.list_metrics) {
    write_result(fmt::format("{}\n", fmt::join(run_metric_names(scenario), "\n")));
    return ExitCode::ok;
  }
  return run_once(settings, text, scenario, talk);
}

}  // namespace

Command make_run_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "run";
  command.summary = "Run a scenario for real on this machine: pipeline, load, verdicts";
  command.description =
      "Starts the reference pipeline that the scenario describes (HTTP ingress, partitioned log, "
      "idempotent consumers, state store) and an open-loop load generator that sends the very "
      "requests a simulation of it would see, in real time. Prints what `simulate` prints, "
      "measured, and whether every acknowledged event was applied exactly once. Consumers spend "
      "their batch times as the scenario's \"work\" says; everything else takes what it takes. "
      "Exit code 99 also when an event was lost or came twice. Ctrl-C ends the load, drains, and "
      "keeps what is done.";
  command.examples = {
      {"uslkit run scenarios/laptop_surge.json", "embedded log and store in a temporary directory"},
      {"uslkit run scenarios/laptop_steady_50.json --calibrate measured.json",
       "also measure what the stages cost"},
      {"uslkit simulate scenarios/laptop_surge.json --costs measured.json -o predicted.json",
       "predict another load from it"},
      {"uslkit run scenarios/laptop_surge.json -o measured_surge.json && uslkit compare "
       "predicted.json measured_surge.json --prediction",
       "prediction and reality, side by side"},
      {"uslkit run shop.json --log kafka://127.0.0.1:9092/events --store "
       "postgresql://127.0.0.1/shop",
       "the same scenario on a real broker and database"},
      {"uslkit run scenarios/workers_sweep.json --vary /consumers/count=1,2,4,8 | uslkit fit -",
       "alpha and beta of a real system"}};
  command.options = scenario_option_list(settings->scenario);
  std::erase_if(command.options, [](const Option& option) {
    return option.long_name() == "--replications" || option.long_name() == "--threads";
  });
  for (Option& option : pipeline_option_list(settings->pipeline)) command.options.push_back(option);
  for (Option& option : load_option_list(settings->load)) command.options.push_back(option);
  for (Option& option : phase_option_list(settings->load)) command.options.push_back(option);
  command.options.push_back(text_option("--calibrate", "FILE", settings->calibrate,
                                        "Write the run's document with the measured costs, for "
                                        "`simulate --costs FILE`"));
  command.options.push_back(list_option("--vary", "/POINTER=VALUES", settings->vary,
                                        "Run once for each value, and print rows for `uslkit fit "
                                        "-` instead of a report, as `uslkit sweep` does"));
  command.options.push_back(flag_option("--no-parity", settings->no_parity,
                                        "Do not record the policies' calls (80 bytes each) to make "
                                        "them again afterwards"));
  for (Option& option : run_output_option_list(settings->run)) command.options.push_back(option);
  command.run = [settings] { return run_run(*settings); };
  return command;
}

}  // namespace uslkit
