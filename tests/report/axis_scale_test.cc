#include "report/axis_scale.h"

#include <cmath>

#include <doctest/doctest.h>

#include "report/text_width.h"

namespace uslkit {
namespace {

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> texts;
  for (const Tick& tick : ticks) texts.push_back(tick.label);
  return texts;
}

bool is_one_two_five(double step) {
  const double mantissa = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
  return std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6 ||
         std::abs(mantissa - 5) < 1e-6;
}

}  // namespace

TEST_CASE("linear ticks step by 1, 2 or 5 times a power of ten and stay within the scale") {
  for (const double high : {0.003, 0.7, 1.0, 9.3, 47.0, 1884.0, 12.3e6, 8e11}) {
    const std::vector<Tick> ticks = make_ticks({.low = 0, .high = high}, {.length = 600});
    REQUIRE(ticks.size() >= 3);
    CHECK(is_one_two_five(ticks[1].value - ticks[0].value));
    CHECK(ticks.front().value == 0);
    CHECK(ticks.back().value <= high * (1 + 1e-9));
  }
}

TEST_CASE("no two labels touch, at any length of axis") {
  for (const bool vertical : {false, true}) {
    for (double length = 80; length < 900; length += 37) {
      const TickOptions options{.length = length, .vertical = vertical};
      const AxisScale scale{.low = 0, .high = 1884};
      const std::vector<Tick> ticks = make_ticks(scale, options);
      for (std::size_t i = 1; i < ticks.size(); ++i) {
        const double apart =
            length * (scale.fraction(ticks[i].value) - scale.fraction(ticks[i - 1].value));
        const double needed = vertical ? options.font_size
                                       : (text_width(ticks[i].label, options.font_size) +
                                          text_width(ticks[i - 1].label, options.font_size)) /
                                             2;
        CHECK(apart > needed);
      }
    }
  }
}

TEST_CASE("an axis of N has whole ticks: powers of two when logarithmic") {
  const std::vector<Tick> powers = make_ticks({.kind = ScaleKind::log2, .low = 0.85, .high = 270},
                                              {.length = 600, .whole_numbers = true});
  CHECK(labels(powers) ==
        std::vector<std::string>{"1", "2", "4", "8", "16", "32", "64", "128", "256"});
  for (const Tick& tick :
       make_ticks({.low = 0, .high = 3.2}, {.length = 600, .whole_numbers = true})) {
    CHECK(tick.value == std::round(tick.value));
  }
}

TEST_CASE("log10 ticks are powers of ten, and a short range falls back to plain steps") {
  CHECK(labels(make_ticks({.kind = ScaleKind::log10, .low = 1, .high = 1e4}, {.length = 600})) ==
        std::vector<std::string>{"1", "10", "100", "1k", "10k"});
  CHECK(make_ticks({.kind = ScaleKind::log10, .low = 2, .high = 9}, {.length = 600}).size() >= 3);
}

TEST_CASE("the N scale is logarithmic exactly when the values crowd at the low end") {
  CHECK(concurrency_scale({1, 2, 4, 8, 16, 32, 64, 128}, 160).kind == ScaleKind::log2);
  CHECK(concurrency_scale({1, 18, 36, 72, 108, 144, 216}, 270).kind == ScaleKind::linear);
  CHECK(concurrency_scale({5, 5, 5}, 6).kind == ScaleKind::linear);
}

TEST_CASE("fractions run from 0 to 1 and never become NaN for finite values") {
  const AxisScale log{.kind = ScaleKind::log2, .low = 1, .high = 64};
  CHECK(log.fraction(1) == 0);
  CHECK(log.fraction(8) == doctest::Approx(0.5));
  CHECK(log.fraction(64) == 1);
  CHECK(log.fraction(0) < 0);
  CHECK(log.fraction(-5) < 0);
}

}  // namespace uslkit
