#include "model/machine_repairman.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

ClosedLoopMeans solve(const MachineRepairman& loop) {
  USLKIT_CHECK(loop.users >= 0);
  USLKIT_CHECK(loop.think_time >= 0.0);
  USLKIT_CHECK(std::isfinite(loop.think_time));
  USLKIT_CHECK(loop.service_time > 0.0);
  USLKIT_CHECK(std::isfinite(loop.service_time));
  ClosedLoopMeans means{.latency = loop.service_time};
  for (std::int64_t users = 1; users <= loop.users; ++users) {
    means.latency = loop.service_time * (1.0 + means.number_waiting);
    means.throughput = static_cast<double>(users) / (means.latency + loop.think_time);
    means.number_waiting = means.throughput * means.latency;
  }
  means.utilisation = means.throughput * loop.service_time;
  return means;
}

AsymptoticBounds asymptotic_bounds(const ClosedNetworkDemands& network) {
  USLKIT_CHECK(network.users >= 1.0);
  USLKIT_CHECK(network.think_time >= 0.0);
  USLKIT_CHECK(network.largest_demand > 0.0);
  USLKIT_CHECK(network.largest_demand <= network.total_demand);
  const double users = network.users;
  const double cycle = network.think_time + network.total_demand;
  return {.throughput_lower = users / (network.think_time + users * network.total_demand),
          .throughput_upper = std::min(1.0 / network.largest_demand, users / cycle),
          .latency_lower =
              std::max(network.total_demand, users * network.largest_demand - network.think_time),
          .latency_upper = users * network.total_demand,
          .saturation_concurrency = cycle / network.largest_demand};
}

}  // namespace uslkit
