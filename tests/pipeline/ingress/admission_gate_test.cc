#include "pipeline/ingress/admission_gate.h"

#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

TimePoint at(Duration time) { return TimePoint(time); }

}  // namespace

TEST_CASE("a gate without policies is open, until the runbook closes it") {
  AdmissionGate gate(ingress_scenario());
  CHECK(gate.open());
  gate.set_read_only(TimePoint{}, true);
  CHECK(!gate.open());
  const AdmissionGroup group{.traffic_class = 0, .events = 1};
  CHECK(gate.admit(at({}), {&group, 1}).verdict.reason == RejectReason::read_only);
  gate.set_read_only(TimePoint{}, false);
  CHECK(gate.open());
}

TEST_CASE("the gate decides as the simulator's chain does, call for call") {
  const Scenario scenario = ingress_scenario(
      {TokenBucketSpec{.rate = {500}, .burst = 20, .scope = LimitScope::per_tenant},
       ConcurrencyLimitSpec{.initial = 30, .highest = 100}});
  AdmissionGate gate(scenario);
  AdmissionChain chain(scenario, 1);
  CHECK(gate.by_tenant());
  for (std::uint32_t i = 0; i < 5000; ++i) {
    const TimePoint now = at(std::chrono::microseconds(i * 50));
    const AdmissionGroup group{.traffic_class = i % 2, .tenant = i * i % 7, .events = 1 + i % 3};
    const Verdict expected = chain.admit(now, group.traffic_class, group.tenant, 0, group.events);
    const AdmissionGate::Answer answer = gate.admit(now, {&group, 1});
    CHECK(answer.verdict.admitted == expected.admitted);
    CHECK(answer.verdict.reason == expected.reason);
    CHECK(answer.verdict.retry_after == expected.retry_after);
    if (!expected.admitted || i % 4 == 0) continue;
    gate.answered(now, answer.attempts, std::chrono::milliseconds(1), true);
    chain.on_answer(now, std::chrono::milliseconds(1), true);
  }
}

TEST_CASE("a request that is refused in part gives its places in flight back") {
  AdmissionGate gate(
      ingress_scenario({ConcurrencyLimitSpec{.initial = 2, .highest = 2},
                        TokenBucketSpec{.rate = {0}, .burst = 1, .classes = {"clicks"}}}));
  const std::vector<AdmissionGroup> both = {{.traffic_class = 0, .events = 1},
                                            {.traffic_class = 1, .events = 5}};
  for (int i = 0; i < 10; ++i) {
    const AdmissionGate::Answer answer = gate.admit(at({}), both);
    CHECK(answer.verdict.reason == RejectReason::rate_limit);
    CHECK(answer.attempts == 0);
  }
  CHECK(gate.admit(at({}), std::span(both).first(1)).verdict.admitted);
  CHECK(gate.admit(at({}), std::span(both).first(1)).verdict.admitted);
  CHECK(!gate.admit(at({}), std::span(both).first(1)).verdict.admitted);
}

TEST_CASE("threads together never get more than burst + rate x time") {
  AdmissionGate gate(ingress_scenario({TokenBucketSpec{.rate = {1000}, .burst = 500}}));
  std::atomic<int> admitted{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&gate, &admitted] {
        const AdmissionGroup group{.traffic_class = 0, .events = 1};
        for (int i = 0; i < 2000; ++i) {
          const TimePoint now = at(std::chrono::microseconds(i * 100));
          if (gate.admit(now, {&group, 1}).verdict.admitted) ++admitted;
        }
      });
    }
  }
  CHECK(admitted >= 500);
  CHECK(admitted <= 500 + 200);
}

}  // namespace uslkit
