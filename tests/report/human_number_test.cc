#include "report/human_number.h"

#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
}  // namespace

TEST_CASE("human numbers keep four digits, all integer digits and no trailing zeros") {
  CHECK(human_number(12345.6) == "12,346");
  CHECK(human_number(1234567) == "1,234,567");
  CHECK(human_number(1883.77) == "1,884");
  CHECK(human_number(96.5276) == "96.53");
  CHECK(human_number(0.0277289) == "0.02773");
  CHECK(human_number(1.04348e-4) == "0.0001043");
  CHECK(human_number(2.5) == "2.5");
  CHECK(human_number(100) == "100");
  CHECK(human_number(0) == "0");
  CHECK(human_number(-0.0) == "0");
  CHECK(human_number(-1234.5) == "-1,234");
}

TEST_CASE("human numbers turn scientific beyond plain reading and name what is no number") {
  CHECK(human_number(1.5e-7) == "1.500e-07");
  CHECK(human_number(2e16) == "2.000e+16");
  CHECK(human_number(kInfinity) == "unlimited");
  CHECK(human_number(-kInfinity) == "-unlimited");
  CHECK(human_number(std::numeric_limits<double>::quiet_NaN()) == "n/a");
}

TEST_CASE("SI numbers use the suffix that leaves one to three digits before the point") {
  CHECK(si_number(12345.6) == "12.3k");
  CHECK(si_number(999.9) == "1k");
  CHECK(si_number(999) == "999");
  CHECK(si_number(1.5e6) == "1.5M");
  CHECK(si_number(2e9) == "2G");
  CHECK(si_number(3e12) == "3T");
  CHECK(si_number(0.002) == "2m");
  CHECK(si_number(0) == "0");
  CHECK(si_number(-12345.6) == "-12.3k");
}

TEST_CASE("intervals show open ends as one-sided limits") {
  CHECK(interval_text(Interval{78.2, 157.4}) == "[78.2, 157]");
  CHECK(interval_text(Interval{24.6, kInfinity}) == ">= 24.6");
  CHECK(interval_text(Interval{-kInfinity, 9}) == "<= 9");
  CHECK(interval_text(Interval{-kInfinity, kInfinity}) == "unbounded");
  CHECK(interval_text(std::nullopt) == "not known");
}

TEST_CASE("shares, times and probabilities read as people write them") {
  CHECK(percent_text(0.081) == "8.1 %");
  CHECK(percent_text(0.95) == "95 %");
  CHECK(seconds_text(0.0021) == "2.1 ms");
  CHECK(seconds_text(3.2e-6) == "3.2 us");
  CHECK(seconds_text(4e-9) == "4 ns");
  CHECK(seconds_text(40) == "40 s");
  CHECK(p_value_text(0.0321) == "0.032");
  CHECK(p_value_text(1e-9) == "< 0.0001");
  CHECK(p_value_text(1) == "> 0.99");
}

TEST_CASE("a throughput carries its name and unit; a name that says nothing is left out") {
  UslFit fit;
  fit.throughput_name = "scripts";
  fit.throughput_unit = "/h";
  CHECK(throughput_text(fit, 1883.77) == "1,884 scripts/h");
  CHECK(throughput_text(fit, 4333333.3) == "4,333,300 scripts/h");
  CHECK(throughput_label(fit) == "scripts/h");
  fit.throughput_name = "throughput";
  CHECK(throughput_text(fit, 1883.77) == "1,884/h");
  CHECK(throughput_label(fit) == "throughput per hour");
}

}  // namespace uslkit
