#include "base/units_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

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

// Largest doubles that still fit into 63 bits after rounding.
constexpr double kMaxInt64 = 9.2e18;

template <std::size_t Count>
std::vector<std::string> names_of(const std::array<Unit, Count>& units) {
  std::vector<std::string> names;
  for (const Unit& unit : units) names.emplace_back(unit.name);
  return names;
}

// number * factor, or an error that lists the units.
template <std::size_t Count>
double parse_with_unit(std::string_view text, const Place& place,
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
    throw InputError({place, quoted(text), allowed, ""});
  }
  for (const Unit& known : units) {
    if (known.name == unit) return number * known.factor;
  }
  if (unit.empty()) {
    throw InputError({place, quoted(text) + ", a number without a unit", allowed, ""});
  }
  const std::optional<std::string> near = did_you_mean(unit, names_of(units));
  throw InputError({place, "the unknown unit " + quoted(unit) + " in " + quoted(text), allowed,
                    near ? "did you mean \"" + *near + "\"?" : ""});
}

[[noreturn]] void out_of_range(std::string_view text, const Place& place, const char* allowed) {
  throw InputError({place, quoted(text), allowed, ""});
}

}  // namespace

Rate parse_rate(std::string_view text, const Place& place) {
  const double per_second = parse_with_unit(text, place, kRateUnits, "12k/s");
  if (!(per_second > 0) || !std::isfinite(per_second)) {
    out_of_range(text, place, "a rate above zero");
  }
  return {per_second};
}

Duration parse_duration(std::string_view text, const Place& place) {
  const double nanoseconds = std::round(parse_with_unit(text, place, kDurationUnits, "2ms"));
  if (!(nanoseconds >= 1) || nanoseconds > kMaxInt64) {
    out_of_range(text, place, "a duration from 1ns to 2500000h");
  }
  return Duration(static_cast<std::int64_t>(nanoseconds));
}

Bytes parse_bytes(std::string_view text, const Place& place) {
  const double count = parse_with_unit(text, place, kByteUnits, "64KiB");
  if (!(count >= 0) || count > kMaxInt64 || count != std::floor(count)) {
    out_of_range(text, place, "a whole number of bytes, not negative");
  }
  return {static_cast<std::int64_t>(count)};
}

}  // namespace uslkit
