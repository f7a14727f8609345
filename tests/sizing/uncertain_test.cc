#include "sizing/uncertain.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "sizing/worlds.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

constexpr double kQuantile95 = 1.6448536269514722;

double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size()))];
}

}  // namespace

TEST_CASE("a range is drawn so that its three quantiles come out") {
  const UncertainRate range = RateRange{.low = {80}, .likely = {100}, .high = {150}};
  CHECK(value_at(range, 0) == 100);
  CHECK(value_at(range, kQuantile95) == doctest::Approx(150).epsilon(1e-12));
  CHECK(value_at(range, -kQuantile95) == doctest::Approx(80).epsilon(1e-12));
  CHECK(value_at(UncertainRate(KnownRate{{7}}), 3) == 7);
  CHECK(likely_value(range) == 100);
}

TEST_CASE("no draw of a range is negative, and draws grow with z") {
  const UncertainDuration range = DurationRange{
      std::chrono::milliseconds(1), std::chrono::milliseconds(10), std::chrono::milliseconds(11)};
  double before = 0;
  for (double z = -8; z <= 8; z += 0.25) {
    const double now = value_at(range, z);
    CHECK(now > before);
    before = now;
  }
}

TEST_CASE("worlds have the quantiles of their ranges, and leave alone what is known") {
  const SizingRequest request = sample(kShop);
  const std::vector<World> worlds = draw_worlds(request, 7, 100'000);
  std::vector<double> loads;
  std::vector<double> rates;
  for (const World& world : worlds) {
    loads.push_back(world.load_factor);
    rates.push_back(world.consumer.gamma);
    REQUIRE(world.validation == doctest::Approx(100e-6));
    REQUIRE(world.database.gamma == 5000);
  }
  // The standard error of a quantile here is about 0.2 % of the range's width.
  CHECK(quantile(loads, 0.05) == doctest::Approx(0.9).epsilon(2e-3));
  CHECK(quantile(loads, 0.5) == doctest::Approx(1).epsilon(2e-3));
  CHECK(quantile(loads, 0.95) == doctest::Approx(1.1).epsilon(2e-3));
  CHECK(quantile(rates, 0.95) == doctest::Approx(1100).epsilon(2e-3));
}

TEST_CASE("a further uncertain quantity does not move the draws of the others") {
  const std::vector<World> few = draw_worlds(sample(kShop), 7, 1000);
  const std::vector<World> more = draw_worlds(
      sample(kShop, {R"(/ingress/validation={"kind": "range", "low": "50us", "likely": "100us", )"
                     R"("high": "200us"})"}),
      7, 1000);
  for (std::size_t i = 0; i < few.size(); ++i) {
    REQUIRE(few[i].load_factor == more[i].load_factor);
    REQUIRE(few[i].consumer == more[i].consumer);
  }
  CHECK(draw_worlds(sample(kShop), 8, 1)[0].load_factor != few[0].load_factor);
}

TEST_CASE("the coefficients of a fit are drawn together") {
  SizingRequest request = sample(kShop);
  FitCapacity fit{.file = "fit.json", .parameters = {.alpha = 0.1, .beta = 0.01, .gamma = 1000}};
  for (int i = 1; i <= 5; ++i) {
    fit.draws.push_back({.alpha = 0.1 * i, .beta = 0.01 * i, .gamma = 1000.0 * i});
  }
  request.consumers.capacity = fit;
  CHECK(has_uncertainty(request));
  for (const World& world : draw_worlds(request, 1, 1000)) {
    REQUIRE(world.consumer.beta == doctest::Approx(world.consumer.alpha / 10));
    REQUIRE(world.consumer.gamma == doctest::Approx(world.consumer.alpha * 10'000));
  }
}

}  // namespace uslkit
