#include "sizing/load_curve.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

const std::vector<LoadPoint> kRamp{{0, 10}, {100, 30}, {200, 30}};

TEST_CASE("arrivals are the integral of straight pieces between the samples") {
  const LoadCurve load(kRamp);
  CHECK(load.end_s() == 200);
  CHECK(load.total() == doctest::Approx(2000 + 3000));
  CHECK(load.cumulative_at(0) == 0);
  CHECK(load.cumulative_at(50) == doctest::Approx(50 * 15));
  CHECK(load.cumulative_at(150) == doctest::Approx(2000 + 1500));
  CHECK(load.rate_at(50) == doctest::Approx(20));
  CHECK(load.rate_at(1000) == 30);  // held after the end
}

TEST_CASE("the greatest rate of a stretch stands at its ends or at a sample within") {
  const LoadCurve load({{0, 0}, {10, 50}, {20, 0}, {30, 40}});
  CHECK(load.greatest_rate(0, 30) == 50);
  CHECK(load.greatest_rate(0, 5) == doctest::Approx(25));
  CHECK(load.greatest_rate(12, 18) == doctest::Approx(40));
  CHECK(load.greatest_rate(15, 30) == 40);
  CHECK(load.peak_at_s() == 10);
  CHECK(LoadCurve(kRamp).peak_at_s() == 100);
}

TEST_CASE("events that wait at the beginning have arrived before it") {
  const LoadCurve load(kRamp, 50);
  CHECK(load.segments().front().start_s == -5);
  CHECK(load.segments().front().cumulative == -50);
  CHECK(load.cumulative_at(-2) == doctest::Approx(-20));
  CHECK(load.cumulative_at(0) == 0);
  CHECK(load.total() == doctest::Approx(5000));
  const LoadCurve silent({{0, 0}, {10, 1}}, 50);
  CHECK(silent.segments().front().start_s == -1);
}

}  // namespace
}  // namespace uslkit
