// Cells: complete, shared-nothing copies of the stack, and the router in front of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"

namespace uslkit {

struct CellsSpec {
  std::string note{};
  std::int64_t count = 1;
  std::vector<double> shares{};  // of the traffic, one per cell; empty: equal
  bool failover = true;          // a lost cell's tenants move to the others
  Duration failover_detection = std::chrono::seconds(10);
  // Only for `coordination`: a shared router that stops every cell for so long at each request.
  std::optional<Duration> router_pause{};
};

}  // namespace uslkit
