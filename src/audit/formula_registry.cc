#include "audit/formula_registry.h"

#include <algorithm>

#include "audit/calculator.h"
#include "audit/file_values.h"

namespace uslkit {

const std::vector<FormulaGroup>& all_formulas() {
  static const std::vector<FormulaGroup> kGroups = {
      usl_formulas(), queue_formulas(), sizing_formulas(), storage_formulas(),
      lag_formulas(), skew_formulas(),  listing_formulas()};
  return kGroups;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const FormulaGroup& group : all_formulas()) {
    for (const Formula& formula : group.formulas) names.push_back(formula.name);
  }
  for (const FileFormula& formula : file_formulas()) names.push_back(formula.name);
  for (const ParserFunction& function : parser_functions()) {
    names.push_back(function.name.substr(0, function.name.find('(')));
  }
  return names;
}

bool is_function_name(std::string_view name) {
  const std::vector<std::string> names = function_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace uslkit
