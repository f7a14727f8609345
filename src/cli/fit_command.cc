// `uslkit fit`: from measurements to parameters, peak and verdict.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "cli/assertions.h"
#include "cli/command.h"
#include "cli/fit_metrics.h"
#include "cli/fit_options.h"
#include "cli/output.h"
#include "cli/plot_output.h"
#include "cli/read_options.h"
#include "documents/fit_document.h"
#include "documents/ingest_document.h"
#include "documents/json_text.h"
#include "fit/fit_json.h"
#include "fit/fit_usl.h"
#include "report/fit_plots.h"
#include "report/fit_report.h"

namespace uslkit {
namespace {

struct Settings {
  ReadOptions read;
  FitSettings fit;
  OutputOptions output;
  std::string plot;
  std::string plot_kind = "throughput";
  std::string name;
  bool markdown = false;
  std::vector<std::string> assertions;
};

// Everything that can be wrong with the command line, found before any file is opened.
struct Plan {
  FitOptions options;
  std::vector<Assertion> assertions;
  std::string plot_format;  // empty: no plot
};

Plan plan_of(const Settings& settings) {
  Plan plan{.options = fit_options(settings.fit),
            .assertions = parse_assertions(settings.assertions, fit_metric_names()),
            .plot_format = ""};
  if (!settings.plot.empty()) plan.plot_format = plot_format(settings.plot, "--plot");
  if (settings.plot == "-" && settings.output.json_on_stdout()) {
    throw UsageError({.place = {.source = "--plot"},
                      .found = "the plot and the JSON document both on standard output",
                      .allowed = "one of them",
                      .hint = "give one of them a file name"});
  }
  check(settings.read, "uslkit fit");
  return plan;
}

nlohmann::ordered_json document_of(const Settings& settings, const Plan& plan, const UslFit& fit,
                                   const Measurements& measurements,
                                   const std::vector<AssertionResult>& results) {
  nlohmann::ordered_json options = to_json(plan.options);
  options["read"] = to_json(settings.read.files, settings.read.ingest);
  return fit_document(fit, {.measurements = measurements,
                            .options = std::move(options),
                            .label = settings.name,
                            .assertions = to_json(results)});
}

std::string report(const Settings& settings, const UslFit& fit) {
  const TextOptions text{.width = static_cast<std::size_t>(std::clamp(terminal_columns(), 40, 100)),
                         .color = color_wanted(settings.output, 1),
                         .unicode = terminal_speaks_utf8(),
                         .verbose = settings.output.verbose,
                         .sections = {}};
  return settings.markdown ? fit_report_markdown(fit, text) : fit_report_text(fit, text);
}

std::string lines_of(const std::vector<AssertionResult>& results) {
  std::string text = results.empty() ? "" : "\nAssertions\n";
  for (const AssertionResult& result : results) text += "  " + line_of(result) + "\n";
  return text;
}

// What the fit found; what the reader noted has been said when the rows were read.
void warn_of_news(const std::vector<Note>& warnings, const std::vector<Note>& said,
                  const Talk& talk) {
  for (const Note& warning : warnings) {
    if (std::find(said.begin(), said.end(), warning) == said.end()) talk.warn(warning.text);
  }
}

ExitCode run_fit(const Settings& settings) {
  if (settings.read.list_formats) {
    write_result(format_list());
    return ExitCode::ok;
  }
  const Plan plan = plan_of(settings);
  const Talk talk(settings.output);
  const Measurements measurements = read_measurements(settings.read, talk);
  if (plan.options.bootstrap != FitOptions::Bootstrap::none) {
    // About 2 us each: many of them take seconds, which is said before they start.
    constexpr int kQuickDraws = 50'000;
    const std::string line = fmt::format("bootstrap: {} refits", plan.options.bootstrap_draws);
    plan.options.bootstrap_draws > kQuickDraws ? talk.say(line) : talk.detail(line);
  }
  const UslFit fit = fit_usl(measurements, plan.options);
  const std::vector<AssertionResult> results = evaluate(plan.assertions, fit_metrics(fit));
  // From here on only writing.
  const OutputOptions& output = settings.output;
  const bool report_on_stdout = !output.json_on_stdout() && settings.plot != "-";
  std::string document;
  if (output.json || !output.output.empty()) {
    document = json_text(document_of(settings, plan, fit, measurements, results));
  }
  if (!output.output.empty() && output.output != "-") write_result(document, output.output);
  if (!settings.plot.empty()) {
    write_plot(plot_of_kind(fit, settings.plot_kind), settings.plot, plan.plot_format);
  }
  if (report_on_stdout) {
    write_result(report(settings, fit) + lines_of(results));
  } else {
    warn_of_news(fit.warnings, measurements.notes, talk);
    for (const AssertionResult& result : results) talk.say(line_of(result));
    if (output.json_on_stdout()) write_result(document);
  }
  return all_passed(results) ? ExitCode::ok : ExitCode::assertion_failed;
}

}  // namespace

Command make_fit_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "fit";
  command.summary = "Fit the law to measurements: parameters, peak, verdict";
  command.description =
      "Reads load-test measurements, fits X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1)) and "
      "prints the parameters with intervals, the peak, a chart, rival models and a verdict in "
      "words. Several files are fitted as one sweep.";
  command.examples = {{"uslkit fit data/cisco_mysql.csv", "table, terminal chart and verdict"},
                      {"uslkit fit wrk_sweep.txt --plot usl.svg -o fit.json",
                       "reads the load generator's own output; draws it and keeps the fit"},
                      {"uslkit fit sweep.csv --json | jq .peak", "the same as one JSON document"},
                      {"uslkit fit sweep.csv --assert 'peak.concurrency>=80'",
                       "exit code 99 when the peak comes earlier"},
                      {"uslkit fit run_c*.txt --n-from-name 'c([0-9]+)'", "N from the file names"}};
  command.options = read_option_list(settings->read);
  for (Option& option : fit_option_list(settings->fit)) command.options.push_back(option);
  command.options.push_back(text_option("--plot", "FILE", settings->plot,
                                        "Draw the fit: FILE.svg, FILE.png or FILE.pdf; - is SVG on "
                                        "stdout instead of the report"));
  command.options.push_back(choice_option("--plot-kind", plot_kinds(), settings->plot_kind,
                                          "What --plot draws; default throughput"));
  command.options.push_back(text_option("--name", "LABEL", settings->name,
                                        "Name of this fit, kept in the JSON document for "
                                        "comparisons"));
  command.options.push_back(
      flag_option("--markdown", settings->markdown, "Print the report as Markdown"));
  command.options.push_back(list_option("--assert", "METRIC>=NUMBER", settings->assertions,
                                        "Exit with 99 unless this holds; operators > >= < <= == "
                                        "!="));
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_fit(*settings); };
  return command;
}

}  // namespace uslkit
