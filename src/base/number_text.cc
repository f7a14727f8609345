#include "base/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

namespace uslkit {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMaxNumberBytes = 400;  // longer texts are not numbers anyone measured

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// Decimals of at most 15 digits and no exponent, which is what load tests print: the digits as an
// integer divided by a power of ten, both exact in a double, so the quotient is correctly rounded.
// NaN for anything else.
// Source: Clinger (1990), "How to Read Floating Point Numbers Accurately", the fast case.
double short_decimal(std::string_view text) {
  constexpr double kPowers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 16) return kNoNumber;
  const char* at = text.data();
  const char* const end = at + text.size();
  std::int64_t digits = 0;
  for (; at < end && is_digit(*at); ++at) digits = digits * 10 + (*at - '0');
  std::ptrdiff_t digit_count = end - text.data();
  std::ptrdiff_t after_point = 0;
  if (at < end) {
    if (*at != '.') return kNoNumber;
    --digit_count;
    after_point = end - ++at;
    for (; at < end && is_digit(*at); ++at) digits = digits * 10 + (*at - '0');
  }
  if (at < end || digit_count == 0 || digit_count > 15) return kNoNumber;
  const double value = static_cast<double>(digits) / kPowers[after_point];
  return negative ? -value : value;
}

enum class Problem { kNone, kNotANumber, kNotFinite, kOutOfRange };

struct Parsed {
  double value = 0;
  Problem problem = Problem::kNone;
};

Parsed parse(std::string_view field) {
  std::string_view text = trimmed(field);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.empty() || !(is_digit(text.front()) || text.front() == '.')) {
      return {.problem = Problem::kNotANumber};
    }
  }
  if (text.empty() || text.size() > kMaxNumberBytes) return {.problem = Problem::kNotANumber};
  double value = short_decimal(text);
  if (!std::isnan(value)) return {.value = value};
  const char* end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, value);
  if (result.ptr != end || result.ec == std::errc::invalid_argument) {
    return {.problem = Problem::kNotANumber};
  }
  if (result.ec == std::errc::result_out_of_range) return {.problem = Problem::kOutOfRange};
  if (!std::isfinite(value)) return {.problem = Problem::kNotFinite};
  return {.value = value};
}

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

// What most likely was meant, by the characters that stand in the way.
std::string remedy(std::string_view text) {
  if (!has_digit(text)) return "";
  if (all_of(text, "0123456789,+-")) return "for decimal commas separate the fields by ';'";
  if (all_of(text, "0123456789.,'_ +-"))
    return "write digits without group separators: 1000, not 1_000";
  if (text.starts_with("0x") || text.starts_with("0X")) return "write the number in decimal";
  if (is_digit(text.front())) return "put the unit into the column's name, such as latency_ms";
  return "";
}

}  // namespace

double parse_number(std::string_view field, const Place& place) {
  const Parsed parsed = parse(field);
  if (parsed.problem != Problem::kNone) throw bad_number(field, place);
  return parsed.value;
}

std::optional<double> try_parse_number(std::string_view field) {
  const double value = number_or_nan(field);
  if (std::isnan(value)) return std::nullopt;
  return value;
}

double number_or_nan(std::string_view field) {
  // Most fields of most files are bare short decimals; they need no trimming.
  if (!field.empty() && is_digit(field.front())) {
    const double value = short_decimal(field);
    if (!std::isnan(value)) return value;
  }
  const Parsed parsed = parse(field);
  return parsed.problem == Problem::kNone ? parsed.value : kNoNumber;
}

InputError bad_number(std::string_view field, const Place& place) {
  const std::string_view text = trimmed(field);
  if (text.empty()) return InputError({place, "an empty field", "a number, such as 1.5", ""});
  switch (parse(field).problem) {
    case Problem::kNotFinite:
      return InputError({place, quoted(text), "a finite number, such as 1.5",
                         "remove rows without a measurement"});
    case Problem::kOutOfRange:
      return InputError(
          {place, quoted(text), "0, or a number of magnitude 2.3e-308 to 1.7e308", ""});
    case Problem::kNone:
    case Problem::kNotANumber:
      break;
  }
  return InputError({place, quoted(text), "a number, such as 1.5", remedy(text)});
}

std::string format_number(double value, int significant) {
  char buffer[64];
  char* const end = buffer + sizeof buffer;
  if (significant > 0) {
    const int digits = std::min(significant, 17) - 1;
    const std::to_chars_result rounded =
        std::to_chars(buffer, end, value, std::chars_format::scientific, digits);
    std::from_chars(buffer, rounded.ptr, value);
  }
  if (value == 0) value = 0;  // no "-0"
  const double magnitude = std::abs(value);
  const bool plain = value == 0 || (magnitude >= 1e-5 && magnitude < 1e15);
  const std::to_chars_result result = std::to_chars(
      buffer, end, value, plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(buffer, result.ptr);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace uslkit
