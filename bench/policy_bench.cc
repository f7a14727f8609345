// What one decision of a policy costs. A request asks several policies on its way, so the target is
// 10 ns for each. Arguments are chosen so that admitting and turning away are both measured.
#include <chrono>
#include <cstdint>

#include <benchmark/benchmark.h>

#include "policy/circuit_breaker.h"
#include "policy/concurrency_limiter.h"
#include "policy/fixed_window.h"
#include "policy/leaky_bucket.h"
#include "policy/pid_limiter.h"
#include "policy/priority_shedder.h"
#include "policy/probabilistic_shedder.h"
#include "policy/rate_meter.h"
#include "policy/retry_budget.h"
#include "policy/retry_policy.h"
#include "policy/sliding_window.h"
#include "policy/token_bucket.h"

namespace uslkit {
namespace {

constexpr Duration kStep = std::chrono::microseconds(1);

// One million requests a second, against a limit twice as high or ten times as low.
template <typename Limiter>
void ask_every_microsecond(benchmark::State& state, Limiter limiter) {
  TimePoint now{};
  std::int64_t admitted = 0;
  for (auto _ : state) {
    now += kStep;
    if (limiter.admit(now).admitted) ++admitted;
  }
  benchmark::DoNotOptimize(admitted);
  state.counters["admitted"] =
      static_cast<double>(admitted) / static_cast<double>(state.iterations());
}

Rate limit_of(const benchmark::State& state) { return {static_cast<double>(state.range(0))}; }

void token_bucket(benchmark::State& state) {
  ask_every_microsecond(state, TokenBucket({.rate = limit_of(state), .burst = 100}));
}
BENCHMARK(token_bucket)->Arg(2'000'000)->Arg(100'000);

void leaky_bucket(benchmark::State& state) {
  ask_every_microsecond(state, LeakyBucket({.rate = limit_of(state), .depth = 100}));
}
BENCHMARK(leaky_bucket)->Arg(2'000'000)->Arg(100'000);

void fixed_window(benchmark::State& state) {
  ask_every_microsecond(
      state, FixedWindow({.rate = limit_of(state), .window = std::chrono::milliseconds(10)}));
}
BENCHMARK(fixed_window)->Arg(2'000'000)->Arg(100'000);

void sliding_window(benchmark::State& state) {
  ask_every_microsecond(
      state, SlidingWindow({.rate = limit_of(state), .window = std::chrono::milliseconds(10)}));
}
BENCHMARK(sliding_window)->Arg(2'000'000)->Arg(100'000);

void pid_limiter(benchmark::State& state) {
  const double rate = limit_of(state).per_second;
  ask_every_microsecond(state, PidLimiter({.pid = {.initial = rate, .highest = rate}}));
}
BENCHMARK(pid_limiter)->Arg(2'000'000)->Arg(100'000);

void concurrency_limiter(benchmark::State& state) {
  const ConcurrencyLimitKind kind = static_cast<ConcurrencyLimitKind>(state.range(0));
  ConcurrencyLimiter limiter({.kind = kind});
  TimePoint now{};
  for (auto _ : state) {
    now += kStep;
    benchmark::DoNotOptimize(limiter.admit(now).admitted);
    limiter.release(now, kStep, true);
  }
}
BENCHMARK(concurrency_limiter)->DenseRange(0, 2);

void priority_shedder(benchmark::State& state) {
  PriorityShedderOptions options;
  options.shed_above[2] = 10;
  PriorityShedder shedder(options);
  shedder.update(TimePoint{}, 20);
  int priority = 0;
  for (auto _ : state) {
    priority = (priority + 1) & 3;
    benchmark::DoNotOptimize(shedder.admit(TimePoint{}, priority).admitted);
  }
}
BENCHMARK(priority_shedder);

void probabilistic_shedder(benchmark::State& state) {
  ProbabilisticShedder shedder({.capacity = {1000}});
  shedder.update(TimePoint{}, {1500});
  double uniform = 0;
  for (auto _ : state) {
    uniform = uniform < 0.9 ? uniform + 0.07 : 0;
    benchmark::DoNotOptimize(shedder.admit(TimePoint{}, uniform).admitted);
  }
}
BENCHMARK(probabilistic_shedder);

void circuit_breaker(benchmark::State& state) {
  CircuitBreaker breaker({});
  TimePoint now{};
  for (auto _ : state) {
    now += kStep;
    benchmark::DoNotOptimize(breaker.admit(now).admitted);
    breaker.record(now, true);
  }
}
BENCHMARK(circuit_breaker);

void rate_meter(benchmark::State& state) {
  RateMeter meter({});
  TimePoint now{};
  for (auto _ : state) {
    now += kStep;
    meter.record(now);
  }
  benchmark::DoNotOptimize(meter.rate(now).per_second);
}
BENCHMARK(rate_meter);

void retry_budget_first_attempt(benchmark::State& state) {
  RetryBudget budget({});
  TimePoint now{};
  for (auto _ : state) {
    now += kStep;
    budget.on_first_attempt(now);
  }
  benchmark::DoNotOptimize(budget.balance(now));
}
BENCHMARK(retry_budget_first_attempt);

void retry_policy_third_attempt(benchmark::State& state) {
  const RetryPolicy policy({.max_attempts = 10});
  int attempt = 3;
  for (auto _ : state) {
    benchmark::DoNotOptimize(attempt);
    benchmark::DoNotOptimize(policy.next(attempt, Duration{0}, 0.5));
  }
}
BENCHMARK(retry_policy_third_attempt);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
