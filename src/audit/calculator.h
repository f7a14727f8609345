// Calculator: the value of a formula that somebody wrote into a claims file.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audit/file_values.h"

namespace uslkit {

// What a formula may refer to by name.
using NamedNumbers = std::map<std::string, double>;

// Knows every function of the registry and of files, and the operators of muParser. Texts stand in
// single quotes, so that JSON needs no escapes. Not thread-safe: it holds one parser. Cost: about
// 10 microseconds for a formula of the usual length, plus what its functions cost.
class Calculator {
 public:
  // The files must outlive the calculator.
  explicit Calculator(FileValues& files);
  ~Calculator();
  Calculator(const Calculator&) = delete;
  Calculator& operator=(const Calculator&) = delete;

  // May be infinite, never NaN. Throws InputError without a place: the caller knows where the
  // formula stands; `found` names the position within it.
  [[nodiscard]] double value_of(const std::string& formula, const NamedNumbers& names);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// Functions of the parser that claims may use: sqrt, exp, ln, log10, abs, min, max, ceil, floor ...
struct ParserFunction {
  std::string name;
  std::string gives;
};
[[nodiscard]] const std::vector<ParserFunction>& parser_functions();

}  // namespace uslkit
