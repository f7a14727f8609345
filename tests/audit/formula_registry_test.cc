#include "audit/formula_registry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "audit/claims_rules.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

// NaN for arguments that it refuses, or for which there is no value.
double call_or_refuse(const Formula& formula, const std::vector<double>& arguments) {
  try {
    return call_formula(formula, arguments);
  } catch (const InputError&) {
    return std::nan("");
  }
}

// A number of an argument's range near the wanted one.
double near(const FormulaArgument& argument, double wanted) {
  const double inside = std::clamp(wanted, argument.lowest, argument.highest);
  return argument.whole ? std::floor(inside) : inside;
}

TEST_CASE("every function has a name of its own, a meaning and a source") {
  const std::vector<std::string> names = function_names();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  for (const FormulaGroup& group : all_formulas()) {
    for (const Formula& formula : group.formulas) {
      CAPTURE(formula.name);
      CHECK(is_formula_name(formula.name));
      CHECK_FALSE(formula.gives.empty());
      CHECK_FALSE(formula.source.empty());
      CHECK_FALSE(formula.arguments.empty());
      for (const FormulaArgument& argument : formula.arguments) {
        CHECK(argument.lowest < argument.highest);
      }
    }
  }
}

TEST_CASE("no arguments within their ranges, nor any outside, can break a function") {
  constexpr std::array<double, 5> kWanted = {0, 0.3, 1, 3, 100};
  for (const FormulaGroup& group : all_formulas()) {
    for (const Formula& formula : group.formulas) {
      CAPTURE(formula.name);
      const std::size_t size = formula.arguments.size();
      const int combinations = static_cast<int>(std::pow(kWanted.size(), std::min(size, 6UL)));
      int computed = 0;
      for (int i = 0; i < combinations; ++i) {
        std::vector<double> arguments;
        int rest = i;
        for (const FormulaArgument& argument : formula.arguments) {
          arguments.push_back(near(argument, kWanted[static_cast<std::size_t>(rest) % 5]));
          rest /= 5;
        }
        if (!std::isnan(call_or_refuse(formula, arguments))) ++computed;
      }
      CHECK(computed > 0);
      std::vector<double> lowest;
      std::vector<double> highest;
      for (const FormulaArgument& argument : formula.arguments) {
        lowest.push_back(argument.lowest);
        highest.push_back(argument.highest);
        std::vector<double> outside(size, near(argument, 1));
        outside.back() = std::nan("");
        CHECK(std::isnan(call_or_refuse(formula, outside)));
      }
      static_cast<void>(call_or_refuse(formula, lowest));
      static_cast<void>(call_or_refuse(formula, highest));
    }
  }
}

}  // namespace
}  // namespace uslkit
