// ClaimNumbers: the names that the formulas of one claim know, and the complaints about formulas.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/audit_report.h"
#include "audit/calculator.h"
#include "audit/claims.h"
#include "base/input_error.h"
#include "scenario/findings.h"

namespace uslkit {

// A formula that cannot be computed is a finding at its pointer; one that only lacks the value of
// such a formula is passed over in silence, so that one slip is one complaint.
class ClaimNumbers {
 public:
  ClaimNumbers(Calculator& calculator, Findings& findings)
      : calculator_(&calculator), findings_(&findings) {}

  void set(const std::string& name, double value) { names_[name] = value; }

  // The value of the formula that stands at the pointer.
  [[nodiscard]] std::optional<double> compute(const std::string& formula,
                                              const std::string& pointer);

  // The same without a place; throws InputError.
  [[nodiscard]] double compute_or_throw(const std::string& formula) {
    return calculator_->value_of(formula, names_);
  }
  // What was wrong with a formula at the pointer.
  void complain(const InputError& error, const std::string& pointer);

  // Values that are given or computed, each known to the next; `pointer` is that of the list.
  std::vector<ComputedValue> add(const std::vector<NamedValue>& values, const std::string& pointer);

  // A sentence in which "{formula}" stands for its value.
  [[nodiscard]] std::string explain(const std::string& text, const std::string& pointer);

 private:
  [[nodiscard]] bool lacks_a_value(const std::string& formula) const;

  Calculator* calculator_;
  Findings* findings_;
  NamedNumbers names_;
  std::set<std::string> failed_;  // names without a value
};

}  // namespace uslkit
