// Formula: a function that claims may call: its name, its arguments and where it comes from.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace uslkit {

// Every argument is checked against its range before the function is called: formulas are written
// by users, while model/ takes a value out of range for a bug of ours.
struct FormulaArgument {
  std::string name;
  double lowest = 0;
  double highest = 1e18;
  bool whole = false;
};

// Arguments in the order in which they are written.
using FormulaCall = double (*)(std::span<const double> arguments);

struct Formula {
  std::string name;
  std::vector<FormulaArgument> arguments;
  std::string gives;   // one line: what, and the formula
  std::string source;  // who found it, or the file that derives it
  FormulaCall call = nullptr;
};

struct FormulaGroup {
  std::string title;
  std::vector<Formula> formulas;
};

// The usual arguments.
[[nodiscard]] FormulaArgument non_negative(std::string name);
[[nodiscard]] FormulaArgument positive(std::string name);
[[nodiscard]] FormulaArgument share(std::string name);        // in [0, 1]
[[nodiscard]] FormulaArgument coefficient(std::string name);  // alpha or beta
[[nodiscard]] FormulaArgument count(std::string name, double lowest, double highest);

// "usl_peak(alpha, beta)".
[[nodiscard]] std::string signature(const Formula& formula);

// Checks number and ranges of the arguments, then calls. Throws InputError without a place.
[[nodiscard]] double call_formula(const Formula& formula, std::span<const double> arguments);

// For rules between arguments.
[[noreturn]] void refuse_arguments(std::string found, std::string allowed);

}  // namespace uslkit
