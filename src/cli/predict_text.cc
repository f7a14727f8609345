#include "cli/predict_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/output.h"
#include "report/human_number.h"
#include "report/safe_text.h"
#include "report/table.h"

namespace uslkit {
namespace {

constexpr std::size_t kWidth = 80;

void add_point(Table& table, const std::string& question, const Prediction& at) {
  table.add({question, human_number(at.concurrency), human_number(at.throughput.value),
             interval_text(at.throughput.confidence), interval_text(at.throughput.prediction),
             seconds_text(at.latency_s.value), percent_text(at.efficiency.value)});
}

// One paragraph per question: each sentence says by itself which question it answers.
std::string paragraph(const std::vector<std::string>& sentences,
                      const std::vector<Note>& warnings) {
  std::string said;
  for (const std::string& sentence : sentences) said += (said.empty() ? "" : " ") + sentence;
  for (const Note& warning : warnings) {
    const bool known =
        std::find(sentences.begin(), sentences.end(), warning.text) != sentences.end();
    if (!known) said += " Warning: " + warning.text;
  }
  std::string text;
  for (const std::string& line : wrap_to_cells(said, kWidth - 2)) {
    text += (text.empty() ? "- " : "  ") + line + "\n";
  }
  return text;
}

}  // namespace

std::string predictions_text(const UslFit& fit, const Predictions& predictions) {
  const std::string level = fmt::format("{:g} %", 100 * fit.confidence_level);
  Table table;
  table.columns = {{"asked"},
                   {"N", Align::right},
                   {"X (" + fit.throughput_unit + ")", Align::right},
                   {"mean, " + level, Align::right},
                   {"one run, " + level, Align::right},
                   {"latency", Align::right},
                   {"useful", Align::right}};
  std::string said;
  for (const Prediction& at : predictions.at_concurrency) {
    const std::string question = fmt::format("N = {}", human_number(at.concurrency));
    add_point(table, question, at);
    said += paragraph(at.sentences, at.warnings);
  }
  for (const ThroughputPrediction& answer : predictions.at_throughput) {
    const std::string question = "X >= " + throughput_text(fit, answer.throughput);
    if (answer.at_workers) add_point(table, question, *answer.at_workers);
    said += paragraph(answer.sentences, answer.warnings);
  }
  for (const LatencyPrediction& answer : predictions.at_latency) {
    const std::string question = "R <= " + seconds_text(answer.latency_s);
    if (answer.at_workers) add_point(table, question, *answer.at_workers);
    said += paragraph(answer.sentences, answer.warnings);
  }
  if (table.rows.empty()) return said;
  const TableLayout layout{.indent = 0, .width = kWidth, .unicode = terminal_speaks_utf8()};
  return table_text(table, layout) + "\n" + said;
}

}  // namespace uslkit
