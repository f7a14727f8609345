// Scenarios for the tests of the load generator: "orders" (100 tenants) and "clicks" (none), which
// arrive evenly spaced; 4 partitions.
#pragma once

#include "scenario/scenario.h"

namespace uslkit {

[[nodiscard]] inline TrafficClass load_class(std::string name, double rate) {
  TrafficClass result;
  result.name = std::move(name);
  result.rate = RateProfile{ConstantRate{Rate{rate}}};
  result.arrivals = DeterministicArrivals{};
  result.size = Bytes{300};
  return result;
}

[[nodiscard]] inline Scenario load_scenario(double orders, double clicks, Duration duration) {
  Scenario scenario;
  scenario.duration = duration;
  scenario.control_interval = std::chrono::milliseconds(50);
  TrafficClass first = load_class("orders", orders);
  first.tenants = UniformTenants{.count = 100};
  scenario.traffic.classes.push_back(first);
  if (clicks > 0) {
    TrafficClass second = load_class("clicks", clicks);
    second.priority = 2;
    second.durability = Durability::leader;
    scenario.traffic.classes.push_back(second);
  }
  scenario.log = LogSpec{.partitions = 4};
  return scenario;
}

}  // namespace uslkit
