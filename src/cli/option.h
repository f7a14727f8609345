// Option: one command-line option or argument, declared once for parser, help, man page and
// completions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace uslkit {

struct Option {
  // "-o,--output" for an option, "file" for an argument without dashes.
  std::string names{};
  // What a value looks like: "FILE", "NUMBER"; empty for a flag.
  std::string value_name{};
  // The allowed words, where there are only a few; checked by the parser. With a value_name beside
  // them, such a value is allowed as well and `set` does the checking.
  std::vector<std::string> choices{};
  // One sentence without a full stop, with unit and default.
  std::string help{};
  // May stand more than once on a command line.
  bool repeatable = false;
  // Called with each value in the order given (with "" for a flag). May throw UsageError.
  std::function<void(const std::string&)> set{};

  [[nodiscard]] bool is_flag() const { return value_name.empty() && choices.empty(); }
  [[nodiscard]] bool is_argument() const { return !names.empty() && names.front() != '-'; }
  // "--output", or the name of an argument.
  [[nodiscard]] std::string long_name() const;
  // {"-o", "--output"}.
  [[nodiscard]] std::vector<std::string> all_names() const;
  // "FILE" or "relative|additive".
  [[nodiscard]] std::string value_text() const;
};

// The usual kinds; each fills in `set` for its target, which must outlive the parse.
[[nodiscard]] Option flag_option(std::string names, bool& target, std::string help);
[[nodiscard]] Option text_option(std::string names, std::string value_name, std::string& target,
                                 std::string help);
[[nodiscard]] Option list_option(std::string names, std::string value_name,
                                 std::vector<std::string>& target, std::string help);
[[nodiscard]] Option choice_option(std::string names, std::vector<std::string> choices,
                                   std::string& target, std::string help);

struct NumberRange {
  double lowest = 0;
  double highest = 0;
};
[[nodiscard]] Option number_option(std::string names, double& target, NumberRange range,
                                   std::string help);
[[nodiscard]] Option integer_option(std::string names, std::int64_t& target, NumberRange range,
                                    std::string help);

// A decimal number that uses up the whole text; throws UsageError at `place` otherwise.
[[nodiscard]] double parse_number_argument(const std::string& text, const std::string& place);

}  // namespace uslkit
