#include "sizing/quantity_text.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/number_text.h"

namespace uslkit {
namespace {

constexpr int kDigits = 4;

std::string number(double value) {
  return std::isfinite(value) ? format_number(value, kDigits) : "unlimited";
}

// Values from `from` on are written in units of `size`.
struct Step {
  double from;
  double size;
  const char* name;
};

// By the last step that the value reaches; the first one for smaller values.
template <std::size_t N>
std::string in_steps(double value, const std::array<Step, N>& steps, const char* space) {
  if (!std::isfinite(value)) return "unlimited";
  const Step* best = &steps.front();
  for (const Step& step : steps) {
    if (std::abs(value) >= step.from) best = &step;
  }
  return number(value / best->size) + space + best->name;
}

}  // namespace

std::string short_number(double value) {
  constexpr std::array<Step, 4> kSteps{
      {{0, 1, ""}, {1e4, 1e3, "k"}, {1e6, 1e6, "M"}, {1e9, 1e9, "G"}}};
  return in_steps(value, kSteps, "");
}

std::string rate_text(double per_second) { return short_number(per_second) + "/s"; }

std::string bytes_text_of(double bytes) {
  constexpr std::array<Step, 6> kSteps{{{1, 1, "B"},
                                        {1e3, 1e3, "kB"},
                                        {1e6, 1e6, "MB"},
                                        {1e9, 1e9, "GB"},
                                        {1e12, 1e12, "TB"},
                                        {1e15, 1e15, "PB"}}};
  return in_steps(bytes, kSteps, " ");
}

std::string bandwidth_text(double bytes_per_second) {
  return bytes_text_of(bytes_per_second) + "/s";
}

std::string time_text(double seconds) {
  constexpr std::array<Step, 6> kSteps{{{1e-6, 1e-6, "us"},
                                        {1e-3, 1e-3, "ms"},
                                        {1, 1, "s"},
                                        {60, 60, "min"},
                                        {3600, 3600, "h"},
                                        {86400, 86400, "d"}}};
  return seconds == 0 ? "0 s" : in_steps(seconds, kSteps, " ");
}

std::string counted_text(std::int64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string share_text(double share) { return number(100 * share) + " %"; }

}  // namespace uslkit
