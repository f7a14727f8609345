#include "audit/claim_numbers.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/claims_rules.h"
#include "fit/quantity_text.h"

namespace uslkit {
namespace {

// Whether the name stands in the formula as a word of its own.
bool mentions(const std::string& formula, const std::string& name) {
  const auto is_part = [&](std::size_t at) {
    return at < formula.size() && is_formula_name(std::string("_") + formula[at]);
  };
  for (std::size_t at = formula.find(name); at != std::string::npos;
       at = formula.find(name, at + 1)) {
    if ((at == 0 || !is_part(at - 1)) && !is_part(at + name.size())) return true;
  }
  return false;
}

}  // namespace

bool ClaimNumbers::lacks_a_value(const std::string& formula) const {
  return std::any_of(failed_.begin(), failed_.end(),
                     [&](const std::string& name) { return mentions(formula, name); });
}

std::optional<double> ClaimNumbers::compute(const std::string& formula,
                                            const std::string& pointer) {
  if (lacks_a_value(formula)) return std::nullopt;
  try {
    return compute_or_throw(formula);
  } catch (const InputError& error) {
    complain(error, pointer);
    return std::nullopt;
  }
}

void ClaimNumbers::complain(const InputError& error, const std::string& pointer) {
  const InputError::Parts& parts = error.parts();
  findings_->add(
      {.pointer = pointer, .found = parts.found, .allowed = parts.allowed, .hint = parts.hint});
}

std::vector<ComputedValue> ClaimNumbers::add(const std::vector<NamedValue>& values,
                                             const std::string& pointer) {
  std::vector<ComputedValue> computed;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const NamedValue& each = values[i];
    const std::optional<double> value =
        each.value ? each.value : compute(each.formula, fmt::format("{}/{}/formula", pointer, i));
    if (!value) {
      failed_.insert(each.name);
      continue;
    }
    set(each.name, *value);
    computed.push_back({.name = each.name, .value = *value, .unit = each.unit, .note = each.note});
  }
  return computed;
}

std::string ClaimNumbers::explain(const std::string& text, const std::string& pointer) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    result += text.substr(at, open - at);
    if (open == std::string::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) {
      findings_->add(
          {.pointer = pointer,
           .found = fmt::format("a \"{{\" that is not closed, at character {}", open + 1),
           .allowed = "a formula in braces, such as {usl_peak(alpha, beta)}"});
      break;
    }
    const std::optional<double> value = compute(text.substr(open + 1, close - open - 1), pointer);
    result += value ? number_text(*value) : "?";
    at = close + 1;
  }
  return result;
}

}  // namespace uslkit
