// `uslkit compare-fits`: did a change make the system scale worse?
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "cli/assertions.h"
#include "cli/command.h"
#include "cli/fit_input.h"
#include "cli/fit_metrics.h"
#include "cli/output.h"
#include "cli/plot_output.h"
#include "documents/provenance.h"
#include "fit/compare_fits.h"
#include "fit/fit_json.h"
#include "report/fit_plots.h"
#include "report/human_number.h"
#include "report/safe_text.h"
#include "report/table.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit compare-fits";
constexpr std::size_t kWidth = 80;
constexpr const char* kCurvesMetric = "curves.p_value";

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> names;
  std::vector<std::string> assertions;
  std::string plot;
  OutputOptions output;
};

struct Pair {
  FitInput before;
  FitInput after;
};

std::vector<std::string> metric_names() {
  std::vector<std::string> names = fit_metric_names();
  names.emplace_back(kCurvesMetric);
  return names;
}

std::vector<Metric> metrics_of(const Pair& pair, const FitComparison& comparison) {
  std::vector<Metric> metrics = fit_metrics(pair.before.fit, pair.after.fit);
  Metric curves{.name = kCurvesMetric, .absent_reason = "the curves could not be compared"};
  if (comparison.curves) curves.value = comparison.curves->p_value;
  metrics.push_back(std::move(curves));
  return metrics;
}

Pair load(const Settings& settings, const Talk& talk) {
  if (settings.files.size() != 2) {
    throw UsageError({.place = {.source = kCommand},
                      .found = fmt::format("{} file{}", settings.files.size(),
                                           settings.files.size() == 1 ? "" : "s"),
                      .allowed = "two: the fit before and the fit after",
                      .hint = "for example: uslkit compare-fits before.json after.json"});
  }
  Pair pair{.before = load_fit(settings.files[0], talk, kCommand),
            .after = load_fit(settings.files[1], talk, kCommand)};
  if (!settings.names.empty()) pair.before.label = settings.names[0];
  if (settings.names.size() > 1) pair.after.label = settings.names[1];
  return pair;
}

nlohmann::ordered_json change_json(const FitChange& change) {
  return {{"metric", change.metric},
          {"before", number_to_json(change.before)},
          {"after", number_to_json(change.after)},
          {"ratio", number_to_json(change.ratio)},
          {"ratio_interval", interval_to_json(change.ratio_interval)},
          {"difference", number_to_json(change.difference)},
          {"difference_interval", interval_to_json(change.difference_interval)},
          {"p_value", number_to_json(change.p_value)},
          {"worse", change.worse}};
}

nlohmann::ordered_json curves_json(const FitComparison& comparison) {
  if (!comparison.curves) return nullptr;
  return {{"name", comparison.curves->name},
          {"statistic", number_to_json(comparison.curves->statistic)},
          {"p_value", number_to_json(comparison.curves->p_value)},
          {"reading", comparison.curves->reading}};
}

nlohmann::ordered_json comparison_document(const Settings& settings, const Pair& pair,
                                           const FitComparison& comparison,
                                           const std::vector<AssertionResult>& results) {
  nlohmann::ordered_json document =
      envelope({.document = "compare-fits",
                .seed = pair.before.fit.seed,
                .options = {{"files", settings.files}, {"assert", settings.assertions}},
                .inputs = {pair.before.source, pair.after.source},
                .notes = comparison.warnings});
  document["assertions"] = to_json(results);
  document["labels"] = {{"before", pair.before.label}, {"after", pair.after.label}};
  document["confidence_level"] = pair.before.fit.confidence_level;
  document["sentences"] = comparison.sentences;
  nlohmann::ordered_json changes = nlohmann::ordered_json::array();
  for (const FitChange& change : comparison.changes) changes.push_back(change_json(change));
  document["changes"] = std::move(changes);
  document["curves"] = curves_json(comparison);
  return document;
}

std::string ratio_text(double ratio) {
  return std::isfinite(ratio) ? human_number(ratio) + "x" : "n/a";
}

std::string comparison_text(const Pair& pair, const FitComparison& comparison,
                            const std::vector<AssertionResult>& results) {
  Table table;
  table.columns = {
      {""},
      {"before", Align::right},
      {"after", Align::right},
      {"ratio", Align::right},
      {fmt::format("{:g} % of the ratio", 100 * pair.before.fit.confidence_level), Align::right},
      {"p", Align::right},
      {""}};
  for (const FitChange& change : comparison.changes) {
    table.add({change.metric, human_number(change.before), human_number(change.after),
               ratio_text(change.ratio), interval_text(change.ratio_interval),
               change.p_value ? p_value_text(*change.p_value) : "", change.worse ? "worse" : ""});
  }
  std::string text = fmt::format("before: {}\nafter:  {}\n\n", safe_text(pair.before.label),
                                 safe_text(pair.after.label));
  text +=
      table_text(table, {.indent = 0, .width = kWidth, .unicode = terminal_speaks_utf8()}) + "\n";
  for (const std::string& sentence : comparison.sentences) {
    for (const std::string& line : wrap_to_cells(sentence, kWidth)) text += line + "\n";
  }
  if (!results.empty()) text += "\nAssertions\n";
  for (const AssertionResult& result : results) text += "  " + line_of(result) + "\n";
  return text;
}

ExitCode run_compare_fits(const Settings& settings) {
  const std::vector<Assertion> assertions =
      parse_assertions(settings.assertions, metric_names(), true);
  const std::string format = settings.plot.empty() ? "" : plot_format(settings.plot, "--plot");
  const Talk talk(settings.output);
  const Pair pair = load(settings, talk);
  const FitComparison comparison = compare_fits(pair.before.fit, pair.after.fit);
  const std::vector<AssertionResult> results = evaluate(assertions, metrics_of(pair, comparison));
  // From here on only writing.
  if (!settings.plot.empty()) {
    write_plot(comparison_plot({{.name = pair.before.label, .fit = &pair.before.fit},
                                {.name = pair.after.label, .fit = &pair.after.fit}}),
               settings.plot, format);
  }
  if (settings.output.json_on_stdout()) {
    for (const AssertionResult& result : results) talk.say(line_of(result));
  }
  write_answer(settings.output, comparison_document(settings, pair, comparison, results),
               settings.plot == "-" ? "" : comparison_text(pair, comparison, results));
  return all_passed(results) ? ExitCode::ok : ExitCode::assertion_failed;
}

}  // namespace

Command make_compare_fits_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "compare-fits";
  command.summary = "Compare two fits: did a change make scalability worse?";
  command.description =
      "Puts two fits side by side: each coefficient and the peak with ratio, interval and p-value, "
      "and a test whether one common curve would do. With --assert a release pipeline can fail on "
      "it.";
  command.examples = {
      {"uslkit compare-fits before.json after.json", "table and verdict"},
      {"uslkit compare-fits before.json after.json --assert 'beta<=1.1x'",
       "exit code 99 when crosstalk grew by more than a tenth"},
      {"uslkit compare-fits before.json after.json --plot change.svg", "both curves on one page"}};
  command.options = {
      list_option("file", "FILE", settings->files,
                  "Two files, before and after: fit.json or measurements"),
      list_option("--assert", "METRIC>=NUMBER", settings->assertions,
                  "Exit with 99 unless this holds for the fit after; NUMBER with an x behind it is "
                  "a ratio to the fit before"),
      list_option("--name", "LABEL", settings->names,
                  "Label of a fit, before first; default: its own label, else the file name"),
      text_option("--plot", "FILE", settings->plot,
                  "Draw both: FILE.svg, FILE.png or FILE.pdf; - is SVG on stdout instead of the "
                  "table")};
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_compare_fits(*settings); };
  return command;
}

}  // namespace uslkit
