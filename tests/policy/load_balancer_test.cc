#include "policy/load_balancer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = LoadBalancerOptions::Kind;

constexpr TimePoint kStart{};
constexpr std::initializer_list<Kind> kAllKinds = {Kind::round_robin, Kind::weighted,
                                                   Kind::least_connections, Kind::power_of_two,
                                                   Kind::latency_aware};

TEST_CASE("round robin reaches each of k healthy nodes once in any k picks") {
  LoadBalancer balancer({.kind = Kind::round_robin, .nodes = 5});
  balancer.set_healthy(2, false);
  for (int round = 0; round < 3; ++round) {
    std::vector<int> counts(5);
    for (int i = 0; i < 4; ++i) ++counts[balancer.pick(kStart, 0)];
    CHECK(counts == std::vector<int>{1, 1, 0, 1, 1});
  }
}

TEST_CASE("smooth weighted round robin gives 5, 1, 1 as a a b a c a a, each round anew") {
  LoadBalancer balancer({.kind = Kind::weighted, .nodes = 3, .weights = {5, 1, 1}});
  for (int round = 0; round < 3; ++round) {
    std::string order;
    for (int i = 0; i < 7; ++i) order += static_cast<char>('a' + balancer.pick(kStart, 0));
    CHECK(order == "aabacaa");
  }
}

TEST_CASE("a round of smooth weighted picks gives each node its weight exactly") {
  const std::vector<double> weights = {7, 3, 11, 1, 2};
  LoadBalancer balancer({.kind = Kind::weighted, .nodes = 5, .weights = weights});
  std::vector<double> counts(5);
  for (int i = 0; i < 24; ++i) counts[balancer.pick(kStart, 0)] += 1;
  CHECK(counts == weights);
  for (int i = 0; i < 5; ++i) CHECK(balancer.pick(kStart, 0) != kNoNode);
  balancer.set_healthy(2, false);  // in the middle of a round: a fresh start among the others
  std::fill(counts.begin(), counts.end(), 0.0);
  for (int i = 0; i < 13; ++i) counts[balancer.pick(kStart, 0)] += 1;
  CHECK(counts == std::vector<double>{7, 3, 0, 1, 2});
  // What is no news does not disturb the round.
  std::fill(counts.begin(), counts.end(), 0.0);
  for (int i = 0; i < 13; ++i) {
    balancer.set_healthy(0, true);
    counts[balancer.pick(kStart, 0)] += 1;
  }
  CHECK(counts == std::vector<double>{7, 3, 0, 1, 2});
}

// Starts at what the rule picks and finishes at random nodes; calls look(node, balancer) after each
// pick, before the start.
template <typename Look>
void run_at_random(LoadBalancer& balancer, std::uint64_t seed, const Look& look) {
  Random random(seed, "balancer test");
  std::vector<std::uint32_t> open;
  TimePoint now = kStart;
  for (int i = 0; i < 20'000; ++i) {
    now += milliseconds(1);
    if (random.index(2) == 0 && !open.empty()) {
      const std::size_t which = random.index(open.size());
      balancer.on_finish(open[which], now, milliseconds(1 + random.index(20)));
      open[which] = open.back();
      open.pop_back();
      continue;
    }
    if (i % 50 == 0) {
      const std::uint32_t node = static_cast<std::uint32_t>(random.index(6));
      balancer.set_healthy(node, random.index(2) == 0);
    }
    const std::uint32_t node = balancer.pick(now, random.next_u64());
    look(node, balancer);
    if (node == kNoNode) continue;
    balancer.on_start(node, now);
    open.push_back(node);
  }
}

bool is_healthy(const LoadBalancer& balancer, std::uint32_t node) {
  const std::vector<std::uint32_t>& healthy = balancer.nodes().healthy();
  return std::find(healthy.begin(), healthy.end(), node) != healthy.end();
}

TEST_CASE("no rule ever picks an unhealthy node, and none picks nobody while one is healthy") {
  for (const Kind kind : kAllKinds) {
    LoadBalancer balancer({.kind = kind, .nodes = 6});
    run_at_random(balancer, 1, [](std::uint32_t node, const LoadBalancer& seen) {
      if (node == kNoNode) {
        CHECK(seen.nodes().healthy().empty());
      } else {
        CHECK(is_healthy(seen, node));
      }
    });
  }
}

TEST_CASE("least connections never picks a busier node than the least busy healthy one") {
  LoadBalancer balancer({.kind = Kind::least_connections, .nodes = 6});
  run_at_random(balancer, 2, [](std::uint32_t node, const LoadBalancer& seen) {
    for (const std::uint32_t other : seen.nodes().healthy()) {
      CHECK(seen.nodes().in_flight(node) <= seen.nodes().in_flight(other));
    }
  });
}

TEST_CASE("equally busy nodes take turns under least connections") {
  LoadBalancer balancer({.kind = Kind::least_connections, .nodes = 4});
  std::vector<int> counts(4);
  for (int i = 0; i < 40; ++i) ++counts[balancer.pick(kStart, 0)];
  CHECK(counts == std::vector<int>{10, 10, 10, 10});
}

// n requests that never end, over n nodes: the fullest node above the mean.
std::int64_t largest_excess(Kind kind, std::uint32_t nodes, std::uint64_t seed) {
  LoadBalancer balancer({.kind = kind, .nodes = nodes});
  Random random(seed, "balls in bins");
  std::int64_t largest = 0;
  for (std::uint32_t i = 0; i < nodes; ++i) {
    const std::uint32_t node = balancer.pick(kStart, random.next_u64());
    balancer.on_start(node, kStart);
    largest = std::max(largest, balancer.nodes().in_flight(node));
  }
  return largest - 1;
}

TEST_CASE(
    "two choices leave at most ln ln n / ln 2 + 1 above the mean, where one leaves far more") {
  constexpr std::uint32_t kNodes = 10'000;
  const double bound = std::log(std::log(double{kNodes})) / std::log(2.0) + 1;  // 4.2
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const std::int64_t excess = largest_excess(Kind::power_of_two, kNodes, seed);
    CHECK(static_cast<double>(excess) <= bound);
    CHECK(excess >= 1);  // it is chance, not a count
  }
  Random random(4, "one choice");
  std::vector<std::int64_t> one_choice(kNodes);
  for (std::uint32_t i = 0; i < kNodes; ++i) ++one_choice[random.index(kNodes)];
  CHECK(static_cast<double>(*std::max_element(one_choice.begin(), one_choice.end()) - 1) > bound);
}

TEST_CASE("two draws are never the same node while two are healthy, and every pair is as likely") {
  NodeSet nodes(4);
  nodes.set_healthy(1, false);
  Random random(5, "pairs");
  std::vector<double> pairs(16);
  constexpr int kDraws = 60'000;
  for (int i = 0; i < kDraws; ++i) {
    const NodePair pair = two_healthy(nodes, random.next_u64());
    pairs[pair.first * 4 + pair.second] += 1;
  }
  for (const std::uint32_t first : {0U, 2U, 3U}) {
    for (const std::uint32_t second : {0U, 2U, 3U}) {
      const double expected = first == second ? 0 : kDraws / 6.0;
      CHECK(std::abs(pairs[first * 4 + second] - expected) < (first == second ? 0.5 : 4 * 92));
    }
  }
}

TEST_CASE(
    "latency-aware: of two idle nodes always the faster, until time has forgiven the slower") {
  LatencyAwareBalancer balancer({.nodes = 2, .decay = seconds(10)});
  for (const std::uint32_t node : {0U, 1U}) {
    balancer.on_start(node, kStart);
    balancer.on_finish(node, kStart, node == 0 ? milliseconds(10) : milliseconds(100));
  }
  Random random(6, "latency");
  for (int i = 0; i < 100; ++i) CHECK(balancer.pick(kStart, random.next_u64()) == 0);
  // 11 requests in flight on the fast one: (11 + 1) x 10 ms > 100 ms.
  for (int i = 0; i < 11; ++i) balancer.on_start(0, kStart);
  CHECK(balancer.pick(kStart, random.next_u64()) == 1);
  for (int i = 0; i < 11; ++i) balancer.on_finish(0, kStart, milliseconds(10));
  // 100 ms x e^(-t/10 s) falls below the 10 ms of fresh answers at t = 23.03 s.
  const TimePoint before = kStart + seconds(23);
  const TimePoint after = kStart + milliseconds(23'100);
  for (const TimePoint now : {before, after}) {
    balancer.on_start(0, now);
    balancer.on_finish(0, now, milliseconds(10));
    CHECK(balancer.pick(now, random.next_u64()) == (now == before ? 0 : 1));
  }
}

TEST_CASE("a peak counts at once, and comes down by the share of time that passed") {
  LatencyAwareBalancer balancer({.nodes = 1, .decay = seconds(1)});
  TimePoint now = kStart;
  const auto answer = [&](Duration latency) {
    balancer.on_start(0, now);
    balancer.on_finish(0, now, latency);
  };
  answer(milliseconds(10));
  answer(milliseconds(500));
  CHECK(balancer.expected_wait(0, now) == doctest::Approx(0.5));
  now += seconds(1);
  answer(milliseconds(10));
  const double left = std::exp(-1.0);
  CHECK(balancer.expected_wait(0, now) == doctest::Approx(0.5 * left + 0.01 * (1 - left)));
}

TEST_CASE("a node that never answered is tried first, with one request at a time") {
  LatencyAwareBalancer balancer({.nodes = 2});
  balancer.on_start(0, kStart);
  balancer.on_finish(0, kStart, milliseconds(1));
  CHECK(balancer.pick(kStart, 0) == 1);
  balancer.on_start(1, kStart);
  CHECK(balancer.pick(kStart, 0) == 0);
}

}  // namespace
}  // namespace uslkit
