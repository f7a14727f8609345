// assertions: --assert 'peak.concurrency>=80', for pipelines that must fail when capacity drops.
//
//   assertion = metric operator number ["x"]      operator = > >= < <= == !=
// "x" makes it a ratio to the same metric of the fit before (compare-fits): 'beta<=1.1x'.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace uslkit {

// A number that can be asserted on. An absent value makes an assertion fail and say why.
struct Metric {
  std::string name{};
  std::optional<double> value{};
  std::optional<double> before{};  // the value in the fit before, where there is one
  std::string absent_reason{};     // "the data show no peak"
};

struct Assertion {
  std::string text{};  // as the user wrote it
  std::string metric{};
  std::string comparison{};
  double limit = 0;
  bool ratio = false;
};

struct AssertionResult {
  Assertion assertion;
  bool passed = false;
  std::optional<double> value{};  // of the metric, or of the ratio
  std::string reason{};           // why there is no value; empty otherwise
};

// The parts of a plain assertion, its metric not yet looked up. Throws UsageError for a text that
// is no assertion, and for a ratio.
[[nodiscard]] Assertion split_assertion(const std::string& text);

// Throws UsageError for a text that is no assertion, for a metric that is not in `metric_names`
// (with the nearest one as its hint) and for a ratio where `ratios_allowed` is false.
[[nodiscard]] Assertion parse_assertion(const std::string& text,
                                        const std::vector<std::string>& metric_names,
                                        bool ratios_allowed);

[[nodiscard]] std::vector<Assertion> parse_assertions(const std::vector<std::string>& texts,
                                                      const std::vector<std::string>& metric_names,
                                                      bool ratios_allowed = false);

// Evaluates all, also after the first that fails.
[[nodiscard]] std::vector<AssertionResult> evaluate(const std::vector<Assertion>& assertions,
                                                    const std::vector<Metric>& metrics);

[[nodiscard]] bool all_passed(const std::vector<AssertionResult>& results);

// "pass  peak.concurrency>=80  (peak.concurrency = 96.5)".
[[nodiscard]] std::string line_of(const AssertionResult& result);

// All of them under their heading, at the end of a report; empty where there are none.
[[nodiscard]] std::string assertions_section(const std::vector<AssertionResult>& results);

[[nodiscard]] nlohmann::ordered_json to_json(const std::vector<AssertionResult>& results);

}  // namespace uslkit
