#include "sizing/growth.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

const Place kHere{.source = "--growth"};

std::vector<HistoryRow> history(double (*rate)(double month)) {
  std::vector<HistoryRow> rows;
  for (int m = 0; m < 12; ++m) rows.push_back({.month = {24300 + m}, .rate = rate(m)});
  return rows;
}

}  // namespace

TEST_CASE("months are read, written and counted") {
  CHECK(month_text(parse_month("2026-11", kHere)) == "2026-11");
  CHECK(parse_month("2027-01", kHere).index - parse_month("2026-11", kHere).index == 2);
  for (const char* wrong : {"2026-13", "2026-00", "26-11", "2026/11", "", "2026-1", "2026-11-01"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(static_cast<void>(parse_month(wrong, kHere)), InputError);
  }
}

TEST_CASE("growth is a share a month, compounded, or a rate a month") {
  CHECK(parse_growth("6%/month", kHere).per_month == doctest::Approx(0.06));
  CHECK(parse_growth("-2.5%/month", kHere).per_month == doctest::Approx(-0.025));
  CHECK(parse_growth("10k/s/month", kHere).linear_per_month->per_second == 10'000);
  for (const char* wrong : {"6%", "6/month", "six%/month", "6%/year", "-100%/month", ""}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(static_cast<void>(parse_growth(wrong, kHere)), InputError);
  }
}

TEST_CASE("a stated growth compounds or adds, and its band widens from nothing") {
  const GrowthModel compounded(GrowthSpec{.per_month = 0.06, .uncertainty = 0.02}, 1000);
  CHECK(compounded.at(0).low == 1);
  CHECK(compounded.at(0).high == 1);
  CHECK(compounded.at(12).likely == doctest::Approx(std::pow(1.06, 12)));
  CHECK(compounded.at(12).high == doctest::Approx(std::pow(1.06 + 1.6448536269514722 * 0.02, 12)));
  CHECK(compounded.at(12).low < compounded.at(12).likely);
  const GrowthModel linear(GrowthSpec{.linear_per_month = Rate{100}}, 1000);
  CHECK(linear.at(12).likely == doctest::Approx(2.2));
  CHECK(linear.at(12).low == doctest::Approx(2.2));
}

TEST_CASE("a history is described by the law that made it") {
  const GrowthModel compounded(history([](double m) { return 1000 * std::pow(1.05, m); }), 1710,
                               {24311});
  CHECK(compounded.method().starts_with("5 % a month, compounded, fitted to 12 months"));
  CHECK(compounded.at(6).likely == doctest::Approx(std::pow(1.05, 6)));
  const GrowthModel linear(history([](double m) { return 1000 + 50 * m; }), 1550, {24311});
  CHECK(linear.method().starts_with("50/s every month, fitted"));
  CHECK(linear.at(6).likely == doctest::Approx(1850.0 / 1550));
}

TEST_CASE("a noisy history has a band that holds the truth and widens with distance") {
  const GrowthModel model(
      history([](double m) { return 1000 * std::pow(1.05, m) * (1 + 0.03 * std::cos(5 * m)); }),
      1710, {24311});
  const GrowthBand soon = model.at(3);
  const GrowthBand late = model.at(24);
  CHECK(soon.low < std::pow(1.05, 3));
  CHECK(soon.high > std::pow(1.05, 3));
  CHECK(late.high / late.low > soon.high / soon.low);
}

TEST_CASE("a history file is refused where it is wrong") {
  const std::string file = std::filesystem::temp_directory_path() / "uslkit_history_test.csv";
  const auto refused = [&](const char* text) {
    std::ofstream(file) << text;
    try {
      static_cast<void>(read_load_history(file));
    } catch (const InputError& error) {
      return error.parts().place.line;
    }
    return std::int64_t{-1};
  };
  CHECK(refused("month,rate_per_s\n2026-01,10\n2026-02,11\n2026-03,12\n2026-04,13\n") == -1);
  CHECK(refused("month,rate\n2026-01,10\n") == 1);
  CHECK(refused("month,rate_per_s\n2026-01,10\n2026-01,11\n") == 3);
  CHECK(refused("month,rate_per_s\n2026-01,0\n") == 2);
  CHECK(refused("month,rate_per_s\n2026-1,5\n") == 2);
  CHECK(refused("month,rate_per_s\n2026-01,10\n2026-02,11\n") == 0);  // too few: the file
  std::filesystem::remove(file);
}

}  // namespace uslkit
