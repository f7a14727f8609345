#include "base/number_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <system_error>

namespace uslkit {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMaxNumberBytes = 400;  // longer texts are not numbers anyone measured

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// Up to eight characters of a decimal, worked on at once as the bytes of one word.
struct DigitWord {
  std::uint64_t digits = 0;     // their value, the point left out
  std::size_t after_point = 0;  // digits behind the point
  bool has_point = false;
  bool is_decimal = false;  // false: something other than digits and at most one point
};

std::uint64_t little_endian(const char* from, std::size_t bytes) {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, bytes);
    return word;
  }
  std::uint64_t word = 0;
  for (std::size_t i = bytes; i-- > 0;) word = word << 8 | static_cast<unsigned char>(from[i]);
  return word;
}

// The 1 to 8 characters with the last one in the highest byte and zeros below the first. Reads that
// overlap spare a loop over the bytes, whose length no branch predictor guesses.
std::uint64_t right_aligned(const char* text, std::size_t size) {
  const std::size_t room = 8 * (8 - size);
  if (size >= 4) return little_endian(text, 4) << room | little_endian(text + size - 4, 4) << 32;
  const std::uint64_t first = little_endian(text, 1);
  const std::uint64_t middle = little_endian(text + size / 2, 1);
  const std::uint64_t last = little_endian(text + size - 1, 1);
  return first << room | middle << (room + 8 * (size / 2)) | last << 56;
}

// Source: Lemire (2021), "Number Parsing at a Gigabyte per Second", section 4 (eight digits by
// three multiplications); bytes by Warren (2012), "Hacker's Delight", section 6-1.
// Without branches, because the columns of a table differ and so would each field from the last.
[[gnu::always_inline]] inline DigitWord digit_word(const char* text, std::size_t size) {
  constexpr std::uint64_t kEachByte = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x80 * kEachByte;
  std::uint64_t bytes = right_aligned(text, size) ^ ('0' * kEachByte) << 8 * (8 - size);
  const std::uint64_t unlike_point = bytes ^ ('.' ^ '0') * kEachByte;
  const std::uint64_t points =
      ~(((unlike_point & ~kHighBits) + ~kHighBits) | unlike_point) & kHighBits;
  const std::uint64_t if_point = points != 0 ? ~std::uint64_t{0} : 0;
  const std::uint64_t up_to_point = (points ^ (points - 1)) & if_point;
  // What stands before the point moves up over it.
  bytes = (bytes & ~up_to_point) | (bytes & up_to_point >> 8) << 8;
  const bool is_decimal = (((bytes + (0x80 - 10) * kEachByte) | bytes) & kHighBits) == 0;
  bytes = bytes * 10 + (bytes >> 8);  // pairs of digits
  constexpr std::uint64_t kEveryOther = 0x000000FF000000FF;
  const std::uint64_t digits =
      ((bytes & kEveryOther) * (100 + (std::uint64_t{1'000'000} << 32)) +
       (bytes >> 16 & kEveryOther) * (1 + (std::uint64_t{10'000} << 32))) >>
      32;
  return {.digits = digits,
          .after_point = (7 - static_cast<std::size_t>(std::countr_zero(points)) / 8) & if_point,
          .has_point = points != 0,
          .is_decimal = is_decimal};
}

constexpr double kPowersOfTen[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

double quotient(std::uint64_t digits, std::size_t after_point) {
  return static_cast<double>(static_cast<std::int64_t>(digits)) / kPowersOfTen[after_point];
}

// 9 to 16 characters, as two words. Apart from the shorter ones, which need fewer registers.
[[gnu::noinline]] double two_word_decimal(const char* text, std::size_t size) {
  const DigitWord front = digit_word(text, size - 8);
  const DigitWord back = digit_word(text + size - 8, 8);
  const bool too_long = size == 16 && !front.has_point && !back.has_point;
  if (!front.is_decimal || !back.is_decimal || too_long) return kNoNumber;
  if (front.has_point && back.has_point) return kNoNumber;
  const std::uint64_t digits =
      back.digits + front.digits * (back.has_point ? 10'000'000 : 100'000'000);
  return quotient(digits, front.has_point ? front.after_point + 8 : back.after_point);
}

// Decimals without a sign, of at most 15 digits and no exponent, which is what load tests print:
// the digits as an integer divided by a power of ten, both exact in a double, so the quotient is
// correctly rounded. NaN for anything else.
// Source: Clinger (1990), "How to Read Floating Point Numbers Accurately", the fast case.
double short_decimal(std::string_view text) {
  if (text.size() - 1 >= 8) {  // none, or more than 8
    return text.empty() || text.size() > 16 ? kNoNumber
                                            : two_word_decimal(text.data(), text.size());
  }
  const DigitWord word = digit_word(text.data(), text.size());
  const bool lone_point = word.has_point && text.size() == 1;
  return word.is_decimal && !lone_point ? quotient(word.digits, word.after_point) : kNoNumber;
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
  const bool negative = text.front() == '-';
  double value = short_decimal(text.substr(negative ? 1 : 0));
  if (!std::isnan(value)) return {.value = negative ? -value : value};
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
  const std::string_view digits = text.substr(text.find_first_not_of("+-"));
  if (all_of(digits, "0123456789,") && digits.find(',') != std::string_view::npos)
    return "for decimal commas separate the fields by ';'";
  // 0xC2A0 is the no-break space, 0xE280AF the narrow one.
  const bool grouped = digits.find_first_of(",'_ \xA0\xAF") != std::string_view::npos ||
                       std::count(digits.begin(), digits.end(), '.') > 1;
  if (grouped && all_of(digits, "0123456789.,'_ \xC2\xA0\xE2\x80\xAF"))
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
      return InputError({place, uslkit::quoted(text), "a finite number, such as 1.5",
                         "remove rows without a measurement"});
    case Problem::kOutOfRange:
      return InputError(
          {place, uslkit::quoted(text), "0, or a number of magnitude 2.3e-308 to 1.7e308", ""});
    case Problem::kNone:
    case Problem::kNotANumber:
      break;
  }
  return InputError({place, uslkit::quoted(text), "a number, such as 1.5", remedy(text)});
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
