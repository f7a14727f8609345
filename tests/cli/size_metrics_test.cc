#include "cli/size_metrics.h"

#include <doctest/doctest.h>

#include "cli/exit_code.h"
#include "sizing/plan_json.h"

namespace uslkit {
namespace {

SizingAnswer small_answer() {
  SizingAnswer answer;
  answer.plan.quantities = {{.name = "consumers", .value = 6, .per_cell = 3, .needed = 5.5}};
  answer.plan.objectives = {{.name = "ack_p99_ms", .predicted = 3, .promised = 10.0}};
  answer.plan.uncertainty = {.draws = 1000, .probability_slo_met = 0.9};
  return answer;
}

std::optional<double> value_of(const SizingAnswer& answer, const std::string& name) {
  for (const Metric& metric : size_metrics(answer)) {
    if (metric.name == name) return metric.value;
  }
  FAIL("no metric " << name);
  return {};
}

bool passes(const SizingAnswer& answer, const std::string& text, bool verified = false) {
  const PlacedAssertion assertion =
      parse_placed_assertion(text, {.source = "--assert"}, known_size_metrics(answer, verified));
  return judge({assertion}, answer).at(0).passed;
}

TEST_CASE("a metric is the number of the plan, and none where the plan has none") {
  const SizingAnswer answer = small_answer();
  CHECK(value_of(answer, "consumers.value") == 6);
  CHECK(value_of(answer, "consumers.per_cell") == 3);
  CHECK_FALSE(value_of(answer, "consumers.upper"));
  CHECK_FALSE(value_of(answer, "brokers.value"));
  CHECK(value_of(answer, "probability_slo_met") == 0.9);
}

TEST_CASE("without a plan the names stay known, and every number of a plan fails") {
  SizingAnswer answer;
  answer.plan.infeasible = {{.constraint = "ack p99"}};
  CHECK(passes(answer, "infeasible.count==1"));
  CHECK_FALSE(passes(answer, "consumers.value>=0"));
  CHECK_FALSE(passes(answer, "probability_slo_met>=0"));
}

TEST_CASE("metrics of a verification are known before it runs, and fail where it did not end") {
  const SizingAnswer answer = small_answer();
  CHECK_FALSE(passes(answer, "verification.ack_p99_ms.gap<1", true));
  CHECK_THROWS_AS(static_cast<void>(passes(answer, "verification.ack_p99_ms.gap<1")), UsageError);
  SizingAnswer verified = answer;
  verified.verification.emplace();
  verified.verification->checks = {{.name = "ack_p99_ms", .gap = 0.05}};
  CHECK(passes(verified, "verification.ack_p99_ms.gap<1", true));
}

TEST_CASE("a typo in a request's expect is bad input at its place") {
  const KnownMetrics known = known_size_metrics(small_answer(), false);
  const AssertionSources sources{
      .file = "shop.json", .expected = {"consumer.value>1"}, .asserted = {}};
  try {
    static_cast<void>(placed_assertions(sources, known));
    FAIL("it was accepted");
  } catch (const UsageError&) {
    FAIL("it is not the command line that is wrong");
  } catch (const InputError& error) {
    CHECK(error.parts().place.pointer == "/expect/0");
    CHECK(error.parts().hint == "did you mean consumers.value?");
  }
}

TEST_CASE("the limits of a counted probability close in with the draws and stay within 0 and 1") {
  CHECK_FALSE(counted_interval(1, 1));
  for (const double share : {0.0, 0.3, 1.0}) {
    double width = 2;
    for (const std::int64_t draws : {2, 100, 10'000}) {
      const std::optional<Interval> limits = counted_interval(share, draws);
      REQUIRE(limits);
      CHECK(limits->lower >= 0);
      CHECK(limits->upper <= 1);
      CHECK(limits->lower <= share + 1e-12);
      CHECK(limits->upper >= share - 1e-12);
      CHECK(limits->upper - limits->lower < width);
      width = limits->upper - limits->lower;
    }
  }
}

}  // namespace
}  // namespace uslkit
