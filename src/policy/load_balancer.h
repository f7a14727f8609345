// LoadBalancer: which node gets the next request, by any of the rules of this room.
//
// Life of a request: pick, then on_start when it is sent, then on_finish once with its latency.
// pick answers kNoNode when no node is healthy. Not thread-safe.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "base/time_point.h"
#include "policy/latency_aware_balancer.h"
#include "policy/least_connections_balancer.h"
#include "policy/power_of_two_balancer.h"
#include "policy/round_robin_balancer.h"
#include "policy/weighted_balancer.h"

namespace uslkit {

struct LoadBalancerOptions {
  enum class Kind : std::uint8_t {
    round_robin,
    weighted,
    least_connections,
    power_of_two,
    latency_aware
  };

  Kind kind = Kind::round_robin;
  std::uint32_t nodes = 1;                    // >= 1
  std::vector<double> weights{};              // weighted: one per node, > 0; empty: all equal
  Duration decay = std::chrono::seconds(10);  // latency aware: memory of a node's latency
};

class LoadBalancer {
 public:
  explicit LoadBalancer(const LoadBalancerOptions& options);

  // `bits` is uniform over 64 bits; only the last two rules use it.
  [[nodiscard]] std::uint32_t pick(TimePoint now, std::uint64_t bits) {
    return std::visit([now, bits](auto& rule) { return rule.pick(now, bits); }, rule_);
  }
  void on_start(std::uint32_t node, TimePoint now) {
    std::visit([node, now](auto& rule) { rule.on_start(node, now); }, rule_);
  }
  void on_finish(std::uint32_t node, TimePoint now, Duration latency) {
    std::visit([node, now, latency](auto& rule) { rule.on_finish(node, now, latency); }, rule_);
  }
  void set_healthy(std::uint32_t node, bool healthy) {
    std::visit([node, healthy](auto& rule) { rule.set_healthy(node, healthy); }, rule_);
  }
  [[nodiscard]] const NodeSet& nodes() const {
    return std::visit([](const auto& rule) -> const NodeSet& { return rule.nodes(); }, rule_);
  }

 private:
  using Rule = std::variant<RoundRobinBalancer, WeightedBalancer, LeastConnectionsBalancer,
                            PowerOfTwoBalancer, LatencyAwareBalancer>;
  static Rule make_rule(const LoadBalancerOptions& options);

  Rule rule_;
};

}  // namespace uslkit
