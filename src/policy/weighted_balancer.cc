#include "policy/weighted_balancer.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

void WeightedBalancerOptions::check() const {
  USLKIT_CHECK(!weights.empty());
  for (const double weight : weights) {
    USLKIT_CHECK(weight > 0);
    USLKIT_CHECK(std::isfinite(weight));
  }
}

WeightedBalancer::WeightedBalancer(const WeightedBalancerOptions& options)
    : nodes_(static_cast<std::uint32_t>(options.weights.size())),
      weights_(options.weights),
      credits_(options.weights.size()) {
  options.check();
}

void WeightedBalancer::set_healthy(std::uint32_t node, bool healthy) {
  if (nodes_.set_healthy(node, healthy)) std::fill(credits_.begin(), credits_.end(), 0.0);
}

}  // namespace uslkit
