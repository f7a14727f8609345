#include "policy/load_balancer.h"

#include "base/check.h"

namespace uslkit {

LoadBalancer::LoadBalancer(const LoadBalancerOptions& options) : rule_(make_rule(options)) {}

LoadBalancer::Rule LoadBalancer::make_rule(const LoadBalancerOptions& options) {
  using Kind = LoadBalancerOptions::Kind;
  switch (options.kind) {
    case Kind::round_robin:
      return RoundRobinBalancer({.nodes = options.nodes});
    case Kind::weighted: {
      if (options.weights.empty()) {
        return WeightedBalancer({.weights = std::vector<double>(options.nodes, 1.0)});
      }
      USLKIT_CHECK(options.weights.size() == options.nodes);
      return WeightedBalancer({.weights = options.weights});
    }
    case Kind::least_connections:
      return LeastConnectionsBalancer({.nodes = options.nodes});
    case Kind::power_of_two:
      return PowerOfTwoBalancer({.nodes = options.nodes});
    case Kind::latency_aware:
      return LatencyAwareBalancer({.nodes = options.nodes, .decay = options.decay});
  }
  USLKIT_CHECK(false);
  return RoundRobinBalancer({});
}

}  // namespace uslkit
