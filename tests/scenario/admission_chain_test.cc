#include "scenario/admission_chain.h"

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TimePoint at(Duration time) { return TimePoint(time); }

// Three classes "a", "b", "c" of the priorities 1, 2, 3; the first two with 10 tenants.
Scenario scenario_of(std::vector<AdmissionSpec> admission) {
  Scenario scenario;
  for (const char* name : {"a", "b", "c"}) {
    TrafficClass traffic_class;
    traffic_class.name = name;
    traffic_class.priority = std::ssize(scenario.traffic.classes) + 1;
    if (traffic_class.priority < 3) traffic_class.tenants = UniformTenants{.count = 10};
    scenario.traffic.classes.push_back(traffic_class);
  }
  scenario.ingress.admission = std::move(admission);
  return scenario;
}

TokenBucketSpec tokens(double rate, double burst) { return {.rate = {rate}, .burst = burst}; }

// How many of `count` attempts at one moment get in.
int admitted(AdmissionChain& chain, TimePoint now, int count, std::size_t traffic_class = 0,
             std::uint32_t tenant = 0) {
  int result = 0;
  for (int i = 0; i < count; ++i) {
    result += chain.admit(now, traffic_class, tenant, 0.5).admitted ? 1 : 0;
  }
  return result;
}

Signals with(Signal signal, double value) {
  Signals signals;
  signals[signal] = value;
  return signals;
}

}  // namespace

TEST_CASE("an empty chain is empty, lets everything in and needs neither draws nor answers") {
  AdmissionChain chain(scenario_of({}), 1);
  CHECK(chain.empty());
  CHECK(!chain.needs_uniform());
  CHECK(!chain.wants_answers());
  CHECK(!chain.shapes());
  CHECK(admitted(chain, at(seconds(0)), 100) == 100);
  CHECK(chain.traces().empty());
}

TEST_CASE("the rates of all cells together are the scenario's; bursts are per cell") {
  double sum = 0;
  for (const double share : {0.5, 0.3, 0.2}) {
    AdmissionChain chain(scenario_of({tokens(1000, 50)}), share);
    CHECK(admitted(chain, at(seconds(0)), 100) == 50);
    for (int ms = 1; ms <= 10'000; ++ms) sum += admitted(chain, at(milliseconds(ms)), 5);
  }
  CHECK(sum == doctest::Approx(10'000).epsilon(0.001));
}

TEST_CASE("the first policy that refuses gives the reason, in the order of the list") {
  const ConcurrencyLimitSpec three{.initial = 3, .highest = 3};
  AdmissionChain one(scenario_of({tokens(1, 5), three}), 1);
  AdmissionChain other(scenario_of({three, tokens(1, 5)}), 1);
  for (int i = 0; i < 3; ++i) {
    CHECK(one.admit(at(seconds(0)), 0, 0, 0).admitted);
    CHECK(other.admit(at(seconds(0)), 0, 0, 0).admitted);
  }
  CHECK(one.admit(at(seconds(0)), 0, 0, 0).reason == RejectReason::concurrency_limit);
  CHECK(one.admit(at(seconds(0)), 0, 0, 0).reason == RejectReason::concurrency_limit);
  // Both attempts have spent a token each.
  const Verdict last = one.admit(at(seconds(0)), 0, 0, 0);
  CHECK(last.reason == RejectReason::rate_limit);
  CHECK(last.retry_after == seconds(1));
  CHECK(other.admit(at(seconds(0)), 0, 0, 0).reason == RejectReason::concurrency_limit);
}

TEST_CASE("whoever is refused later gives its place in flight back, and no answer is learnt") {
  const ConcurrencyLimitSpec aimd{
      .limit = ConcurrencyLimitKind::aimd, .initial = 4, .lowest = 1, .highest = 8};
  AdmissionChain chain(scenario_of({aimd, tokens(0, 2)}), 1);
  CHECK(admitted(chain, at(seconds(0)), 2) == 2);
  for (int i = 0; i < 1000; ++i) {
    CHECK(chain.admit(at(seconds(0)), 0, 0, 0).reason == RejectReason::rate_limit);
  }
  chain.update(at(seconds(1)), {});
  CHECK(chain.traces()[0].value == std::vector<double>{4});
  chain.on_answer(at(seconds(1)), milliseconds(5), true);
  chain.on_answer(at(seconds(1)), milliseconds(5), true);
}

TEST_CASE("a trial that is refused by a later policy does not use up the breaker's trials") {
  const CircuitBreakerSpec breaker{.error_rate = 0.5,
                                   .window = seconds(10),
                                   .minimum_calls = 4,
                                   .cooldown = seconds(30),
                                   .trial_calls = 2};
  AdmissionChain chain(scenario_of({breaker, tokens(0.1, 4)}), 1);
  CHECK(chain.wants_answers());
  CHECK(admitted(chain, at(seconds(0)), 4) == 4);
  for (int i = 0; i < 4; ++i) chain.on_answer(at(seconds(1)), milliseconds(5), false);
  CHECK(chain.admit(at(seconds(2)), 0, 0, 0).reason == RejectReason::circuit_open);
  // Half open at 31 s; the bucket holds 3.1 tokens. Class "b" has none of its own: it is refused.
  chain.limit_rate(std::nullopt);
  CHECK(admitted(chain, at(seconds(31)), 2) == 2);
  CHECK(chain.admit(at(seconds(31)), 0, 0, 0).reason == RejectReason::circuit_open);
  chain.on_answer(at(seconds(31)), milliseconds(5), true);
  chain.on_answer(at(seconds(31)), milliseconds(5), true);
  // Closed again: now it is the bucket that refuses, and the breaker has nothing against it.
  CHECK(admitted(chain, at(seconds(31)), 10) == 1);
  chain.on_answer(at(seconds(31)), milliseconds(5), true);

  AdmissionChain starved(scenario_of({breaker, tokens(0.1, 4)}), 1);
  CHECK(admitted(starved, at(seconds(0)), 4) == 4);
  for (int i = 0; i < 4; ++i) starved.on_answer(at(seconds(29)), milliseconds(5), false);
  // Six tokens' worth of attempts find the bucket with 4 (capped), then empty: half open stays
  // open.
  CHECK(admitted(starved, at(seconds(59)), 2) == 2);
  starved.on_answer(at(seconds(59)), milliseconds(5), true);
  starved.on_answer(at(seconds(59)), milliseconds(5), true);
  CHECK(admitted(starved, at(seconds(59)), 9) == 2);
}

TEST_CASE("cancelled trials can be tried again at once") {
  const CircuitBreakerSpec breaker{
      .error_rate = 0.5, .minimum_calls = 1, .cooldown = seconds(30), .trial_calls = 1};
  AdmissionChain chain(scenario_of({breaker, TokenBucketSpec{.rate = {1}, .classes = {"b"}}}), 1);
  CHECK(admitted(chain, at(seconds(0)), 1, 1) == 1);
  chain.on_answer(at(seconds(0)), milliseconds(5), false);
  // A second "b" a moment after the first: half open lets it by, the bucket does not.
  CHECK(admitted(chain, at(seconds(30)), 1, 1) == 1);
  chain.on_answer(at(seconds(30)), milliseconds(5), false);
  CHECK(chain.admit(at(seconds(59)), 0, 0, 0).reason == RejectReason::circuit_open);
  CHECK(admitted(chain, at(seconds(60)), 1, 1) == 1);
  chain.on_answer(at(seconds(60)), milliseconds(5), true);
  CHECK(chain.admit(at(seconds(60)), 1, 0, 0).reason == RejectReason::rate_limit);
  CHECK(chain.admit(at(seconds(60)), 0, 0, 0).admitted);
  chain.on_answer(at(seconds(60)), milliseconds(5), false);
  CHECK(chain.admit(at(seconds(60)), 0, 0, 0).reason == RejectReason::circuit_open);
}

TEST_CASE("scopes: one quota for all, one per class, one per tenant; classes without are free") {
  TokenBucketSpec spec = tokens(1, 3);
  {
    AdmissionChain chain(scenario_of({spec}), 1);
    CHECK(admitted(chain, at(seconds(0)), 2, 0) == 2);
    CHECK(admitted(chain, at(seconds(0)), 9, 1) == 1);
  }
  spec.scope = LimitScope::per_class;
  {
    AdmissionChain chain(scenario_of({spec}), 1);
    for (const std::size_t c : {0U, 1U, 2U}) CHECK(admitted(chain, at(seconds(0)), 9, c) == 3);
  }
  spec.scope = LimitScope::per_tenant;
  {
    AdmissionChain chain(scenario_of({spec}), 0.25);
    for (std::uint32_t tenant = 0; tenant < 10; ++tenant) {
      CHECK(admitted(chain, at(seconds(0)), 9, 0, tenant) == 3);
      CHECK(admitted(chain, at(seconds(0)), 9, 1, tenant) == 0);  // the same tenant
      CHECK(admitted(chain, at(seconds(1)), 9, 1, tenant) == 1);  // not divided among cells
    }
    CHECK(admitted(chain, at(seconds(0)), 1000, 2, 123'456) == 1000);  // fresh keys
  }
}

TEST_CASE("a policy for some classes leaves the others alone") {
  for (const AdmissionSpec& spec : std::vector<AdmissionSpec>{
           TokenBucketSpec{.rate = {1}, .classes = {"b"}},
           LeakyBucketSpec{.rate = {1}, .classes = {"b"}},
           FixedWindowSpec{.rate = {1}, .classes = {"b"}},
           SlidingWindowSpec{.rate = {1}, .classes = {"b"}},
           PidLimiterSpec{
               .initial = {1}, .lowest = {1}, .highest = {1}, .burst = 1, .classes = {"b"}}}) {
    AdmissionChain chain(scenario_of({spec}), 1);
    CHECK(admitted(chain, at(seconds(0)), 100, 0) == 100);
    CHECK(admitted(chain, at(seconds(0)), 100, 1) == 1);
    CHECK(admitted(chain, at(seconds(0)), 100, 2) == 100);
  }
}

TEST_CASE("the least important classes are shed first, and let in again below the release") {
  const PrioritySheddingSpec spec{
      .signal = Signal::work_lag, .thresholds = {{30, 2}, {15, 3}}, .release = 0.8};
  AdmissionChain chain(scenario_of({spec}), 1);
  const auto open_at = [&chain](double lag, Duration now) {
    chain.update(at(now), with(Signal::work_lag, lag));
    int open = 0;
    for (const std::size_t c : {0U, 1U, 2U}) open += chain.admit(at(now), c, 0, 0).admitted ? 1 : 0;
    return open;
  };
  CHECK(open_at(15, seconds(1)) == 3);
  CHECK(open_at(16, seconds(2)) == 2);
  CHECK(open_at(31, seconds(3)) == 1);
  CHECK(open_at(25, seconds(4)) == 1);
  CHECK(open_at(24, seconds(5)) == 2);
  CHECK(open_at(12.1, seconds(6)) == 2);
  CHECK(open_at(12, seconds(7)) == 3);
  CHECK(chain.traces()[0].name == "admission/0 priority_shedding lowest_priority_shed");
  CHECK(chain.traces()[0].value == std::vector<double>{0, 3, 2, 3, 0});
}

TEST_CASE("priorities may be any numbers; a line at zero sheds at any pressure") {
  Scenario scenario = scenario_of({PrioritySheddingSpec{.thresholds = {{0, 700}}}});
  scenario.traffic.classes[0].priority = -5;
  scenario.traffic.classes[1].priority = 699;
  scenario.traffic.classes[2].priority = 1'000'000;
  AdmissionChain chain(scenario, 1);
  chain.update(at(seconds(1)), {});
  CHECK(chain.admit(at(seconds(1)), 2, 0, 0).admitted);
  chain.update(at(seconds(2)), with(Signal::work_lag, 1e-9));
  CHECK(chain.admit(at(seconds(2)), 0, 0, 0).admitted);
  CHECK(chain.admit(at(seconds(2)), 1, 0, 0).admitted);
  CHECK(chain.admit(at(seconds(2)), 2, 0, 0).reason == RejectReason::priority_shed);
}

TEST_CASE("what two probabilistic shedders let through is their shares multiplied") {
  const ProbabilisticSheddingSpec first{.capacity = {600}};   // of 1000/s: 40 % are shed
  const ProbabilisticSheddingSpec second{.capacity = {300}};  // of the 600/s left: 50 %
  AdmissionChain chain(scenario_of({first, second}), 1);
  CHECK(chain.needs_uniform());
  Random random(1, "shedding");
  int passed = 0;
  constexpr int kSeconds = 60;
  for (int second_index = 0; second_index < kSeconds; ++second_index) {
    passed = second_index < 10 ? 0 : passed;
    for (int ms = 0; ms < 1000; ++ms) {
      const TimePoint now = at(seconds(second_index) + milliseconds(ms));
      passed += chain.admit(now, 0, 0, random.uniform()).admitted ? 1 : 0;
    }
    chain.update(at(seconds(second_index + 1)), {});
  }
  const double expected = 0.3 * 1000 * (kSeconds - 10);
  // Binomial, and the load of the second one is itself a random count: 4.5 standard errors.
  CHECK(std::abs(passed - expected) < 4.5 * std::sqrt(2 * expected));
}

TEST_CASE("a PID limiter follows its signal with its share of the gains") {
  const PidLimiterSpec spec{.signal = Signal::work_lag,
                            .set_point = 10,
                            .ki = 50,
                            .initial = {1000},
                            .lowest = {100},
                            .highest = {2000}};
  AdmissionChain whole(scenario_of({spec}), 1);
  AdmissionChain half(scenario_of({spec}), 0.5);
  for (int i = 1; i <= 4; ++i) {
    whole.update(at(seconds(i)), with(Signal::work_lag, 12));
    half.update(at(seconds(i)), with(Signal::work_lag, 12));
  }
  CHECK(whole.traces()[0].name == "admission/0 pid_limiter rate_per_s");
  CHECK(whole.traces()[0].value == std::vector<double>{1000, 900, 800, 700});
  CHECK(half.traces()[0].value == std::vector<double>{500, 450, 400, 350});
}

TEST_CASE("a leaky bucket holds what it lets in, so that it leaves at its rate") {
  AdmissionChain chain(scenario_of({LeakyBucketSpec{.rate = {10}, .depth = 4}}), 1);
  CHECK(chain.shapes());
  for (int i = 1; i <= 4; ++i) {
    CHECK(chain.admit(at(seconds(0)), 0, 0, 0).admitted);
    CHECK(chain.shaping_delay(at(seconds(0)), 0, 0) == milliseconds(100 * i));
  }
  CHECK(!chain.admit(at(seconds(0)), 0, 0, 0).admitted);
}

TEST_CASE("the runbook's switches come before the policies and can be undone") {
  Scenario scenario = scenario_of({});
  scenario.traffic.classes[1].operation = Operation::read;
  AdmissionChain chain(scenario, 0.5);
  const TimePoint now = at(seconds(100));
  chain.set_read_only(true);
  CHECK(!chain.empty());
  CHECK(chain.admit(now, 0, 0, 0).reason == RejectReason::read_only);
  CHECK(chain.admit(now, 1, 0, 0).admitted);
  chain.set_read_only(false);
  CHECK(chain.empty());
  chain.shed_class(2, true);
  CHECK(chain.admit(now, 2, 0, 0).reason == RejectReason::class_shed);
  CHECK(chain.admit(now, 0, 0, 0).admitted);
  chain.shed_class(2, false);
  CHECK(chain.empty());
  // 1000/s over all cells, half of it here: a burst of a tenth of a second, then one each 2 ms.
  chain.limit_rate(Rate{1000});
  CHECK(admitted(chain, now, 1000) == 50);
  CHECK(admitted(chain, now + milliseconds(20), 1000) == 10);
  chain.limit_rate(Rate{1000});  // the same once more does not fill the bucket
  CHECK(chain.admit(now + milliseconds(20), 0, 0, 0).reason == RejectReason::rate_limit);
  chain.limit_rate(std::nullopt);
  CHECK(chain.empty());
}

TEST_CASE("a gate lets in and refuses what the chain would, in the same way, one by one or many") {
  const PrioritySheddingSpec shedder{
      .signal = Signal::work_lag,
      .thresholds = {{.above = 10, .priority = 3}, {.above = 20, .priority = 2}}};
  TokenBucketSpec of_one = tokens(200, 5);
  of_one.classes = {"b"};
  for (const std::vector<AdmissionSpec>& specs : std::vector<std::vector<AdmissionSpec>>{
           {of_one}, {shedder, of_one}, {of_one, shedder}, {tokens(500, 3), shedder}, {shedder}}) {
    AdmissionChain asked(scenario_of(specs), 1);
    AdmissionChain gated(scenario_of(specs), 1);
    Random random(5, "attempts");
    TimePoint now{};
    int refused = 0;
    int many = 0;
    bool same = true;
    for (int tick = 0; tick < 200; ++tick) {
      const Signals signals = with(Signal::work_lag, 30 * random.uniform());
      asked.update(now, signals);
      gated.update(now, signals);
      for (int stretch = 0; stretch < 15; ++stretch) {
        const std::size_t traffic_class = static_cast<std::size_t>(3 * random.uniform());
        const ClassGate gate = gated.gate(traffic_class);
        REQUIRE(gate.is_all);
        std::vector<std::int64_t> times_ns(static_cast<std::size_t>(1 + 6 * random.uniform()));
        for (std::int64_t& each : times_ns) {
          now += Duration(static_cast<std::int64_t>(2e6 * random.uniform()));
          each = now.time_since_epoch().count();
        }
        std::size_t passing = gate.admit_first(times_ns);
        if (passing > 1) ++many;
        for (std::size_t i = 0; i < times_ns.size(); ++i) {
          const TimePoint at(Duration{times_ns[i]});
          const Verdict expected = asked.admit(at, traffic_class, 0, 0.5);
          const Verdict verdict = i < passing ? Verdict{} : gate.admit(at);
          refused += expected.admitted ? 0 : 1;
          same = same && verdict.admitted == expected.admitted &&
                 (expected.admitted || (verdict.reason == expected.reason &&
                                        verdict.retry_after == expected.retry_after));
          if (i >= passing) passing = i + 1 + gate.admit_first(std::span(times_ns).subspan(i + 1));
        }
      }
    }
    CHECK(same);
    CHECK(refused > 100);
    CHECK(many > 100);
  }
}

TEST_CASE("there is no gate where a quota is a tenant's, a switch is on, or two limits follow") {
  TokenBucketSpec per_tenant = tokens(10, 1);
  per_tenant.scope = LimitScope::per_tenant;
  CHECK(!AdmissionChain(scenario_of({per_tenant}), 1).gate(0).is_all);
  CHECK(!AdmissionChain(scenario_of({tokens(10, 1), tokens(20, 1)}), 1).gate(0).is_all);
  AdmissionChain chain(scenario_of({tokens(10, 1)}), 1);
  CHECK(chain.gate(0).is_all);
  chain.set_read_only(true);
  CHECK(!chain.gate(0).is_all);
}

}  // namespace uslkit
