#include "cli/assertions.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/spelling.h"
#include "cli/exit_code.h"
#include "cli/option.h"

namespace uslkit {
namespace {

constexpr const char* kPlace = "--assert";

[[noreturn]] void refuse(std::string found, std::string allowed, std::string hint) {
  throw UsageError({.place = {.source = kPlace},
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

void check_metric(const std::string& metric, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name == metric) return;
  }
  const std::optional<std::string> nearest = did_you_mean(metric, names);
  refuse("unknown metric " + uslkit::quoted(metric), one_of(names),
         nearest ? fmt::format("did you mean {}?", *nearest) : "");
}

bool holds(double value, const std::string& comparison, double limit) {
  if (comparison == ">") return value > limit;
  if (comparison == ">=") return value >= limit;
  if (comparison == "<") return value < limit;
  if (comparison == "<=") return value <= limit;
  if (comparison == "!=") return value < limit || value > limit;
  USLKIT_CHECK(comparison == "==");
  return !(value < limit || value > limit);
}

const Metric& find_metric(const std::string& name, const std::vector<Metric>& metrics) {
  const std::vector<Metric>::const_iterator found =
      std::find_if(metrics.begin(), metrics.end(),
                   [&name](const Metric& metric) { return metric.name == name; });
  // parse_assertion let only known names through: a command that leaves one out is our bug.
  USLKIT_CHECK(found != metrics.end());
  return *found;
}

AssertionResult evaluate_one(const Assertion& assertion, const Metric& metric) {
  AssertionResult result{.assertion = assertion};
  result.value = metric.value;
  if (result.value && assertion.ratio) {
    const bool comparable = metric.before && *metric.before > 0;
    if (comparable) {
      result.value = *metric.value / *metric.before;
    } else {
      result.value.reset();
      result.reason =
          metric.before ? fmt::format("{} was {:.6g} before: no ratio", metric.name, *metric.before)
                        : "it had no value before";
    }
  }
  if (result.value && std::isnan(*result.value)) result.value.reset();
  if (!result.value && result.reason.empty()) {
    result.reason = metric.absent_reason.empty() ? "it has no value" : metric.absent_reason;
  }
  result.passed = result.value && holds(*result.value, assertion.comparison, assertion.limit);
  return result;
}

[[noreturn]] void refuse_ratio(const std::string& text) {
  refuse(uslkit::quoted(text), "a plain number: there is no earlier fit to compare with",
         "ratios such as 'beta<=1.1x' belong to compare-fits");
}

Assertion split(const std::string& text) {
  const std::size_t start = text.find_first_of("<>=!");
  const std::size_t end =
      start == std::string::npos ? start : text.find_first_not_of("<>=!", start);
  Assertion assertion{.text = text};
  if (end != std::string::npos) assertion.comparison = text.substr(start, end - start);
  const std::vector<std::string> comparisons{">", ">=", "<", "<=", "==", "!="};
  if (std::find(comparisons.begin(), comparisons.end(), assertion.comparison) ==
      comparisons.end()) {
    refuse(uslkit::quoted(text), "METRIC OPERATOR NUMBER with one of > >= < <= == !=",
           "for example 'peak.concurrency>=80'; quote it, or the shell redirects");
  }
  assertion.metric = trimmed(text.substr(0, start));
  std::string number = trimmed(text.substr(end));
  assertion.ratio = number.size() > 1 && number.back() == 'x';
  if (assertion.ratio) number.pop_back();
  assertion.limit = parse_number_argument(number, kPlace);
  return assertion;
}

}  // namespace

Assertion split_assertion(const std::string& text) {
  const Assertion assertion = split(text);
  if (assertion.ratio) refuse_ratio(text);
  return assertion;
}

Assertion parse_assertion(const std::string& text, const std::vector<std::string>& metric_names,
                          bool ratios_allowed) {
  const Assertion assertion = split(text);
  check_metric(assertion.metric, metric_names);
  if (assertion.ratio && !ratios_allowed) refuse_ratio(text);
  return assertion;
}

std::vector<Assertion> parse_assertions(const std::vector<std::string>& texts,
                                        const std::vector<std::string>& metric_names,
                                        bool ratios_allowed) {
  std::vector<Assertion> result;
  for (const std::string& text : texts) {
    result.push_back(parse_assertion(text, metric_names, ratios_allowed));
  }
  return result;
}

std::vector<AssertionResult> evaluate(const std::vector<Assertion>& assertions,
                                      const std::vector<Metric>& metrics) {
  std::vector<AssertionResult> results;
  for (const Assertion& assertion : assertions) {
    results.push_back(evaluate_one(assertion, find_metric(assertion.metric, metrics)));
  }
  return results;
}

bool all_passed(const std::vector<AssertionResult>& results) {
  for (const AssertionResult& result : results) {
    if (!result.passed) return false;
  }
  return true;
}

std::string line_of(const AssertionResult& result) {
  const std::string value =
      result.value ? fmt::format("{}{} = {:.6g}", result.assertion.metric,
                                 result.assertion.ratio ? " after/before" : "", *result.value)
                   : fmt::format("{}: {}", result.assertion.metric, result.reason);
  return fmt::format("{}  {}  ({})", result.passed ? "pass" : "FAIL", result.assertion.text, value);
}

std::string assertions_section(const std::vector<AssertionResult>& results) {
  std::string text = results.empty() ? "" : "\nAssertions\n";
  for (const AssertionResult& each : results) text += "  " + line_of(each) + "\n";
  return text;
}

nlohmann::ordered_json to_json(const std::vector<AssertionResult>& results) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const AssertionResult& result : results) {
    nlohmann::ordered_json entry;
    entry["assertion"] = result.assertion.text;
    entry["passed"] = result.passed;
    entry["value"] = result.value && std::isfinite(*result.value)
                         ? nlohmann::ordered_json(*result.value)
                         : nlohmann::ordered_json(nullptr);
    if (!result.reason.empty()) entry["reason"] = result.reason;
    array.push_back(std::move(entry));
  }
  return array;
}

}  // namespace uslkit
