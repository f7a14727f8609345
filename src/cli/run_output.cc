#include "cli/run_output.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/plot_output.h"
#include "documents/json_text.h"
#include "report/run_plots.h"
#include "report/run_report.h"
#include "report/run_tables.h"
#include "report/safe_text.h"
#include "scenario/run_result_json.h"

namespace uslkit {

std::vector<Option> run_output_option_list(RunOutputOptions& target) {
  std::vector<Option> options;
  options.push_back(list_option("--assert", "METRIC>=NUMBER", target.assertions,
                                "Exit with 99 unless this holds; operators > >= < <= == "
                                "!="));
  options.push_back(flag_option("--expect", target.expect,
                                "Let the scenario's own expectations, instead of its SLO, "
                                "decide the exit code"));
  options.push_back(flag_option("--list-metrics", target.list_metrics,
                                "Print the names that --assert knows for this scenario"));
  options.push_back(text_option("--csv", "FILE", target.csv,
                                "Write the series, a row per interval, as CSV; - is stdout "
                                "instead of the report"));
  options.push_back(text_option("--plot", "FILE", target.plot,
                                "Draw the timeline: FILE.svg, FILE.png or FILE.pdf; - is "
                                "SVG on stdout instead of the report"));
  options.push_back(flag_option("--markdown", target.markdown, "Print the report as Markdown"));
  for (Option& option : output_options(target.output)) options.push_back(option);
  return options;
}

void check_outputs(const RunOutputOptions& options, const std::string& command) {
  if (!options.plot.empty()) static_cast<void>(plot_format(options.plot, "--plot"));
  const int on_stdout = (options.output.json_on_stdout() ? 1 : 0) + (options.csv == "-" ? 1 : 0) +
                        (options.plot == "-" ? 1 : 0);
  if (on_stdout < 2) return;
  throw UsageError({.place = {.source = command},
                    .found = fmt::format("{} results on standard output", on_stdout),
                    .allowed = "one of --json, --csv - and --plot -",
                    .hint = "give the others a file name"});
}

std::vector<RunAssertion> run_assertions(const RunOutputOptions& options,
                                         const std::string& scenario_file,
                                         const Scenario& scenario) {
  const std::vector<std::string> names = run_metric_names(scenario);
  std::vector<RunAssertion> assertions;
  for (std::size_t i = 0; options.expect && i < scenario.expect.size(); ++i) {
    const Place place{.source = scenario_file, .pointer = fmt::format("/expect/{}", i)};
    assertions.push_back(parse_run_assertion(scenario.expect[i], place, names));
  }
  for (const std::string& text : options.assertions) {
    assertions.push_back(parse_run_assertion(text, {.source = "--assert"}, names));
  }
  return assertions;
}

SectionLayout run_report_layout(const RunOutputOptions& options) {
  return {.width = static_cast<std::size_t>(std::clamp(terminal_columns(), 60, 120)),
          .color = color_wanted(options.output, 1),
          .unicode = terminal_speaks_utf8()};
}

void write_run(const RunOutputOptions& options, const RunResult& result,
               const nlohmann::ordered_json& document, const std::vector<AssertionResult>& judged,
               const std::string& more, const Talk& talk) {
  const OutputOptions& output = options.output;
  std::string text;
  if (output.json || !output.output.empty()) text = json_text(document);
  if (!output.output.empty() && output.output != "-") write_result(text, output.output);
  if (!options.csv.empty()) write_result(series_csv(result), options.csv);
  if (!options.plot.empty()) {
    write_plot(timeline_plot(result), options.plot, plot_format(options.plot, "--plot"));
  }
  if (output.json_on_stdout()) write_result(text);
  if (!output.json_on_stdout() && options.csv != "-" && options.plot != "-") {
    const SectionLayout layout = run_report_layout(options);
    const std::string report = options.markdown
                                   ? run_report_markdown(result, layout, output.verbose)
                                   : run_report_text(result, layout, output.verbose);
    write_result(report + more + assertions_section(judged));
  } else {
    for (const AssertionResult& each : judged) talk.say(line_of(each));
  }
  const std::string& stopped = result.provenance.stopped_early;
  if (!stopped.empty()) talk.warn(fmt::format("stopped early: {}", safe_text(stopped)));
}

ExitCode run_verdict(const RunOutputOptions& options, const RunResult& result,
                     const std::vector<AssertionResult>& judged) {
  const bool met = std::all_of(result.slo.begin(), result.slo.end(),
                               [](const ObjectiveVerdict& verdict) { return verdict.met; });
  if (!all_passed(judged) || (!met && !options.expect)) return ExitCode::assertion_failed;
  return result.provenance.stopped_early.empty() ? ExitCode::ok : ExitCode::runtime_error;
}

}  // namespace uslkit
