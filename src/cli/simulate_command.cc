// `uslkit simulate`: from a scenario to what happens.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "cli/assertions.h"
#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/output.h"
#include "cli/plot_output.h"
#include "cli/provenance.h"
#include "cli/run_metrics.h"
#include "cli/run_stoppable.h"
#include "cli/scenario_options.h"
#include "report/run_plots.h"
#include "report/run_report.h"
#include "report/run_tables.h"
#include "report/safe_text.h"
#include "scenario/run_result_json.h"
#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit simulate";

struct Settings {
  ScenarioOptions scenario;
  OutputOptions output;
  std::vector<std::string> assertions;
  std::string csv;
  std::string plot;
  bool expect = false;
  bool markdown = false;
  bool list_metrics = false;
};

// Only one thing can be the result on standard output.
void check_outputs(const Settings& settings) {
  const int on_stdout = (settings.output.json_on_stdout() ? 1 : 0) + (settings.csv == "-" ? 1 : 0) +
                        (settings.plot == "-" ? 1 : 0);
  if (on_stdout < 2) return;
  throw UsageError({.place = {.source = kCommand},
                    .found = fmt::format("{} results on standard output", on_stdout),
                    .allowed = "one of --json, --csv - and --plot -",
                    .hint = "give the others a file name"});
}

std::vector<RunAssertion> assertions_of(const Settings& settings, const Scenario& scenario) {
  const std::vector<std::string> names = run_metric_names(scenario);
  std::vector<RunAssertion> assertions;
  for (std::size_t i = 0; settings.expect && i < scenario.expect.size(); ++i) {
    const Place place{.source = settings.scenario.files.front(),
                      .pointer = fmt::format("/expect/{}", i)};
    assertions.push_back(parse_run_assertion(scenario.expect[i], place, names));
  }
  for (const std::string& text : settings.assertions) {
    assertions.push_back(parse_run_assertion(text, {.source = "--assert"}, names));
  }
  return assertions;
}

nlohmann::ordered_json run_document(const Settings& settings, const ScenarioText& text,
                                    const RunResult& result,
                                    const std::vector<AssertionResult>& judged) {
  nlohmann::ordered_json options = to_json(settings.scenario);
  options["expect"] = settings.expect;
  nlohmann::ordered_json document = envelope({.document = "run",
                                              .seed = result.provenance.seed,
                                              .options = std::move(options),
                                              .inputs = {text.source},
                                              .notes = {}});
  document["assertions"] = to_json(judged);
  nlohmann::ordered_json body = run_result_to_json(result);
  for (auto& [key, value] : body.items()) {
    if (!document.contains(key)) document[key] = std::move(value);
  }
  return document;
}

std::string report(const Settings& settings, const RunResult& result) {
  const SectionLayout layout{
      .width = static_cast<std::size_t>(std::clamp(terminal_columns(), 60, 120)),
      .color = color_wanted(settings.output, 1),
      .unicode = terminal_speaks_utf8()};
  return settings.markdown ? run_report_markdown(result, layout, settings.output.verbose)
                           : run_report_text(result, layout, settings.output.verbose);
}

void write_files(const Settings& settings, const RunResult& result, const std::string& document) {
  const OutputOptions& output = settings.output;
  if (!output.output.empty() && output.output != "-") write_result(document, output.output);
  if (!settings.csv.empty()) write_result(series_csv(result), settings.csv);
  if (!settings.plot.empty()) {
    write_plot(timeline_plot(result), settings.plot, plot_format(settings.plot, "--plot"));
  }
}

// The scenario's own expectations take the place of its SLO: a scenario that must show a collapse
// is right when it collapses.
ExitCode verdict_of(const Settings& settings, const StoppableRun& run,
                    const std::vector<AssertionResult>& judged) {
  if (run.stopped) return *run.stopped;
  const bool met = std::all_of(run.result.slo.begin(), run.result.slo.end(),
                               [](const ObjectiveVerdict& verdict) { return verdict.met; });
  if (!all_passed(judged) || (!met && !settings.expect)) return ExitCode::assertion_failed;
  return run.result.provenance.stopped_early.empty() ? ExitCode::ok : ExitCode::runtime_error;
}

ExitCode run_simulate(const Settings& settings) {
  check_outputs(settings);
  if (!settings.plot.empty()) static_cast<void>(plot_format(settings.plot, "--plot"));
  const Talk talk(settings.output);
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  const Scenario scenario = scenario_of(text, settings.scenario.sets);
  if (settings.list_metrics) {
    write_result(fmt::format("{}\n", fmt::join(run_metric_names(scenario), "\n")));
    return ExitCode::ok;
  }
  const std::vector<RunAssertion> assertions = assertions_of(settings, scenario);
  StoppableRun run = run_stoppable(scenario, thread_count(settings.scenario), talk);
  run.result.provenance.scenario_source = text.source.name;
  run.result.provenance.scenario_sha256 = scenario_hash(scenario);
  const std::vector<AssertionResult> judged = judge(assertions, run.result);
  // From here on only writing.
  const OutputOptions& output = settings.output;
  std::string document;
  if (output.json || !output.output.empty()) {
    document = json_text(run_document(settings, text, run.result, judged));
  }
  write_files(settings, run.result, document);
  if (output.json_on_stdout()) write_result(document);
  if (!output.json_on_stdout() && settings.csv != "-" && settings.plot != "-") {
    write_result(report(settings, run.result) + assertions_section(judged));
  } else {
    for (const AssertionResult& each : judged) talk.say(line_of(each));
  }
  const std::string& stopped = run.result.provenance.stopped_early;
  if (!stopped.empty()) talk.warn(fmt::format("stopped early: {}", safe_text(stopped)));
  return verdict_of(settings, run, judged);
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
  command.options.push_back(list_option("--assert", "METRIC>=NUMBER", settings->assertions,
                                        "Exit with 99 unless this holds; operators > >= < <= == "
                                        "!="));
  command.options.push_back(flag_option("--expect", settings->expect,
                                        "Let the scenario's own expectations, instead of its SLO, "
                                        "decide the exit code"));
  command.options.push_back(flag_option("--list-metrics", settings->list_metrics,
                                        "Print the names that --assert knows for this scenario"));
  command.options.push_back(text_option("--csv", "FILE", settings->csv,
                                        "Write the series, a row per interval, as CSV; - is stdout "
                                        "instead of the report"));
  command.options.push_back(text_option("--plot", "FILE", settings->plot,
                                        "Draw the timeline: FILE.svg, FILE.png or FILE.pdf; - is "
                                        "SVG on stdout instead of the report"));
  command.options.push_back(
      flag_option("--markdown", settings->markdown, "Print the report as Markdown"));
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_simulate(*settings); };
  return command;
}

}  // namespace uslkit
