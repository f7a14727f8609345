// The shared partitioner as a scenario's log describes it, for simulator and pipeline alike.
#pragma once

#include <cstddef>

#include "policy/partitioner.h"
#include "scenario/event_log.h"

namespace uslkit {

// `tenants`: how many keys there are, 0 .. tenants-1.
[[nodiscard]] PartitionerOptions partitioner_options(const LogSpec& log, std::size_t tenants);

}  // namespace uslkit
