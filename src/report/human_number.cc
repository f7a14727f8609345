#include "report/human_number.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr double kScientificBelow = 1e-5;
constexpr double kScientificFrom = 1e15;

std::string without_trailing_zeros(std::string digits) {
  if (digits.find('.') == std::string::npos) return digits;
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

std::string with_thousands_separators(const std::string& digits) {
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string text = digits.substr(0, first);
  for (std::size_t i = first; i < point; ++i) {
    text += digits[i];
    const std::size_t left = point - i - 1;
    if (left > 0 && left % 3 == 0) text += ',';
  }
  return text + digits.substr(point);
}

// Decimals needed so that `magnitude` shows `significant` digits; never negative.
int decimals_for(double magnitude, int significant) {
  if (magnitude == 0) return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(magnitude)));
  return std::max(0, significant - 1 - exponent);
}

struct SiPrefix {
  double factor;
  const char* suffix;
};
constexpr std::array<SiPrefix, 8> kSiPrefixes = {{{1e12, "T"},
                                                  {1e9, "G"},
                                                  {1e6, "M"},
                                                  {1e3, "k"},
                                                  {1, ""},
                                                  {1e-3, "m"},
                                                  {1e-6, "u"},
                                                  {1e-9, "n"}}};

std::string not_finite(double value) {
  if (std::isnan(value)) return "n/a";
  return value > 0 ? "unlimited" : "-unlimited";
}

// Digits that nobody could have measured become zeros: 4,333,333 -> 4,333,300 with five.
double rounded_to(double value, int significant) {
  if (!std::isfinite(value) || value == 0) return value;
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  const double unit = std::pow(10.0, std::max(0, exponent + 1 - significant));
  return std::round(value / unit) * unit;
}

bool says_nothing(const std::string& name) { return name.empty() || name == "throughput"; }

}  // namespace

std::string human_number(double value, int significant) {
  if (!std::isfinite(value)) return not_finite(value);
  const double magnitude = std::abs(value);
  if (magnitude != 0 && (magnitude < kScientificBelow || magnitude >= kScientificFrom)) {
    return fmt::format("{:.{}e}", value, significant - 1);
  }
  std::string digits = fmt::format("{:.{}f}", value, decimals_for(magnitude, significant));
  digits = without_trailing_zeros(std::move(digits));
  return with_thousands_separators(digits == "-0" ? "0" : digits);
}

std::string si_number(double value, int significant) {
  if (!std::isfinite(value) || value == 0) return human_number(value, significant);
  // Half a unit of the last kept digit: 999.9 must become "1k", not "1,000".
  const double rounded = std::abs(value) * (1 + 0.5 * std::pow(10.0, -significant));
  for (const SiPrefix& prefix : kSiPrefixes) {
    if (rounded < prefix.factor) continue;
    return human_number(value / prefix.factor, significant) + prefix.suffix;
  }
  return human_number(value, significant);
}

std::string percent_text(double share, int significant) {
  return human_number(100 * share, significant) + " %";
}

std::string seconds_text(double seconds, int significant) {
  if (!std::isfinite(seconds)) return not_finite(seconds);
  const double magnitude = std::abs(seconds);
  if (magnitude >= 1 || magnitude == 0) return human_number(seconds, significant) + " s";
  if (magnitude >= 1e-3) return human_number(1e3 * seconds, significant) + " ms";
  if (magnitude >= 1e-6) return human_number(1e6 * seconds, significant) + " us";
  return human_number(1e9 * seconds, significant) + " ns";
}

std::string interval_text(const std::optional<Interval>& interval, int significant) {
  if (!interval) return "not known";
  const bool open_below = !std::isfinite(interval->lower);
  const bool open_above = !std::isfinite(interval->upper);
  if (open_below && open_above) return "unbounded";
  if (open_above) return ">= " + human_number(interval->lower, significant);
  if (open_below) return "<= " + human_number(interval->upper, significant);
  return fmt::format("[{}, {}]", human_number(interval->lower, significant),
                     human_number(interval->upper, significant));
}

std::string p_value_text(double p_value) {
  if (!std::isfinite(p_value)) return "n/a";
  if (p_value < 1e-4) return "< 0.0001";
  if (p_value > 0.99) return "> 0.99";
  return human_number(p_value, 2);
}

std::string throughput_text(const UslFit& fit, double throughput, int significant) {
  const std::string number = human_number(rounded_to(throughput, significant + 1), significant);
  const std::string unit = cut_to_cells(fit.throughput_unit, 12);
  if (says_nothing(fit.throughput_name)) return number + unit;
  return fmt::format("{} {}{}", number, cut_to_cells(fit.throughput_name, 24), unit);
}

std::string throughput_label(const UslFit& fit, std::size_t cells) {
  const std::string unit = cut_to_cells(fit.throughput_unit, 12);
  if (says_nothing(fit.throughput_name)) {
    if (unit == "/s") return "throughput per second";
    if (unit == "/min") return "throughput per minute";
    if (unit == "/h") return "throughput per hour";
    return fmt::format("throughput ({})", unit);
  }
  return cut_to_cells(fit.throughput_name, cells) + unit;
}

}  // namespace uslkit
