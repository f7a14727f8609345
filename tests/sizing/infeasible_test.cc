// Requests that nothing can answer: what binds, what comes nearest, what would have to give way.
#include <doctest/doctest.h>

#include "sizing/plan_sizing.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

Infeasibility only_reason(const char* text, std::vector<std::string> sets = {}) {
  const SizingPlan plan = plan_sizing(sample(text, std::move(sets)), {.draws = 10});
  REQUIRE(plan.infeasible.size() == 1);
  return plan.infeasible.front();
}

}  // namespace

TEST_CASE(
    "an end-to-end p99 below d + 1.99 t0 names the nearest one, and a request for it is met") {
  const Infeasibility reason = only_reason(kShop, {"/slo/end_to_end_p99=21ms"});
  CHECK(reason.constraint == "end-to-end p99");
  CHECK(reason.pointer == "/slo/end_to_end_p99");
  // .1 + 2 + 1 + 1.99 (10 + .9) ms: a batch of one event
  CHECK(*reason.nearest_value == doctest::Approx(24.791e-3 / 0.96));
  CHECK(reason.nearest == "just above 25.82 ms, 4 % being kept in reserve");
  CHECK(reason.relax == "a batch overhead of at most 8.573 ms");
  const SizingPlan nearest =
      plan_sizing(sample(kShop, {"/slo/end_to_end_p99=28ms"}), {.draws = 10});
  CHECK(nearest.infeasible.empty());
}

TEST_CASE("an ack p99 shorter than its delays is infeasible with any number of nodes") {
  const Infeasibility reason = only_reason(kShop, {"/slo/ack_p99=2ms"});
  CHECK(reason.constraint == "ack p99");
  CHECK(*reason.nearest_value == doctest::Approx(2.1e-3));
}

TEST_CASE("a tenant that is more than a partition is infeasible, however many partitions") {
  const Infeasibility reason = only_reason(
      kPlain, {R"(/traffic/classes/0/tenants={"kind": "zipf", "count": 1000, "exponent": 1})"});
  CHECK(reason.constraint == "hot partition");
  // 1 / H(1000) = 13.36 % of 1.2M/s = 160k/s against 50k/s.
  CHECK(reason.found.starts_with("the largest tenant alone sends 160.3k/s (13.36 % of the load)"));
  CHECK(reason.relax == "split its key into 4 or more, or use 4 workers per partition");
}

TEST_CASE("a load past the USL's peak is infeasible within few cells, and says what they carry") {
  const Infeasibility reason = only_reason(R"({
    "schema": 1, "traffic": {"classes": [{"rate": "480k/s"}]},
    "headroom": {"utilization": 1}, "domains": {"count": 1}, "cells": {"most": 2},
    "consumers": {"capacity": {"kind": "usl", "alpha": 0.02, "beta": 0.001, "gamma": "10k/s"}}})");
  CHECK(reason.constraint == "the peak of the consumers' USL");
  // X(31) = 12.25 gamma in each of 2 cells
  CHECK(*reason.nearest_value == doctest::Approx(245'000).epsilon(2e-3));
}

TEST_CASE("an availability that needs more cells than allowed names the best one") {
  const Infeasibility reason = only_reason(
      kShop, {"/slo/availability=0.9999999", "/cells/incidents_per_year=100", "/cells/most=10"});
  CHECK(reason.constraint == "availability");
  // 100 incidents x 30 s / year / 10 cells
  CHECK(*reason.nearest_value == doctest::Approx(1 - 100 * 30 / (365.25 * 86400) / 10));
}

TEST_CASE("several impossible promises are told together") {
  const SizingPlan plan =
      plan_sizing(sample(kShop, {"/slo/ack_p99=1ms", "/slo/end_to_end_p99=10ms"}), {.draws = 10});
  CHECK(plan.infeasible.size() == 2);
  CHECK(plan.quantities.empty());
}

}  // namespace uslkit
