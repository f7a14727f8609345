#include "policy/geo_partitioner.h"

#include <numeric>

#include "base/check.h"

namespace uslkit {

void GeoPartitionerOptions::check() const {
  USLKIT_CHECK(regions >= 1);
  USLKIT_CHECK(partitions >= regions);
  if (group_sizes.empty()) return;
  USLKIT_CHECK(group_sizes.size() == regions);
  for (const std::uint32_t size : group_sizes) USLKIT_CHECK(size >= 1);
  USLKIT_CHECK(std::accumulate(group_sizes.begin(), group_sizes.end(), std::uint64_t{0}) ==
               partitions);
}

GeoPartitioner::GeoPartitioner(const GeoPartitionerOptions& options) {
  options.check();
  const std::uint32_t size = options.partitions / options.regions;
  const std::uint32_t larger = options.partitions % options.regions;
  first_.push_back(0);
  for (std::uint32_t region = 0; region < options.regions; ++region) {
    const std::uint32_t equal_size = size + (region < larger ? 1 : 0);
    first_.push_back(first_.back() +
                     (options.group_sizes.empty() ? equal_size : options.group_sizes[region]));
  }
}

}  // namespace uslkit
