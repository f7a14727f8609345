// GeoPartitioner: a key's region decides the group of partitions, its hash the partition within.
//
// Keeps data where its users or its laws are. A large region makes hot partitions unless its group
// is large too. Immutable: safe to share. Cost: two divisions.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/key_hash.h"

namespace uslkit {

struct GeoPartitionerOptions {
  std::uint32_t partitions = 1;  // >= regions
  std::uint32_t regions = 1;     // >= 1
  // Partitions of each region, each >= 1, `partitions` in sum; empty: as equal as they can be.
  std::vector<std::uint32_t> group_sizes{};

  void check() const;
};

class GeoPartitioner {
 public:
  explicit GeoPartitioner(const GeoPartitionerOptions& options);

  // Where nobody knows better, a key's region is key mod regions.
  [[nodiscard]] std::uint32_t route(std::uint64_t key) const {
    return route(key, static_cast<std::uint32_t>(key % (first_.size() - 1)));
  }
  [[nodiscard]] std::uint32_t route(std::uint64_t key, std::uint32_t region) const {
    const std::uint32_t size = first_[region + 1] - first_[region];
    return first_[region] + static_cast<std::uint32_t>(key_hash(key) % size);
  }
  [[nodiscard]] std::uint32_t partitions() const { return first_.back(); }

 private:
  std::vector<std::uint32_t> first_;  // partition of each region's group, then the end
};

}  // namespace uslkit
