#include "base/units_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/check.h"
#include "base/number_text.h"
#include "base/spelling.h"

namespace uslkit {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 9> kRateUnits{{{"/s", 1},
                                          {"k/s", 1e3},
                                          {"M/s", 1e6},
                                          {"G/s", 1e9},
                                          {"/min", 1.0 / 60},
                                          {"k/min", 1e3 / 60},
                                          {"M/min", 1e6 / 60},
                                          {"/h", 1.0 / 3600},
                                          {"k/h", 1e3 / 3600}}};
constexpr std::array<Unit, 6> kDurationUnits{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9}}};
constexpr std::array<Unit, 9> kByteUnits{{{"B", 1},
                                          {"kB", 1e3},
                                          {"MB", 1e6},
                                          {"GB", 1e9},
                                          {"TB", 1e12},
                                          {"KiB", 0x1p10},
                                          {"MiB", 0x1p20},
                                          {"GiB", 0x1p30},
                                          {"TiB", 0x1p40}}};
constexpr std::array<Unit, 7> kBandwidthUnits{{{"B/s", 1},
                                               {"kbit/s", 125},
                                               {"kB/s", 1e3},
                                               {"Mbit/s", 125e3},
                                               {"MB/s", 1e6},
                                               {"Gbit/s", 125e6},
                                               {"GB/s", 1e9}}};

// Largest doubles that still fit into 63 bits after rounding.
constexpr double kMaxInt64 = 9.2e18;

template <std::size_t Count>
std::vector<std::string> names_of(const std::array<Unit, Count>& units) {
  std::vector<std::string> names;
  for (const Unit& unit : units) names.emplace_back(unit.name);
  return names;
}

std::string hint_for_unit(std::string_view unit, const std::vector<std::string>& known) {
  // Of two units one slip away no guess is a good one.
  if (unit == "m" && known == names_of(kDurationUnits)) {
    return "minutes are \"min\", milliseconds \"ms\"";
  }
  const std::optional<std::string> near = did_you_mean(unit, known);
  return near ? fmt::format("did you mean \"{}\"?", *near) : "";
}

struct Parsed {
  double value = 0;                   // number * factor
  std::optional<std::int64_t> exact;  // the same where both are whole and it fits
};

// "12" of a number without point and exponent, times a whole factor, in integers: a double skips
// nanoseconds and bytes beyond 2^53.
std::optional<std::int64_t> whole_product(std::string_view number, double factor) {
  std::int64_t whole = 0;
  const char* end = number.data() + number.size();
  const std::from_chars_result parsed = std::from_chars(number.data(), end, whole);
  if (parsed.ec != std::errc() || parsed.ptr != end || factor < 1) return std::nullopt;
  std::int64_t product = 0;
  if (__builtin_mul_overflow(whole, static_cast<std::int64_t>(factor), &product)) {
    return std::nullopt;
  }
  return product;
}

// Number and unit, or an error that lists the units.
template <std::size_t Count>
Parsed parse_with_unit(std::string_view text, const Place& place,
                       const std::array<Unit, Count>& units, const char* example) {
  double number = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const std::from_chars_result parsed = std::from_chars(begin, end, number);
  std::string_view unit(parsed.ptr, static_cast<std::size_t>(end - parsed.ptr));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  const std::string allowed =
      "a number with one of the units " + one_of(names_of(units)) + ", such as " + example;
  if (parsed.ec != std::errc() || !std::isfinite(number)) {
    throw InputError({place, uslkit::quoted(text), allowed, ""});
  }
  for (const Unit& known : units) {
    if (known.name != unit) continue;
    const std::string_view digits(begin, static_cast<std::size_t>(parsed.ptr - begin));
    return {.value = number * known.factor, .exact = whole_product(digits, known.factor)};
  }
  if (unit.empty()) {
    throw InputError({place, uslkit::quoted(text) + ", a number without a unit", allowed, ""});
  }
  throw InputError({place,
                    "the unknown unit " + uslkit::quoted(unit) + " in " + uslkit::quoted(text),
                    allowed, hint_for_unit(unit, names_of(units))});
}

[[noreturn]] void out_of_range(std::string_view text, const Place& place, const char* allowed) {
  throw InputError({place, uslkit::quoted(text), allowed, ""});
}

bool has_sign(double value, Sign sign) {
  return sign == Sign::kAny || value > 0 || (sign == Sign::kNotNegative && value == 0);
}

// What a reader pays for a number: its characters, and one more where it is not whole.
std::size_t cost(const std::string& number) {
  return number.size() + (number.find('.') == std::string::npos ? 0 : 1);
}

struct Text {
  std::string number;
  std::string_view unit;

  [[nodiscard]] std::string joined() const { return number + std::string(unit); }
};

// The cheapest of `best` and "<value / factor><unit>" for every unit that parses back to the value;
// of equally cheap ones the first, so the largest unit.
template <class ParsesBack>
Text cheapest(Text best, double value, std::span<const Unit> units, const ParsesBack& parses_back) {
  for (std::size_t i = units.size(); i-- > 0;) {
    Text text{.number = format_number(value / units[i].factor), .unit = units[i].name};
    const bool better = best.number.empty() || cost(text.number) < cost(best.number);
    if (better && parses_back(text.joined())) best = std::move(text);
  }
  return best;
}

// Nanoseconds, rounded; nothing where they do not fit.
std::optional<std::int64_t> whole_nanoseconds(const Parsed& parsed) {
  const double rounded = std::round(parsed.value);
  if (std::abs(rounded) > kMaxInt64) return std::nullopt;
  return parsed.exact.value_or(static_cast<std::int64_t>(rounded));
}

// Bytes; nothing where they are not whole, negative or do not fit.
std::optional<std::int64_t> whole_bytes(const Parsed& parsed) {
  if (parsed.exact) return *parsed.exact < 0 ? std::nullopt : parsed.exact;
  const bool whole = parsed.value == std::floor(parsed.value);
  if (!whole || parsed.value < 0 || parsed.value > kMaxInt64) return std::nullopt;
  return static_cast<std::int64_t>(parsed.value);
}

using WholeCount = std::optional<std::int64_t>(const Parsed&);

template <std::size_t Count>
std::string format_whole(std::int64_t count, const std::array<Unit, Count>& units, const char* zero,
                         WholeCount* to_count) {
  if (count == 0) return zero;
  const auto parses_back = [&](const std::string& text) {
    return to_count(parse_with_unit(text, {}, units, "")) == count;
  };
  const Text best = cheapest({}, static_cast<double>(count), units, parses_back);
  // The largest counts have no exact double, but always their own digits in the smallest unit.
  if (best.number.empty()) return fmt::format("{}{}", count, units.front().name);
  return best.joined();
}

}  // namespace

Rate parse_rate(std::string_view text, const Place& place, Sign sign) {
  const double per_second = parse_with_unit(text, place, kRateUnits, "12k/s").value;
  if (!has_sign(per_second, sign) || !std::isfinite(per_second)) {
    out_of_range(text, place,
                 sign == Sign::kPositive ? "a rate above zero" : "a rate, not negative");
  }
  return {per_second};
}

Duration parse_duration(std::string_view text, const Place& place, Sign sign) {
  const std::optional<std::int64_t> count =
      whole_nanoseconds(parse_with_unit(text, place, kDurationUnits, "2ms"));
  if (!count || !has_sign(static_cast<double>(*count), sign)) {
    out_of_range(text, place,
                 sign == Sign::kPositive ? "a duration from 1ns to 2500000h"
                                         : "a duration from 0s to 2500000h");
  }
  return Duration(*count);
}

Bytes parse_bytes(std::string_view text, const Place& place) {
  const std::optional<std::int64_t> count =
      whole_bytes(parse_with_unit(text, place, kByteUnits, "64KiB"));
  if (!count) out_of_range(text, place, "a whole number of bytes, not negative");
  return {*count};
}

Bandwidth parse_bandwidth(std::string_view text, const Place& place, Sign sign) {
  const double bytes = parse_with_unit(text, place, kBandwidthUnits, "1.25GB/s").value;
  if (!has_sign(bytes, sign) || !std::isfinite(bytes)) {
    out_of_range(text, place,
                 sign == Sign::kPositive ? "a bandwidth above zero" : "a bandwidth, not negative");
  }
  return {bytes};
}

std::string format_rate(Rate rate) {
  USLKIT_CHECK(std::isfinite(rate.per_second));
  if (rate.per_second == 0) return "0/s";
  const std::span<const Unit> units(kRateUnits);
  const auto parses_back = [&](const std::string& text) {
    return parse_with_unit(text, {}, kRateUnits, "").value == rate.per_second;
  };
  constexpr std::size_t kPerSecond = 4;  // the first units; people count rare events per minute
  Text best = cheapest({}, rate.per_second, units.first(kPerSecond), parses_back);
  if (std::abs(rate.per_second) < 1) {
    best = cheapest(std::move(best), rate.per_second, units.subspan(kPerSecond), parses_back);
  }
  return best.joined();
}

std::string format_bandwidth(Bandwidth bandwidth) {
  USLKIT_CHECK(std::isfinite(bandwidth.bytes_per_second));
  if (bandwidth.bytes_per_second == 0) return "0B/s";
  const auto parses_back = [&](const std::string& text) {
    return parse_with_unit(text, {}, kBandwidthUnits, "").value == bandwidth.bytes_per_second;
  };
  return cheapest({}, bandwidth.bytes_per_second, kBandwidthUnits, parses_back).joined();
}

std::string format_duration(Duration duration) {
  return format_whole(duration.count(), kDurationUnits, "0s", &whole_nanoseconds);
}

std::string format_bytes(Bytes bytes) {
  return format_whole(bytes.count, kByteUnits, "0B", &whole_bytes);
}

std::vector<std::string> rate_units() { return names_of(kRateUnits); }
std::vector<std::string> duration_units() { return names_of(kDurationUnits); }
std::vector<std::string> byte_units() { return names_of(kByteUnits); }
std::vector<std::string> bandwidth_units() { return names_of(kBandwidthUnits); }

}  // namespace uslkit
