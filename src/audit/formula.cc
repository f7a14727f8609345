#include "audit/formula.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/number_text.h"

namespace uslkit {
namespace {

std::string range_of(const FormulaArgument& argument) {
  return fmt::format("{} from {} to {}", argument.whole ? "a whole number" : "a number",
                     format_number(argument.lowest), format_number(argument.highest));
}

void check_argument(const Formula& formula, const FormulaArgument& argument, double value) {
  const bool is_in_range = value >= argument.lowest && value <= argument.highest;
  if (is_in_range && (!argument.whole || value == std::floor(value))) return;
  refuse_arguments(
      fmt::format("{} = {} in {}", argument.name,
                  std::isfinite(value) ? format_number(value) : fmt::format("{}", value),
                  signature(formula)),
      range_of(argument));
}

}  // namespace

FormulaArgument non_negative(std::string name) { return {.name = std::move(name)}; }

FormulaArgument positive(std::string name) { return {.name = std::move(name), .lowest = 1e-12}; }

FormulaArgument share(std::string name) { return {.name = std::move(name), .highest = 1}; }

FormulaArgument coefficient(std::string name) {
  return {.name = std::move(name), .lowest = -1, .highest = 10};
}

FormulaArgument count(std::string name, double lowest, double highest) {
  return {.name = std::move(name), .lowest = lowest, .highest = highest, .whole = true};
}

std::string signature(const Formula& formula) {
  std::vector<std::string> names;
  for (const FormulaArgument& argument : formula.arguments) names.push_back(argument.name);
  return fmt::format("{}({})", formula.name, fmt::join(names, ", "));
}

double call_formula(const Formula& formula, std::span<const double> arguments) {
  if (arguments.size() != formula.arguments.size()) {
    refuse_arguments(fmt::format("{} argument{} of {}", arguments.size(),
                                 arguments.size() == 1 ? "" : "s", formula.name),
                     signature(formula));
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    check_argument(formula, formula.arguments[i], arguments[i]);
  }
  return formula.call(arguments);
}

void refuse_arguments(std::string found, std::string allowed) {
  throw InputError({.found = std::move(found), .allowed = std::move(allowed)});
}

}  // namespace uslkit
