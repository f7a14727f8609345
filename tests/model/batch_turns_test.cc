#include "model/batch_turns.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

// One consumer, k partitions of Poisson events served in turn, simulated event by event.
double simulated_p99(const BatchTurns& turns, std::uint64_t seed) {
  const std::size_t partitions = static_cast<std::size_t>(turns.partitions);
  const double rate = turns.arrival_rate / turns.partitions;
  std::vector<Random> chance;
  std::vector<double> next;
  for (std::size_t p = 0; p < partitions; ++p) {
    chance.emplace_back(seed, p);
    next.push_back(-std::log(1.0 - chance.back().uniform()) / rate);
  }
  constexpr std::size_t kEvents = 400'000;
  std::vector<double> latencies;
  std::size_t turn = 0;
  for (double now = 0.0; latencies.size() < kEvents;) {
    std::size_t looked_at = 0;
    while (looked_at < partitions && next[(turn + looked_at) % partitions] > now) ++looked_at;
    if (looked_at == partitions) {
      now = *std::min_element(next.begin(), next.end());
      continue;
    }
    const std::size_t partition = (turn + looked_at) % partitions;
    std::vector<double> batch;
    for (; next[partition] <= now;
         next[partition] += -std::log(1.0 - chance[partition].uniform()) / rate) {
      batch.push_back(next[partition]);
    }
    now += turns.batch_overhead + turns.time_per_event * static_cast<double>(batch.size());
    for (const double arrival : batch) latencies.push_back(now - arrival);
    turn = partition + 1;
  }
  std::nth_element(latencies.begin(), latencies.begin() + kEvents * 99 / 100, latencies.end());
  return latencies[kEvents * 99 / 100];
}

TEST_CASE("the p99 of turns is within 4 % of simulation down to four events a batch") {
  // t0 in ms, t1 in ms, load lambda t1, partitions: batches of 4 to 500 events.
  struct Case {
    double overhead, per_event, load, partitions;
  };
  for (const Case& each : {Case{10, 0.9, 0.27, 1}, Case{10, 0.9, 0.585, 1}, Case{10, 0.9, 0.585, 2},
                           Case{10, 0.9, 0.7, 3}, Case{5, 0.4, 0.24, 2}, Case{5, 0.4, 0.68, 1},
                           Case{10, 0.01, 0.325, 1}, Case{10, 0.01, 0.325, 3}}) {
    const BatchTurns turns{.arrival_rate = each.load / each.per_event,
                           .batch_overhead = each.overhead,
                           .time_per_event = each.per_event,
                           .partitions = each.partitions};
    const double p99 = batch_turns_quantile(turns, {});
    const double found = simulated_p99(turns, 20);
    CAPTURE(each.overhead);
    CAPTURE(each.load);
    CAPTURE(each.partitions);
    CHECK(p99 / found - 1.0 < 0.01);
    CHECK(p99 / found - 1.0 > -0.04);
  }
}

TEST_CASE("the quantile of turns is where their survival is 1 %, and the bounds agree with it") {
  for (const double load : {0.01, 0.3, 0.6, 0.9, 0.99}) {
    for (const double partitions : {1.0, 2.0, 7.0}) {
      for (const double per_event : {0.001, 0.1, 3.0}) {
        const BatchTurns turns{.arrival_rate = load / per_event,
                               .batch_overhead = 10.0,
                               .time_per_event = per_event,
                               .partitions = partitions};
        const double p99 = batch_turns_quantile(turns, {.other_delay = 0.0});
        // The quantile leaves out the lower end of the uniform wait, which weighs little.
        CHECK(batch_turns_survival(turns, p99) == doctest::Approx(0.01).epsilon(0.02));
        double before = 1.0;
        for (double time = 0.5 * p99; time < 2.0 * p99; time *= 1.01) {
          const double survival = batch_turns_survival(turns, time);
          CHECK(survival <= before);
          CHECK(batch_turns_p99_within(turns, time) == (survival <= 0.01));
          before = survival;
        }
      }
    }
  }
}

TEST_CASE("large batches of one partition have the fluid quantile") {
  const BatchConsumer consumer{.arrival_rate = 3.0e4,
                               .batch_overhead = 10.0,
                               .time_per_event = 1e-5,
                               .largest_batch = 10'000'000};
  const BatchTurns turns{.arrival_rate = 3.0e4, .batch_overhead = 10.0, .time_per_event = 1e-5};
  const BatchLatencyQuestion question{.probability = 0.99, .other_delay = 5.5};
  CHECK(batch_turns_quantile(turns, question) ==
        doctest::Approx(batch_latency_quantile(consumer, question)).epsilon(1e-3));
}

}  // namespace
}  // namespace uslkit
