#include "report/plan_words.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

constexpr int kDigits = 4;
constexpr double kSurest = 0.9999;
constexpr double kMinutes = 600;  // seconds from which on a time is read in minutes

bool is_money(const std::string& unit) { return unit.find("/month") != std::string::npos; }

// Parts of a cent would only pretend to be precise.
std::string money_text(double value) {
  return human_number(std::abs(value) >= 100 ? std::round(value) : value, 3);
}

std::string si_with_unit(double value, const std::string& unit) {
  std::string number = si_number(value, kDigits);
  const bool has_prefix =
      !number.empty() && std::isalpha(static_cast<unsigned char>(number.back()));
  if (has_prefix) number.insert(number.end() - 1, ' ');
  return number + (has_prefix ? "" : " ") + unit;
}

}  // namespace

std::string quantity_text(double value, const std::string& unit) {
  if (unit.empty()) return human_number(value, kDigits);
  if (!std::isfinite(value)) return human_number(value);
  if (unit == "s") return value >= kMinutes ? moment_text(value) : seconds_text(value, 3);
  if (unit == "ms") return seconds_text(1e-3 * value, 3);
  if (unit == "/s") return si_number(value, kDigits) + "/s";
  if (unit == "B" || unit == "B/s") return si_with_unit(value, unit);
  if (is_money(unit)) return fmt::format("{} {}", money_text(value), unit);
  return fmt::format("{} {}", human_number(value, kDigits), unit);
}

std::string band_text(const PlannedQuantity& quantity) {
  if (!quantity.interval) return "";
  const auto text = [&quantity](double value) {
    return is_money(quantity.unit) ? money_text(value) : quantity_text(value, quantity.unit);
  };
  const std::string low = text(quantity.interval->lower);
  const std::string high = text(quantity.interval->upper);
  return low == high ? low : fmt::format("{} .. {}", low, high);
}

std::string odds_text(double probability, std::int64_t draws) {
  if (draws < 2) return probability > 0.5 ? "yes" : "no";
  if (probability > kSurest) return "> 99.99 %";
  if (probability > 0 && probability < 1 - kSurest) return "< 0.01 %";
  if (probability > 0.99) return fmt::format("{:.2f} %", 100 * probability);
  return percent_text(probability);
}

std::string cost_text(const SizingPlan& plan, double cost_per_month) {
  return plan.currency.empty() ? counted_text(std::llround(cost_per_month), "node")
                               : fmt::format("{} {}", money_text(cost_per_month), plan.currency);
}

std::string cost_heading(const SizingPlan& plan) {
  return plan.currency.empty() ? "nodes" : plan.currency + " a month";
}

std::string key_text(std::string key) {
  std::replace(key.begin(), key.end(), '_', ' ');
  return key;
}

std::string counted_text(std::int64_t count, const std::string& thing) {
  return fmt::format("{} {}{}", human_number(static_cast<double>(count), 1), thing,
                     count == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& things) {
  std::string text;
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (i > 0) text += i + 1 == things.size() ? " and " : ", ";
    text += things[i];
  }
  return text;
}

}  // namespace uslkit
