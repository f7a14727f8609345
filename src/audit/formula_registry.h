// formula_registry: everything that formulas of claims may call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/formula.h"

namespace uslkit {

// In the order of the documentation. Immutable, built once.
[[nodiscard]] const std::vector<FormulaGroup>& all_formulas();

// Names of all functions: of the registry, of files (file_formulas.h) and of the parser itself.
[[nodiscard]] std::vector<std::string> function_names();
[[nodiscard]] bool is_function_name(std::string_view name);

// One group each.
[[nodiscard]] FormulaGroup usl_formulas();
[[nodiscard]] FormulaGroup queue_formulas();
[[nodiscard]] FormulaGroup sizing_formulas();
[[nodiscard]] FormulaGroup storage_formulas();
[[nodiscard]] FormulaGroup lag_formulas();
[[nodiscard]] FormulaGroup skew_formulas();
[[nodiscard]] FormulaGroup listing_formulas();

}  // namespace uslkit
