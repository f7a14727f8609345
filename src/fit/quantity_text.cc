#include "fit/quantity_text.h"

#include <cmath>
#include <cstddef>

#include "base/number_text.h"

namespace uslkit {
namespace {

// "12340.5" -> "12,340.5".
std::string with_thousands(std::string digits) {
  if (digits.find('e') != std::string::npos) return digits;
  const std::size_t point = digits.find('.');
  const std::size_t first = digits[0] == '-' ? 1 : 0;
  std::size_t end = point == std::string::npos ? digits.size() : point;
  while (end > first + 3) {
    end -= 3;
    digits.insert(end, ",");
  }
  return digits;
}

std::string text_of(double value, int significant) {
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  if (std::isnan(value)) return "unknown";
  return with_thousands(format_number(value, significant));
}

}  // namespace

std::string number_text(double value) {
  constexpr double kWholeBelow = 1e6;
  const bool whole = std::abs(value) < kWholeBelow && std::abs(value - std::round(value)) < 1e-9;
  return text_of(whole ? std::round(value) : value, whole ? 0 : 3);
}

std::string throughput_text(double value, const UslFit& fit) {
  return text_of(value, 4) + fit.throughput_unit;
}

std::string percent_text(double share) { return text_of(100 * share, 3) + " %"; }

std::string signed_percent_text(double share) {
  return (share > 0 ? "+" : "") + percent_text(share);
}

std::string interval_text(const Interval& interval) {
  const bool open_below = std::isinf(interval.lower);
  const bool open_above = std::isinf(interval.upper);
  if (open_below && open_above) return "anything";
  if (open_above) return "at least " + number_text(interval.lower);
  if (open_below) return "at most " + number_text(interval.upper);
  return number_text(interval.lower) + " to " + number_text(interval.upper);
}

std::string interval_clause(const Estimate& estimate, double level) {
  const std::optional<Interval> interval = estimate.interval();
  if (!interval) return "";
  return " (" + percent_text(level) + ": " + interval_text(*interval) + ")";
}

std::string percent_interval_clause(const Estimate& estimate, double level) {
  const std::optional<Interval> interval = estimate.interval();
  if (!interval) return "";
  const Interval percent = {100 * interval->lower, 100 * interval->upper};
  return " (" + percent_text(level) + ": " + interval_text(percent) + " %)";
}

}  // namespace uslkit
