#include "cli/option.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "cli/exit_code.h"

namespace uslkit {
namespace {

[[noreturn]] void refuse_range(const std::string& text, const std::string& place,
                               const std::string& kind, NumberRange range) {
  throw UsageError({.place = {.source = place},
                    .found = uslkit::quoted(text),
                    .allowed = fmt::format("{} from {} to {}", kind, range.lowest, range.highest),
                    .hint = ""});
}

}  // namespace

std::vector<std::string> Option::all_names() const {
  std::vector<std::string> result;
  std::size_t start = 0;
  while (start <= names.size()) {
    const std::size_t comma = std::min(names.find(',', start), names.size());
    result.push_back(names.substr(start, comma - start));
    start = comma + 1;
  }
  return result;
}

std::string Option::long_name() const { return all_names().back(); }

std::string Option::value_text() const {
  std::vector<std::string> words = choices;
  if (!value_name.empty()) words.push_back(value_name);
  return fmt::format("{}", fmt::join(words, "|"));
}

Option flag_option(std::string names, bool& target, std::string help) {
  Option option{.names = std::move(names), .help = std::move(help)};
  option.set = [&target](const std::string&) { target = true; };
  return option;
}

Option text_option(std::string names, std::string value_name, std::string& target,
                   std::string help) {
  Option option{
      .names = std::move(names), .value_name = std::move(value_name), .help = std::move(help)};
  option.set = [&target](const std::string& text) { target = text; };
  return option;
}

Option list_option(std::string names, std::string value_name, std::vector<std::string>& target,
                   std::string help) {
  Option option{.names = std::move(names),
                .value_name = std::move(value_name),
                .help = std::move(help),
                .repeatable = true};
  option.set = [&target](const std::string& text) { target.push_back(text); };
  return option;
}

Option choice_option(std::string names, std::vector<std::string> choices, std::string& target,
                     std::string help) {
  Option option{.names = std::move(names), .choices = std::move(choices), .help = std::move(help)};
  option.set = [&target](const std::string& text) { target = text; };
  return option;
}

Option number_option(std::string names, double& target, NumberRange range, std::string help) {
  Option option{.names = std::move(names), .value_name = "NUMBER", .help = std::move(help)};
  option.set = [&target, range, place = option.long_name()](const std::string& text) {
    const double value = parse_number_argument(text, place);
    if (value < range.lowest || value > range.highest) {
      refuse_range(text, place, "a number", range);
    }
    target = value;
  };
  return option;
}

Option integer_option(std::string names, std::int64_t& target, NumberRange range,
                      std::string help) {
  Option option{.names = std::move(names), .value_name = "COUNT", .help = std::move(help)};
  option.set = [&target, range, place = option.long_name()](const std::string& text) {
    const double value = parse_number_argument(text, place);
    if (value < range.lowest || value > range.highest || value != std::floor(value)) {
      refuse_range(text, place, "a whole number", range);
    }
    target = static_cast<std::int64_t>(value);
  };
  return option;
}

double parse_number_argument(const std::string& text, const std::string& place) {
  double value = 0;
  const char* end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || !std::isfinite(value)) {
    throw UsageError({.place = {.source = place},
                      .found = uslkit::quoted(text),
                      .allowed = "a finite decimal number, such as 64 or 0.5",
                      .hint = ""});
  }
  return value;
}

}  // namespace uslkit
