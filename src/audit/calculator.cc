#include "audit/calculator.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <muParser.h>

#include "audit/formula_registry.h"
#include "base/input_error.h"
#include "base/spelling.h"

namespace uslkit {

struct BoundFileFormula {
  const FileFormula* formula;
  FileValues* files;
};

namespace {

// muParser calls through plain function pointers with one pointer of ours.
double call_registered(void* formula, const double* arguments, int count) {
  return call_formula(*static_cast<const Formula*>(formula),
                      {arguments, static_cast<std::size_t>(count)});
}

double call_with_file(void* bound, const char* text) {
  const BoundFileFormula& file = *static_cast<const BoundFileFormula*>(bound);
  return file.formula->call(*file.files, text, {});
}

double call_with_file_and_number(void* bound, const char* text, double number) {
  const BoundFileFormula& file = *static_cast<const BoundFileFormula*>(bound);
  return file.formula->call(*file.files, text, {&number, 1});
}

const char* complaint_of(mu::EErrorCodes code) {
  switch (code) {
    case mu::ecUNEXPECTED_OPERATOR:
      return "an operator where none can be";
    case mu::ecUNEXPECTED_EOF:
      return "an end where more is needed";
    case mu::ecUNEXPECTED_ARG_SEP:
      return "a comma where none can be";
    case mu::ecUNEXPECTED_ARG:
      return "an argument where none can be";
    case mu::ecUNEXPECTED_VAL:
      return "a number where none can be";
    case mu::ecUNEXPECTED_VAR:
      return "a name where none can be";
    case mu::ecUNEXPECTED_FUN:
      return "a function where none can be";
    case mu::ecUNEXPECTED_STR:
      return "a text where none can be";
    case mu::ecUNEXPECTED_PARENS:
      return "a parenthesis where none can be";
    case mu::ecMISSING_PARENS:
      return "a parenthesis that is not closed";
    case mu::ecUNTERMINATED_STRING:
      return "a text that does not end";
    case mu::ecEMPTY_EXPRESSION:
      return "an empty formula";
    case mu::ecTOO_MANY_PARAMS:
      return "too many arguments";
    case mu::ecTOO_FEW_PARAMS:
      return "too few arguments";
    case mu::ecSTRING_EXPECTED:
      return "a number where a text in single quotes is needed";
    case mu::ecVAL_EXPECTED:
      return "a text where a number is needed";
    case mu::ecMISSING_ELSE_CLAUSE:
    case mu::ecMISPLACED_COLON:
      return "a condition that is not of the form a ? b : c";
    default:
      return "something that cannot be read";
  }
}

std::string position_text(const std::string& formula, int position) {
  const int last = static_cast<int>(formula.size());
  return fmt::format("at character {} of {}", std::clamp(position, 0, std::max(0, last - 1)) + 1,
                     uslkit::quoted(formula));
}

[[noreturn]] void refuse_name(const std::string& formula, const mu::ParserError& error,
                              const NamedNumbers& names) {
  std::vector<std::string> known = function_names();
  for (const auto& [name, value] : names) known.push_back(name);
  const std::string& word = error.GetToken();
  const std::optional<std::string> near = did_you_mean(word, known);
  throw InputError(
      {.found = fmt::format("the unknown name {} {}", uslkit::quoted(word),
                            position_text(formula, static_cast<int>(formula.find(word)))),
       .allowed = "a given name, or a function",
       .hint = near ? fmt::format("did you mean {}?", *near)
                    : "uslkit audit --list-functions lists the functions"});
}

[[noreturn]] void refuse_syntax(const std::string& formula, const mu::ParserError& error) {
  throw InputError({.found = fmt::format("{} {}", complaint_of(error.GetCode()),
                                         position_text(formula, error.GetPos())),
                    .allowed = "a formula such as usl_peak(alpha, beta) / 2"});
}

}  // namespace

struct Calculator::Parser {
  mu::Parser mu;
  std::vector<BoundFileFormula> bound;  // never grows after construction
};

Calculator::Calculator(FileValues& files) : parser_(std::make_unique<Parser>()) {
  mu::Parser& mu = parser_->mu;
  // Functions are not called while a formula is only being read: "a ? b : c" computes one of them.
  constexpr bool kEarly = false;
  for (const FormulaGroup& group : all_formulas()) {
    for (const Formula& formula : group.formulas) {
      mu.DefineFunUserData(formula.name, call_registered, const_cast<Formula*>(&formula), kEarly);
    }
  }
  for (const FileFormula& formula : file_formulas()) parser_->bound.push_back({&formula, &files});
  for (BoundFileFormula& each : parser_->bound) {
    if (each.formula->more.empty()) {
      mu.DefineFunUserData(each.formula->name, call_with_file, &each, kEarly);
    } else {
      mu.DefineFunUserData(each.formula->name, call_with_file_and_number, &each, kEarly);
    }
  }
  mu.DefineFun("ceil", static_cast<double (*)(double)>(std::ceil));
  mu.DefineFun("floor", static_cast<double (*)(double)>(std::floor));
}

Calculator::~Calculator() = default;

double Calculator::value_of(const std::string& formula, const NamedNumbers& names) {
  mu::Parser& mu = parser_->mu;
  std::string text = formula;
  std::replace(text.begin(), text.end(), '\'', '"');
  double result = 0;
  int results = 0;
  try {
    // Constants, not variables: "=" where "==" was meant is an error then, no assignment.
    mu.ClearConst();
    for (const auto& [name, value] : names) mu.DefineConst(name, value);
    mu.SetExpr(text);
    const double* all = mu.Eval(results);
    result = all[results - 1];
  } catch (const mu::ParserError& error) {
    if (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN) refuse_name(formula, error, names);
    refuse_syntax(formula, error);
  }
  if (results != 1) {
    throw InputError({.found = fmt::format("{} formulas in {}", results, uslkit::quoted(formula)),
                      .allowed = "one formula"});
  }
  if (std::isnan(result)) {
    throw InputError({.found = fmt::format("no number as the value of {}", uslkit::quoted(formula)),
                      .allowed = "a formula with a value",
                      .hint = "0/0 and the root of a negative number have none"});
  }
  return result;
}

const std::vector<ParserFunction>& parser_functions() {
  static const std::vector<ParserFunction> kFunctions = {
      {"sqrt(x)", "square root"},
      {"exp(x)", "e^x"},
      {"ln(x)", "natural logarithm"},
      {"log2(x)", "to base 2"},
      {"log10(x)", "to base 10"},
      {"abs(x)", "|x|"},
      {"ceil(x)", "the next whole number upwards"},
      {"floor(x)", "the next whole number downwards"},
      {"rint(x)", "the nearest whole number"},
      {"min(x, ...)", "the smallest"},
      {"max(x, ...)", "the largest"},
      {"sum(x, ...)", "the sum"},
      {"avg(x, ...)", "the mean"}};
  return kFunctions;
}

}  // namespace uslkit
