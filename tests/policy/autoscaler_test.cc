#include "policy/autoscaler.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr TimePoint kStart{};
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// One of each, with limits that a test may narrow.
std::vector<AutoscalerOptions> all_rules(const ScalingLimits& limits) {
  return {LagAutoscalerOptions{.scale_in_after = minutes(10), .limits = limits},
          CpuAutoscalerOptions{.limits = limits},
          UslAutoscalerOptions{.alpha = 0.02, .beta = 0.0001, .gamma = {100}, .limits = limits},
          KedaAutoscalerOptions{.limits = limits},
          FlinkAutoscalerOptions{.divisors_only = false, .limits = limits}};
}

ScalingObservation random_observation(Random& random, int consumers) {
  const double backlog = random.uniform() < 0.3 ? 0 : random.uniform() * 1e6;
  return {.consumers = consumers,
          .partitions = 24,
          .backlog_events = backlog,
          .arrival_per_second = random.uniform() * 6000,
          .service_per_second_per_consumer = 100,
          .work_lag_seconds = backlog / 1e4,
          .age_lag_seconds = backlog / 1e4,
          .cpu_utilization = random.uniform()};
}

TEST_CASE("no rule goes beyond partitions x workers, the highest or the lowest number") {
  for (const int workers : {1, 2}) {
    const ScalingLimits limits{.lowest = 2, .highest = 40, .workers_per_partition = workers};
    for (const AutoscalerOptions& options : all_rules(limits)) {
      CAPTURE(options.index());
      Autoscaler autoscaler(options);
      Random random(7, "limits");
      int consumers = 10;
      int largest = 0;
      for (int tick = 0; tick < 3000; ++tick) {
        const ScalingDecision decision =
            autoscaler.update(kStart + tick * seconds(30), random_observation(random, consumers));
        CHECK(decision.desired >= 2);
        CHECK(decision.desired <= std::min(24 * workers, 40));
        CHECK(!decision.reason.empty());
        consumers = decision.desired;
        largest = std::max(largest, consumers);
      }
      CHECK(largest == std::min(24 * workers, 40));  // the limit was reached, so it held something
    }
  }
}

TEST_CASE("idle consumers are allowed only where told") {
  const ScalingLimits strict{.highest = 100};
  CHECK(strict.ceiling(24) == 24);
  CHECK(strict.clamp(std::numeric_limits<double>::infinity(), 24) == 24);
  const ScalingLimits idle{.highest = 100, .allow_idle_consumers = true};
  CHECK(idle.ceiling(24) == 100);
  const ScalingLimits more_than_partitions{.lowest = 10};
  CHECK(more_than_partitions.clamp(3, 4) == 4);  // partitions come before the lowest number
}

TEST_CASE("a missing observation changes nothing, for any rule") {
  for (const AutoscalerOptions& options : all_rules({})) {
    CAPTURE(options.index());
    Autoscaler autoscaler(options);
    const ScalingObservation missing{.consumers = 7,
                                     .partitions = 24,
                                     .backlog_events = kMissing,
                                     .arrival_per_second = kMissing,
                                     .service_per_second_per_consumer = kMissing,
                                     .work_lag_seconds = kMissing,
                                     .age_lag_seconds = kMissing,
                                     .cpu_utilization = kMissing};
    for (int tick = 0; tick < 100; ++tick) {
      const ScalingDecision decision = autoscaler.update(kStart + tick * minutes(2), missing);
      CHECK(decision.desired == 7);
      CHECK(decision.reason == "no observation");
      CHECK(!decision.split_advised);
    }
  }
}

// Load that swings by 20 % every few minutes around a constant: the number may grow to the peaks,
// but must come to rest.
TEST_CASE("no rule flaps under a load that swings within its window") {
  for (const AutoscalerOptions& options : all_rules({})) {
    CAPTURE(options.index());
    Autoscaler autoscaler(options);
    int consumers = 10;
    int changes_late = 0;
    for (int tick = 0; tick < 960; ++tick) {  // 4 hours of 15 s
      const double arrival = (tick / 8) % 2 == 0 ? 800 : 1000;
      const double work_lag = std::max(0.0, arrival / (100.0 * consumers) - 1) * 100;
      const ScalingDecision decision =
          autoscaler.update(kStart + tick * seconds(15),
                            {.consumers = consumers,
                             .partitions = 24,
                             .backlog_events = arrival,
                             .arrival_per_second = arrival,
                             .service_per_second_per_consumer = 100,
                             .work_lag_seconds = work_lag,
                             .age_lag_seconds = work_lag,
                             .cpu_utilization = std::min(1.0, arrival / (100.0 * consumers))});
      if (tick > 480 && decision.desired != consumers) ++changes_late;
      consumers = decision.desired;
    }
    CHECK(changes_late == 0);
  }
}

// --- by lag

ScalingObservation lag_of(double seconds_of_work) {
  return {.consumers = 24,
          .partitions = 24,
          .arrival_per_second = 100,
          .service_per_second_per_consumer = 100,
          .work_lag_seconds = seconds_of_work,
          .age_lag_seconds = 0};
}

TEST_CASE(
    "Black Friday: 20.1 s of work-lag double 24 consumers once, and again after the cooldown") {
  LagAutoscaler autoscaler({.trigger = seconds(20), .limits = {.workers_per_partition = 8}});
  CHECK(autoscaler.update(kStart, lag_of(20)).desired == 24);  // above, not at
  const ScalingDecision step = autoscaler.update(kStart + seconds(10), lag_of(20.1));
  CHECK(step.desired == 48);
  CHECK(step.reason == "lag above trigger");
  CHECK(autoscaler.update(kStart + seconds(309), lag_of(120)).reason == "cooldown");
  CHECK(autoscaler.update(kStart + seconds(310), lag_of(120)).desired == 96);
}

TEST_CASE("one consumer per partition: the step is refused, and said") {
  LagAutoscaler autoscaler({.trigger = seconds(20)});
  const ScalingDecision decision = autoscaler.update(kStart, lag_of(100));
  CHECK(decision.desired == 24);
  CHECK(decision.reason == "at the limit");
}

TEST_CASE("a trigger on age-lag does not see work-lag") {
  LagAutoscaler autoscaler(
      {.lag = LagAutoscalerOptions::Lag::age, .limits = {.workers_per_partition = 2}});
  CHECK(autoscaler.update(kStart, lag_of(1000)).desired == 24);
  ScalingObservation old = lag_of(0);
  old.age_lag_seconds = 31;
  CHECK(autoscaler.update(kStart, old).desired == 48);
}

TEST_CASE("a step always adds at least one consumer") {
  LagAutoscaler autoscaler({.growth = 0.001, .limits = {.workers_per_partition = 2}});
  CHECK(autoscaler.update(kStart, lag_of(100)).desired == 25);
}

TEST_CASE("scale-in waits for the whole calm, and leaves what the arrivals need") {
  LagAutoscaler autoscaler({.scale_in_after = minutes(10)});
  CHECK(autoscaler.update(kStart, lag_of(1)).desired == 24);
  CHECK(autoscaler.update(kStart + minutes(9), lag_of(16)).desired == 24);  // not calm: above half
  CHECK(autoscaler.update(kStart + minutes(10), lag_of(1)).desired == 24);
  CHECK(autoscaler.update(kStart + seconds(1199), lag_of(1)).desired == 24);
  CHECK(autoscaler.update(kStart + minutes(20), lag_of(1)).desired == 12);
  ScalingObservation busy = lag_of(1);
  busy.arrival_per_second = 700;  // 10 consumers at 70 %
  CHECK(autoscaler.update(kStart + minutes(29), busy).desired == 12);
  CHECK(autoscaler.update(kStart + minutes(30), busy).desired == 10);
  const ScalingDecision last = autoscaler.update(kStart + minutes(60), busy);
  CHECK(last.desired == 10);
  CHECK(last.reason == "calm, but all are needed");
}

// --- by CPU

ScalingObservation cpu_of(int consumers, double utilization) {
  return {.consumers = consumers, .partitions = 100, .cpu_utilization = utilization};
}

TEST_CASE("HPA: 10 at 90 % of a target of 60 % become exactly 15") {
  CpuAutoscaler autoscaler({.target = 0.6});
  CHECK(autoscaler.update(kStart, cpu_of(10, 0.9)).desired == 15);
}

TEST_CASE("HPA: nothing happens up to 10 % off the target") {
  for (const double utilization : {0.54, 0.6, 0.66}) {
    CpuAutoscaler autoscaler({.target = 0.6, .stabilization = seconds(0)});
    CHECK(autoscaler.update(kStart, cpu_of(10, utilization)).desired == 10);
  }
  CpuAutoscaler above({.target = 0.6});
  CHECK(above.update(kStart, cpu_of(10, 0.661)).desired == 12);
  CpuAutoscaler below({.target = 0.6, .stabilization = seconds(0)});
  CHECK(below.update(kStart, cpu_of(10, 0.53)).desired == 9);
}

TEST_CASE("HPA: consumers that still start do not make it ask again") {
  CpuAutoscaler autoscaler({.target = 0.6});
  CHECK(autoscaler.update(kStart, cpu_of(10, 0.9)).desired == 15);
  for (int tick = 1; tick < 20; ++tick) {  // 10 at work, 5 starting
    CHECK(autoscaler.update(kStart + tick * seconds(15), cpu_of(10, 0.9)).desired == 15);
  }
}

TEST_CASE("HPA: consumers that still start never turn growth into scale-in, nor the reverse") {
  CpuAutoscaler autoscaler({.target = 0.6, .stabilization = seconds(0)});
  CHECK(autoscaler.update(kStart, cpu_of(10, 0.9)).desired == 15);
  // 10 of 15 at 1.2 of the target, 5 idle: 0.8 in the mean, but growing was the question.
  CHECK(autoscaler.update(kStart + seconds(15), cpu_of(10, 0.72)).desired == 15);
  // 10 of 15 at half the target, 5 on target: 2/3 in the mean.
  CHECK(autoscaler.update(kStart + seconds(30), cpu_of(10, 0.3)).desired == 10);
}

TEST_CASE(
    "HPA: a dip shorter than the stabilisation window takes nothing away, a longer one does") {
  CpuAutoscaler autoscaler({.target = 0.6});
  CHECK(autoscaler.update(kStart, cpu_of(10, 0.6)).desired == 10);
  for (int tick = 1; tick <= 20; ++tick) {
    const ScalingDecision held = autoscaler.update(kStart + tick * seconds(15), cpu_of(10, 0.3));
    CHECK(held.desired == 10);
    CHECK(held.reason == "stabilisation");
  }
  CHECK(autoscaler.update(kStart + seconds(315), cpu_of(10, 0.3)).desired == 5);
}

TEST_CASE("HPA: between two periods nothing is decided") {
  CpuAutoscaler autoscaler({.target = 0.6});
  CHECK(autoscaler.update(kStart, cpu_of(10, 0.6)).desired == 10);
  CHECK(autoscaler.update(kStart + seconds(14), cpu_of(10, 1)).reason == "between decisions");
  CHECK(autoscaler.update(kStart + seconds(15), cpu_of(10, 1)).desired == 17);
}

// --- by the law

// alpha 0.02, beta 0.001: N* = 31.3, X(31)/gamma = 12.25 is the most there is.
UslAutoscalerOptions printed_system_c() {
  return {.alpha = 0.02, .beta = 0.001, .gamma = {1}, .target_utilization = 1};
}

ScalingObservation load_of(int consumers, double arrival) {
  return {.consumers = consumers, .partitions = 1000, .arrival_per_second = arrival};
}

TEST_CASE("inverse USL: 12 need 25 consumers, 8 need 11, 15 cannot be served: split") {
  struct Case {
    double arrival;
    int desired;
    bool split;
  };
  for (const Case& one : {Case{12, 25, false}, Case{8, 11, false}, Case{15, 31, true}}) {
    CAPTURE(one.arrival);
    UslAutoscaler autoscaler(printed_system_c());
    const ScalingDecision decision = autoscaler.update(kStart, load_of(1, one.arrival));
    CHECK(decision.desired == one.desired);
    CHECK(decision.split_advised == one.split);
  }
}

TEST_CASE("a target utilisation leaves room: 4 at a half need what 8 need, 10 at 0.7 a split") {
  UslAutoscalerOptions half = printed_system_c();
  half.target_utilization = 0.5;
  CHECK(UslAutoscaler(half).update(kStart, load_of(1, 4)).desired == 11);
  UslAutoscalerOptions usual = printed_system_c();
  usual.target_utilization = 0.7;
  CHECK(UslAutoscaler(usual).update(kStart, load_of(1, 10)).split_advised);  // 14.3 > 12.25
}

TEST_CASE("the advice to split holds until the next decision") {
  UslAutoscaler autoscaler(printed_system_c());
  CHECK(autoscaler.update(kStart, load_of(1, 15)).split_advised);
  const ScalingDecision between = autoscaler.update(kStart + seconds(1), load_of(1, 8));
  CHECK(between.reason == "between decisions");
  CHECK(between.split_advised);
  CHECK_FALSE(autoscaler.update(kStart + seconds(15), load_of(1, 8)).split_advised);
  CHECK_FALSE(autoscaler.update(kStart + seconds(16), load_of(1, 8)).split_advised);
}

TEST_CASE("the fewest consumers: one fewer would not do, for any load up to the peak") {
  const UslAutoscalerOptions options = printed_system_c();
  const auto throughput = [&options](double n) {
    return n / (1 + options.alpha * (n - 1) + options.beta * n * (n - 1));
  };
  for (int percent = 1; percent <= 100; ++percent) {
    const double arrival = throughput(31) * percent / 100;
    UslAutoscaler autoscaler(options);
    const int n = autoscaler.update(kStart, load_of(1, arrival)).desired;
    CHECK(throughput(n) >= arrival * (1 - 1e-12));  // a load of X(31) itself is rounded
    if (n > 1) CHECK(throughput(n - 1) < arrival);
  }
}

TEST_CASE("most useful: the smallest n with n (n+1) >= (1-alpha)/beta; without crosstalk no end") {
  CHECK(UslAutoscaler(printed_system_c()).most_useful() == 31);
  CHECK(UslAutoscaler({.alpha = 0.15, .beta = 0.02}).most_useful() == 7);
  CHECK(UslAutoscaler({.alpha = 0, .beta = 0.5}).most_useful() == 1);
  CHECK(UslAutoscaler({.alpha = 1, .beta = 0}).most_useful() == 1);
  CHECK(UslAutoscaler({.alpha = 0.1, .beta = 0}).most_useful() == 1'000'000'000);
}

TEST_CASE("Amdahl: the limit gamma/alpha can be neared but not passed") {
  const ScalingLimits wide{.highest = 1'000'000, .workers_per_partition = 1000};
  // 0.99 of the limit 10: N = (1-alpha)/(gamma/X - alpha) = 0.9/(1/9.9 - 0.1) = 891.
  UslAutoscaler near({.alpha = 0.1, .gamma = {1}, .target_utilization = 1, .limits = wide});
  CHECK(near.update(kStart, load_of(1, 9.9)).desired == 891);
  UslAutoscaler past({.alpha = 0.1, .gamma = {1}, .target_utilization = 1, .limits = wide});
  CHECK(past.update(kStart, load_of(1, 10.1)).split_advised);
}

TEST_CASE("a backlog asks for more, but never past the peak and never for a split") {
  UslAutoscaler autoscaler(printed_system_c());
  ScalingObservation behind = load_of(1, 6);
  behind.backlog_events = 600;  // 2/s over 5 minutes: 8 in sum
  CHECK(autoscaler.update(kStart, behind).desired == 11);
  behind.backlog_events = 1e9;
  const ScalingDecision decision = autoscaler.update(kStart + seconds(15), behind);
  CHECK(decision.desired == 31);
  CHECK(!decision.split_advised);
  CHECK(decision.reason == "at the peak: catch-up takes longer than asked");
}

TEST_CASE("too few partitions are said to be the limit, not the law") {
  UslAutoscaler autoscaler(printed_system_c());
  ScalingObservation observed = load_of(1, 12);
  observed.partitions = 16;
  const ScalingDecision decision = autoscaler.update(kStart, observed);
  CHECK(decision.desired == 16);
  CHECK(!decision.split_advised);
  CHECK(decision.reason == "at the limit of partitions or consumers");
}

// --- KEDA

ScalingObservation backlog_of_events(int consumers, double events) {
  return {.consumers = consumers, .partitions = 24, .backlog_events = events};
}

TEST_CASE("KEDA: one consumer per threshold of lag, at most one per partition") {
  struct Case {
    double events;
    int desired;
  };
  for (const Case& one : {Case{0, 1}, Case{1000, 1}, Case{5000, 5}, Case{5001, 6}, Case{1e9, 24}}) {
    CAPTURE(one.events);
    KedaAutoscaler autoscaler({.lag_threshold = 1000});
    CHECK(autoscaler.update(kStart, backlog_of_events(1, one.events)).desired == one.desired);
  }
}

TEST_CASE("KEDA: looks only every polling interval, and holds for the stabilisation window") {
  KedaAutoscaler autoscaler({.lag_threshold = 1000});
  CHECK(autoscaler.update(kStart, backlog_of_events(1, 8000)).desired == 8);
  CHECK(autoscaler.update(kStart + seconds(29), backlog_of_events(8, 2e4)).desired == 8);
  CHECK(autoscaler.update(kStart + seconds(30), backlog_of_events(8, 8800)).desired == 8);
  CHECK(autoscaler.update(kStart + seconds(60), backlog_of_events(8, 2000)).desired == 8);
  CHECK(autoscaler.update(kStart + seconds(330), backlog_of_events(8, 2000)).desired == 8);
  CHECK(autoscaler.update(kStart + seconds(360), backlog_of_events(8, 2000)).desired == 2);
}

TEST_CASE("KEDA: to zero only where allowed, after the cooldown, and back at the first event") {
  KedaAutoscaler autoscaler({.lag_threshold = 1000, .limits = {.lowest = 0}});
  CHECK(autoscaler.update(kStart, backlog_of_events(1, 10)).desired == 1);
  CHECK(autoscaler.update(kStart + seconds(270), backlog_of_events(1, 0)).desired == 1);
  CHECK(autoscaler.update(kStart + seconds(300), backlog_of_events(1, 0)).desired == 0);
  CHECK(autoscaler.update(kStart + seconds(330), backlog_of_events(0, 0)).desired == 0);
  CHECK(autoscaler.update(kStart + seconds(360), backlog_of_events(0, 1)).desired == 1);
  KedaAutoscaler never({.lag_threshold = 1000});
  CHECK(never.update(kStart, backlog_of_events(1, 0)).desired == 1);
  CHECK(never.update(kStart + minutes(60), backlog_of_events(1, 0)).desired == 1);
}

// --- Flink

TEST_CASE("Flink: lag over catch-up, arrivals during the restart and arrivals over utilisation") {
  // 1.8e6 / 1800 s + 1000 x 300/1800 + 1000/0.7 = 1000 + 166.7 + 1428.6 = 2595.2 over 100 each.
  FlinkAutoscaler autoscaler({.divisors_only = false});
  const ScalingObservation observed{.consumers = 10,
                                    .partitions = 64,
                                    .backlog_events = 1.8e6,
                                    .arrival_per_second = 1000,
                                    .service_per_second_per_consumer = 100};
  CHECK(autoscaler.update(kStart, observed).desired == 26);
  FlinkAutoscaler divisors({});
  CHECK(divisors.update(kStart, observed).desired == 32);  // the next divisor of 64
}

TEST_CASE("Flink: where the next divisor is out of reach, the largest within it") {
  // 26 wanted of 48 places: 48 is the next divisor, 40 the highest, 24 divides.
  FlinkAutoscaler autoscaler({.limits = {.highest = 40, .workers_per_partition = 2}});
  CHECK(autoscaler
            .update(kStart, {.consumers = 10,
                             .partitions = 24,
                             .backlog_events = 1.8e6,
                             .arrival_per_second = 1000,
                             .service_per_second_per_consumer = 100})
            .desired == 24);
}

TEST_CASE("Flink: nothing happens while utilisation is within its boundary of the target") {
  for (const double arrival : {401.0, 700.0, 999.0}) {
    FlinkAutoscaler autoscaler({.scale_in_interval = seconds(0)});
    CHECK(autoscaler
              .update(kStart, {.consumers = 10,
                               .partitions = 64,
                               .arrival_per_second = arrival,
                               .service_per_second_per_consumer = 100})
              .desired == 10);
  }
  FlinkAutoscaler low({.restart = seconds(0), .scale_in_interval = seconds(0)});
  CHECK(low.update(kStart, {.consumers = 10,
                            .partitions = 64,
                            .arrival_per_second = 399,  // 5.7 consumers, the next divisor is 8
                            .service_per_second_per_consumer = 100})
            .desired == 8);
}

TEST_CASE("Flink: a dip shorter than the scale-in interval takes nothing away") {
  FlinkAutoscaler autoscaler({.restart = seconds(0)});
  ScalingObservation observed{.consumers = 16,
                              .partitions = 64,
                              .arrival_per_second = 1100,
                              .service_per_second_per_consumer = 100};
  CHECK(autoscaler.update(kStart, observed).desired == 16);
  observed.arrival_per_second = 500;
  for (int minute = 1; minute <= 60; ++minute) {
    CHECK(autoscaler.update(kStart + minutes(minute), observed).desired == 16);
  }
  CHECK(autoscaler.update(kStart + minutes(61), observed).desired == 8);
}

TEST_CASE("Flink: one decision removes at most 60 %, and none follows within the stabilisation") {
  FlinkAutoscaler autoscaler(
      {.restart = seconds(0), .scale_in_interval = seconds(0), .divisors_only = false});
  ScalingObservation observed{.consumers = 20,
                              .partitions = 64,
                              .arrival_per_second = 70,
                              .service_per_second_per_consumer = 100};
  CHECK(autoscaler.update(kStart, observed).desired == 8);
  const ScalingDecision waiting = autoscaler.update(kStart + minutes(4), observed);
  CHECK(waiting.desired == 8);
  CHECK(waiting.reason == "stabilisation");
  CHECK(autoscaler.update(kStart + minutes(5), observed).desired == 4);  // 3.2 and up
}

// alpha 0.02, beta 0.001, seen at 10, 20 and 30, now at 20 and wanting 30 % more.
TEST_CASE("past the peak: Flink's corrected linear rule asks for 42, the law says split") {
  const auto throughput = [](double n) { return n / (1 + 0.02 * (n - 1) + 0.001 * n * (n - 1)); };
  const std::vector<ScalingRecord> seen = {
      {10, throughput(10)}, {20, throughput(20)}, {30, throughput(30)}};
  CHECK(observed_scaling_coefficient(seen) == doctest::Approx(0.62));
  CHECK(observed_scaling_coefficient({seen.data(), 2}) == 1);

  FlinkAutoscaler flink({.target_utilization = 1,
                         .utilization_boundary = 0,
                         .catch_up = seconds(0),
                         .stabilization = seconds(0),
                         .scale_in_interval = seconds(0),
                         .divisors_only = false,
                         .observed_scalability = true});
  int consumers = 10;
  int minute = 0;
  const auto ask = [&](double capacity) {
    const ScalingDecision decision =
        flink.update(kStart + minutes(minute++),
                     {.consumers = consumers,
                      .partitions = 1000,
                      .arrival_per_second = capacity,
                      .service_per_second_per_consumer = throughput(consumers) / consumers});
    consumers = decision.desired;
    return consumers;
  };
  CHECK(ask(20 * throughput(10) / 10) == 20);
  CHECK(ask(30 * throughput(20) / 20) == 30);
  CHECK(ask(20 * throughput(30) / 30) == 20);
  const double wanted = 1.3 * throughput(20);
  CHECK(ask(wanted) == 42);
  CHECK(throughput(42) < throughput(30));  // 11.86 against 12.24

  UslAutoscaler usl(printed_system_c());
  const ScalingDecision decision = usl.update(kStart, load_of(20, wanted));
  CHECK(decision.desired == 31);
  CHECK(decision.split_advised);
  CHECK(decision.reason == "no number of consumers serves this load: split into cells");
}

}  // namespace
}  // namespace uslkit
