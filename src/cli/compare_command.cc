// `uslkit compare`: two runs side by side: what changed, and is it more than chance?
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "cli/assertions.h"
#include "cli/command.h"
#include "cli/compare_verdict.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/run_input.h"
#include "documents/compare_document.h"
#include "report/human_number.h"
#include "report/safe_text.h"
#include "report/table.h"
#include "scenario/compare_runs.h"
#include "scenario/prediction_check.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit compare";
constexpr std::size_t kWidth = 100;

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> names;
  std::vector<std::string> assertions;
  bool prediction = false;
  double tolerance_percent = 15;
  OutputOptions output;
};

void check_files(const std::vector<std::string>& files) {
  if (files.size() != 2) {
    throw UsageError({.place = {.source = kCommand},
                      .found = fmt::format("{} file{}", files.size(), files.size() == 1 ? "" : "s"),
                      .allowed = "two: the run before and the run after",
                      .hint = "for example: uslkit compare before.json after.json"});
  }
  if (files[0] != "-" || files[1] != "-") return;
  throw UsageError({.place = {.source = kCommand},
                    .found = "standard input named 2 times",
                    .allowed = "- once: it can be read only once",
                    .hint = ""});
}

std::string label_of(const std::string& file) { return file == "-" ? "standard input" : file; }

RunLabels labels_of(const Settings& settings) {
  RunLabels labels{.before = label_of(settings.files[0]), .after = label_of(settings.files[1])};
  if (!settings.names.empty()) labels.before = settings.names[0];
  if (settings.names.size() > 1) labels.after = settings.names[1];
  return labels;
}

std::string value_text(const std::optional<double>& value) {
  return value ? human_number(*value) : "";
}

std::string difference_interval_text(const MetricChange& change) {
  if (!change.low && !change.high) return "";
  return interval_text(Interval{change.low.value_or(-HUGE_VAL), change.high.value_or(HUGE_VAL)});
}

// Whether chance alone is no good explanation: the interval of the difference does not hold zero.
bool has_changed(const MetricChange& change) {
  return (change.low && *change.low > 0) || (change.high && *change.high < 0);
}

// What is not worth a line unless somebody asks: metrics that are equal, or absent from one run.
bool is_same(const MetricChange& change) {
  return change.difference && !(*change.difference < 0) && !(*change.difference > 0);
}

std::string comparison_text(const RunComparison& comparison, bool every) {
  Table table{.columns = {{""},
                          {"before", Align::right},
                          {"after", Align::right},
                          {"difference", Align::right},
                          {"95 % interval", Align::right},
                          {"", Align::left}}};
  std::size_t same = 0;
  for (const MetricChange& change : comparison.changes) {
    if (is_same(change)) ++same;
    if (is_same(change) && !every) continue;
    const std::string name =
        change.unit.empty() ? change.name : fmt::format("{} ({})", change.name, change.unit);
    table.add({name, value_text(change.before), value_text(change.after),
               value_text(change.difference), difference_interval_text(change),
               has_changed(change) ? "changed" : ""});
  }
  std::string text = fmt::format("before: {}\nafter:  {}\n\n", safe_text(comparison.labels.before),
                                 safe_text(comparison.labels.after));
  for (const std::string& sentence : comparison_sentences(comparison)) {
    std::string prefix = "- ";
    for (const std::string& line : wrap_to_cells(safe_text(sentence), kWidth - 2)) {
      text += prefix + line + "\n";
      prefix = "  ";
    }
  }
  if (table.rows.empty()) return text + "\nEvery metric is the same; --verbose shows them.\n";
  text +=
      '\n' + table_text(table, {.indent = 0, .width = kWidth, .unicode = terminal_speaks_utf8()});
  if (same > 0 && !every) {
    text += fmt::format("{} of {} metrics are the same; --verbose shows them.\n", same,
                        comparison.changes.size());
  }
  return text;
}

// What --assert can ask for: the value after, or its ratio to the one before.
std::vector<Metric> metrics_of(const RunComparison& comparison) {
  std::vector<Metric> metrics;
  for (const MetricChange& change : comparison.changes) {
    metrics.push_back({.name = change.metric,
                       .value = change.after,
                       .before = change.before,
                       .absent_reason = "the run after has none"});
  }
  return metrics;
}

std::vector<AssertionResult> judge(const Settings& settings, const RunComparison& comparison) {
  const std::vector<Metric> metrics = metrics_of(comparison);
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return evaluate(parse_assertions(settings.assertions, names, true), metrics);
}

std::string lines_of(const std::vector<AssertionResult>& judged) {
  std::string text = judged.empty() ? "" : "\nAssertions\n";
  for (const AssertionResult& each : judged) text += "  " + line_of(each) + "\n";
  return text;
}

// ---- A prediction against what was measured. ----

std::string deviation_text(const PredictionRow& row) {
  return row.deviation ? fmt::format("{:+.1f} %", 100 * *row.deviation) : "";
}

std::string prediction_text(const PredictionCheck& check, const RunLabels& labels) {
  Table table{.columns = {{""},
                          {"predicted", Align::right},
                          {"95 % interval", Align::right},
                          {"measured", Align::right},
                          {"off by", Align::right},
                          {"allowed", Align::right},
                          {"", Align::left}}};
  for (const PredictionRow& row : check.rows) {
    std::string interval;
    if (row.predicted_interval && row.predicted_interval->low && row.predicted_interval->high) {
      interval =
          interval_text(Interval{*row.predicted_interval->low, *row.predicted_interval->high});
    }
    table.add(
        {fmt::format("{} ({})", row.name, row.unit), value_text(row.predicted), interval,
         value_text(row.measured), deviation_text(row),
         fmt::format("{:.0f} % or {} {}", 100 * row.allowed, human_number(row.slack), row.unit),
         row.within ? "within" : "OFF"});
  }
  std::string text = fmt::format(
      "predicted: {}\nmeasured:  {}\n\n{}\n\n", safe_text(labels.before), safe_text(labels.after),
      check.holds() ? "The prediction holds." : "The prediction does NOT hold.");
  return text +
         table_text(table, {.indent = 0, .width = kWidth, .unicode = terminal_speaks_utf8()});
}

ExitCode run_prediction(const Settings& settings, const RunInput& before, const RunInput& after,
                        const Talk& talk) {
  const PredictionCheck check =
      check_prediction(before.result, after.result, {.others = settings.tolerance_percent / 100});
  for (const std::string& warning : check.warnings) talk.warn(warning);
  const nlohmann::ordered_json options = {{"files", settings.files},
                                          {"tolerance_percent", settings.tolerance_percent}};
  const nlohmann::ordered_json document = prediction_document(check, before, after, options);
  write_answer(settings.output, document, prediction_text(check, labels_of(settings)));
  return check.holds() ? ExitCode::ok : ExitCode::assertion_failed;
}

ExitCode run_compare(const Settings& settings) {
  check_files(settings.files);
  const Talk talk(settings.output);
  const RunInput before = load_run(settings.files[0], talk, kCommand);
  const RunInput after = load_run(settings.files[1], talk, kCommand);
  if (settings.prediction) return run_prediction(settings, before, after, talk);
  const RunComparison comparison = compare_runs(before.result, after.result, labels_of(settings));
  for (const std::string& warning : comparison.warnings) talk.warn(safe_text(warning));
  const std::vector<AssertionResult> judged = judge(settings, comparison);
  const nlohmann::ordered_json options = {
      {"files", settings.files}, {"names", settings.names}, {"assert", settings.assertions}};
  write_answer(settings.output,
               comparison_document(comparison, before, after,
                                   {.options = options, .assertions = to_json(judged)}),
               comparison_text(comparison, settings.output.verbose) + lines_of(judged));
  return all_passed(judged) ? ExitCode::ok : ExitCode::assertion_failed;
}

}  // namespace

Command make_compare_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "compare";
  command.summary = "Compare two runs: differences with intervals";
  command.description =
      "Puts two kept runs side by side, metric by metric, with a 95 % interval of each difference. "
      "Runs of the same seed saw the same arrivals and services and are compared pair by pair, "
      "which shows small changes that two independent runs would hide.";
  command.examples = {
      {"uslkit compare before.json after.json", "table and verdicts"},
      {"uslkit simulate shop.json --set /consumers/count=48 --json | uslkit compare before.json -",
       "a change against a kept run"},
      {"uslkit compare predicted.json measured.json --prediction",
       "did the simulation foretell the real run?"},
      {"uslkit compare before.json after.json --assert 'latency.ack.p99_ms<=1.1x'",
       "exit code 99 if the p99 grew by more than a tenth"}};
  command.options = {list_option("file", "FILE", settings->files,
                                 "Two runs, before and after (from simulate --json); - is "
                                 "standard input"),
                     list_option("--name", "LABEL", settings->names,
                                 "Label of a run, before first; default: its file name"),
                     list_option("--assert", "METRIC<=NUMBER", settings->assertions,
                                 "Exit with 99 unless this holds of the run after; 1.1x is a ratio "
                                 "to the run before; operators > >= < <= == !=")};
  command.options.push_back(
      flag_option("--prediction", settings->prediction,
                  "The first run is a simulation, the second the real run that it predicts: judge "
                  "throughput (5 %), end-to-end latency, peak of the lag and drain; exit code 99 "
                  "where one is off"));
  command.options.push_back(number_option("--tolerance", settings->tolerance_percent, {0.1, 1000},
                                          "By how many percent a prediction may be off, but for "
                                          "the throughput; default 15"));
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_compare(*settings); };
  return command;
}

}  // namespace uslkit
