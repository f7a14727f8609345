// RangePartitioner: each partition owns an interval of keys.
//
// Good for scans; prone to hot spots, as keys that grow with time all meet the last partition.
// Immutable: safe to share. Cost: one binary search over the partitions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace uslkit {

struct RangePartitionerOptions {
  std::uint32_t partitions = 1;  // >= 1
  // Keys are 0 .. keys-1, cut into intervals of equal length (a longer one first where it does not
  // divide). Keys beyond belong to the last partition. >= 1.
  std::uint64_t keys = 1;
  // Where the intervals are cut by hand: the first key of partitions 1, 2, ..., strictly rising.
  // One fewer than partitions, or none for the equal cut.
  std::vector<std::uint64_t> first_keys{};

  void check() const;
};

class RangePartitioner {
 public:
  explicit RangePartitioner(const RangePartitionerOptions& options);

  [[nodiscard]] std::uint32_t route(std::uint64_t key) const {
    return static_cast<std::uint32_t>(
        std::upper_bound(first_keys_.begin(), first_keys_.end(), key) - first_keys_.begin());
  }
  [[nodiscard]] std::uint32_t partitions() const {
    return static_cast<std::uint32_t>(first_keys_.size()) + 1;
  }

 private:
  std::vector<std::uint64_t> first_keys_;  // of partitions 1, 2, ...
};

}  // namespace uslkit
