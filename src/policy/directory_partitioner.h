// DirectoryPartitioner: a table says where a key lives; keys not in the table are hashed.
//
// The way to give a hot tenant a partition of its own. Immutable: safe to share. Cost: one binary
// search over the entries.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "policy/hash_partitioner.h"

namespace uslkit {

struct DirectoryPartitionerOptions {
  struct Entry {
    std::uint64_t key = 0;
    std::uint32_t partition = 0;  // < partitions
  };

  std::uint32_t partitions = 1;  // >= 1
  std::vector<Entry> entries{};  // in any order, each key once

  void check() const;
};

class DirectoryPartitioner {
 public:
  explicit DirectoryPartitioner(const DirectoryPartitionerOptions& options);

  [[nodiscard]] std::uint32_t route(std::uint64_t key) const {
    const std::vector<Entry>::const_iterator found =
        std::lower_bound(entries_.begin(), entries_.end(), key,
                         [](const Entry& entry, std::uint64_t k) { return entry.key < k; });
    if (found != entries_.end() && found->key == key) return found->partition;
    return others_.route(key);
  }
  [[nodiscard]] std::uint32_t partitions() const { return others_.partitions(); }

 private:
  using Entry = DirectoryPartitionerOptions::Entry;

  std::vector<Entry> entries_;  // by key
  HashPartitioner others_;
};

}  // namespace uslkit
