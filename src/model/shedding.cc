#include "model/shedding.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "base/check.h"

namespace uslkit {

double shed_probability(double arrival_rate, double capacity) {
  USLKIT_CHECK(arrival_rate >= 0.0);
  USLKIT_CHECK(capacity >= 0.0);
  if (arrival_rate <= capacity) return 0.0;
  return 1.0 - capacity / arrival_rate;
}

ShedPlan shed_by_priority(const std::vector<SheddableClass>& classes, double capacity) {
  USLKIT_CHECK(capacity >= 0.0);
  double total = 0.0;
  for (const SheddableClass& service_class : classes) {
    USLKIT_CHECK(service_class.arrival_rate >= 0.0);
    total += service_class.arrival_rate;
  }
  ShedPlan plan{.shed_shares = std::vector<double>(classes.size(), 0.0),
                .unserved_rate = std::max(0.0, total - capacity)};
  for (std::size_t i = classes.size(); i-- > 0 && plan.unserved_rate > 0.0;) {
    if (!classes[i].may_be_shed || classes[i].arrival_rate == 0.0) continue;
    const double shed = std::min(classes[i].arrival_rate, plan.unserved_rate);
    plan.shed_shares[i] = shed / classes[i].arrival_rate;
    plan.unserved_rate -= shed;
  }
  return plan;
}

double most_admitted(const TokenBucketLimits& bucket, double interval) {
  USLKIT_CHECK(bucket.rate >= 0.0);
  USLKIT_CHECK(bucket.burst >= 0.0);
  USLKIT_CHECK(interval >= 0.0);
  return bucket.burst + bucket.rate * interval;
}

double time_to_empty(const TokenBucketLimits& bucket, double arrival_rate) {
  USLKIT_CHECK(bucket.rate >= 0.0);
  USLKIT_CHECK(bucket.burst >= 0.0);
  if (arrival_rate <= bucket.rate) return std::numeric_limits<double>::infinity();
  return bucket.burst / (arrival_rate - bucket.rate);
}

}  // namespace uslkit
