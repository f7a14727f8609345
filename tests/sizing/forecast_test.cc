#include "sizing/forecast.h"

#include <cmath>

#include <doctest/doctest.h>

#include "sizing/plan_sizing.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

const Month kFrom = parse_month("2026-11", {});

SizingForecast forecast_of(const SizingRequest& request, const char* until, GrowthSpec growth) {
  const SizingPlan plan = plan_sizing(request, {.draws = 100});
  return forecast(request, plan, {.from = kFrom, .until = parse_month(until, {})}, growth);
}

const ResourceForecast& resource(const SizingForecast& forecast, const std::string& name) {
  for (const ResourceForecast& each : forecast.resources) {
    if (each.name == name) return each;
  }
  FAIL("no " << name);
  return forecast.resources.front();
}

}  // namespace

TEST_CASE("80 % comes when the compounded load passes it") {
  // 37 consumers of 50k/s on 1.2M/s at 65 %: see the capacity that is there.
  const SizingForecast seen = forecast_of(sample(kPlain), "2028-11", {.per_month = 0.03});
  const ResourceForecast& consumers = resource(seen, "consumers");
  const double months = std::log(0.8 / consumers.utilization_now) / std::log(1.03);
  REQUIRE(consumers.eighty_percent);
  CHECK(consumers.eighty_percent->index - kFrom.index ==
        static_cast<std::int64_t>(std::floor(months)) + 1);
  CHECK(consumers.eighty_percent_early == consumers.eighty_percent);  // nothing is uncertain
  CHECK(consumers.full->index > consumers.eighty_percent->index);
}

TEST_CASE("uncertain growth may come to 80 % earlier, never later") {
  const SizingForecast seen =
      forecast_of(sample(kPlain), "2029-11", {.per_month = 0.03, .uncertainty = 0.01});
  for (const ResourceForecast& each : seen.resources) {
    if (!each.eighty_percent) continue;
    REQUIRE(each.eighty_percent_early);
    CHECK(*each.eighty_percent_early <= *each.eighty_percent);
  }
  CHECK(seen.months.back().high > seen.months.back().peak_rate);
}

TEST_CASE("what is added is enough for the months that follow") {
  const SizingForecast seen = forecast_of(sample(kShop), "2028-11", {.per_month = 0.06});
  CHECK(seen.months.size() == 25);
  std::int64_t consumers =
      seen.months.front().counts->cells * seen.months.front().counts->cell.consumers;
  std::size_t next = 0;
  for (const ForecastMonth& month : seen.months) {
    while (next < seen.additions.size() && seen.additions[next].by <= month.month) {
      if (seen.additions[next].what == "consumers") consumers = seen.additions[next].to;
      ++next;
    }
    REQUIRE(month.counts);
    CHECK(month.counts->cells * month.counts->cell.consumers <= consumers);
  }
}

TEST_CASE("a load that does not grow adds nothing") {
  const SizingForecast seen = forecast_of(sample(kShop), "2027-11", {.per_month = 0});
  CHECK(seen.additions.empty());
  CHECK(seen.sentences.at(1) == "Nothing of the plan comes to 80 % by then.");
}

TEST_CASE("today's deployment is what dates are about, where it is said") {
  const SizingRequest request = sample(kPlain, {"/current/consumers=25", "/current/cells=1"});
  const SizingForecast seen = forecast_of(request, "2027-11", {.per_month = 0.01});
  CHECK(seen.basis == "what runs today");
  CHECK(resource(seen, "consumers").eighty_percent == kFrom);
  REQUIRE_FALSE(seen.additions.empty());
  CHECK(seen.additions.front().by == kFrom);
}

TEST_CASE("a forecast needs a growth, and a month that is ahead") {
  const SizingRequest request = sample(kPlain);
  const SizingPlan plan = plan_sizing(request, {.draws = 10});
  CHECK_THROWS_AS(
      static_cast<void>(forecast(request, plan, {.from = kFrom, .until = {kFrom.index + 5}})),
      InputError);
  CHECK_THROWS_AS(static_cast<void>(forecast(request, plan, {.from = kFrom, .until = kFrom},
                                             GrowthSpec{.per_month = 0.1})),
                  InputError);
}

}  // namespace uslkit
