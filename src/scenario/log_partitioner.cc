#include "scenario/log_partitioner.h"

namespace uslkit {

PartitionerOptions partitioner_options(const LogSpec& log, std::size_t tenants) {
  PartitionerOptions options;
  options.kind = static_cast<PartitionerOptions::Kind>(log.partitioner.by);
  options.partitions = static_cast<std::uint32_t>(log.partitions);
  options.keys = tenants;
  options.virtual_nodes = static_cast<std::uint32_t>(log.partitioner.virtual_nodes);
  options.regions = static_cast<std::uint32_t>(log.partitioner.regions);
  for (const DirectoryEntry& entry : log.partitioner.directory) {
    options.directory.push_back({.key = static_cast<std::uint64_t>(entry.tenant),
                                 .partition = static_cast<std::uint32_t>(entry.partition)});
  }
  return options;
}
static_assert(static_cast<int>(PartitionerKind::geography) ==
              static_cast<int>(PartitionerOptions::Kind::geography));

}  // namespace uslkit
