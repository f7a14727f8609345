#include "cli/compare_verdict.h"

#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

constexpr double kShown = 5e-4;  // half a digit of three

std::string value_text(const MetricChange& change, double value) {
  if (change.metric == "availability") return percent_text(value, 6);
  if (change.unit == "ms") return seconds_text(1e-3 * value);
  if (change.unit == "s") return seconds_text(value);
  if (change.unit.starts_with('/')) return human_number(value) + change.unit;
  return human_number(value) + (change.unit.empty() ? "" : " ") + change.unit;
}

// Equal, or (where no interval can say more) equal in all digits that are shown.
bool is_same(const MetricChange& change) {
  if (!change.before && !change.after) return true;
  if (!change.difference) return false;
  const double shown = change.low ? 0 : kShown * std::abs(*change.before);
  return std::abs(*change.difference) <= shown;
}

const char* direction_of(const MetricChange& change) {
  const bool less = *change.difference < 0;
  if (change.metric == "lag.recovered_at_s") return less ? "earlier" : "later";
  return less ? "lower" : "higher";
}

bool may_be_chance(const MetricChange& change) {
  return change.low && change.high && *change.low <= 0 && *change.high >= 0;
}

std::string interval_words(const MetricChange& change) {
  if (!change.low || !change.high) return "";
  const bool lower = *change.difference < 0;
  return fmt::format(" (95 % interval {} to {})",
                     value_text(change, lower ? -*change.high : *change.low),
                     value_text(change, lower ? -*change.low : *change.high));
}

std::string sentence_of(const MetricChange& change) {
  if (!change.after || !change.before) {
    const auto side = [&change](const std::optional<double>& value) {
      return value ? value_text(change, *value) : std::string("none");
    };
    return fmt::format("{}: {} before, {} after.", change.name, side(change.before),
                       side(change.after));
  }
  const std::string values = fmt::format("{} before, {} after", value_text(change, *change.before),
                                         value_text(change, *change.after));
  if (may_be_chance(change)) {
    return fmt::format(
        "{} does not differ clearly: {}; the 95 % interval of the difference is {} to {}.",
        change.name, values, value_text(change, *change.low), value_text(change, *change.high));
  }
  return fmt::format("{} is {} {}{}: {}.", change.name,
                     value_text(change, std::abs(*change.difference)), direction_of(change),
                     interval_words(change), values);
}

std::string trust_sentence(const RunComparison& comparison, bool without_interval) {
  std::string text = comparison.paired
                         ? "Both runs have the same seed and saw the same draws: they are compared "
                           "pair by pair."
                         : "The runs do not share their random numbers.";
  if (without_interval) {
    text += " A difference without an interval may be chance; --replications 10 gives it one.";
  }
  return text;
}

}  // namespace

std::vector<std::string> comparison_sentences(const RunComparison& comparison) {
  std::vector<std::string> sentences;
  std::string same;
  bool without_interval = false;
  for (const MetricChange& change : comparison.changes) {
    if (!change.headline) continue;
    if (is_same(change)) {
      same += fmt::format("{}{} ({})", same.empty() ? "" : ", ", change.name,
                          value_text(change, *change.after));
      continue;
    }
    sentences.push_back(sentence_of(change));
    without_interval = without_interval || (change.difference && !change.low);
  }
  if (sentences.empty()) sentences.emplace_back("No headline number changed.");
  if (!same.empty()) sentences.push_back("Unchanged: " + same + ".");
  sentences.push_back(trust_sentence(comparison, without_interval));
  return sentences;
}

}  // namespace uslkit
