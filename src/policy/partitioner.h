// Partitioner: which partition a key belongs to, by any of the rules of this room.
//
// Not thread-safe while resized; otherwise safe to share.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "policy/directory_partitioner.h"
#include "policy/geo_partitioner.h"
#include "policy/hash_partitioner.h"
#include "policy/hash_ring.h"
#include "policy/range_partitioner.h"

namespace uslkit {

struct PartitionerOptions {
  enum class Kind : std::uint8_t { hash, range, directory, ring, geography };

  Kind kind = Kind::hash;
  std::uint32_t partitions = 1;       // >= 1
  std::uint64_t keys = 1;             // range: keys are 0 .. keys-1, cut evenly
  std::uint32_t virtual_nodes = 100;  // ring: points per partition
  std::uint64_t seed = 0;             // ring: placement of the points
  std::uint32_t regions = 1;          // geography: region of a key is key mod regions
  std::vector<DirectoryPartitionerOptions::Entry> directory{};  // directory: keys placed by hand
};

class Partitioner {
 public:
  explicit Partitioner(const PartitionerOptions& options);

  [[nodiscard]] std::uint32_t route(std::uint64_t key) const {
    return std::visit([key](const auto& rule) { return rule.route(key); }, rule_);
  }

  // The same rule over another number of partitions.
  void resize(std::uint32_t partitions);

  [[nodiscard]] std::uint32_t partitions() const { return options_.partitions; }

 private:
  using Rule = std::variant<HashPartitioner, RangePartitioner, DirectoryPartitioner, HashRing,
                            GeoPartitioner>;
  static Rule make_rule(const PartitionerOptions& options);

  PartitionerOptions options_;
  Rule rule_;
};

}  // namespace uslkit
