// HashPartitioner: hash(key) modulo the number of partitions.
//
// Even for many equal keys; the price is a change of the number of partitions: from N to N+1 the
// share N/(N+1) of all keys moves (the ACM paper prints "N - 1/N"), where a HashRing moves 1/(N+1).
// One hot key still makes one hot partition. Immutable: safe to share. Cost: about 4 ns.
#pragma once

#include <cstdint>

#include "policy/key_hash.h"

namespace uslkit {

struct HashPartitionerOptions {
  std::uint32_t partitions = 1;  // >= 1

  void check() const;
};

class HashPartitioner {
 public:
  explicit HashPartitioner(const HashPartitionerOptions& options);

  [[nodiscard]] std::uint32_t route(std::uint64_t key) const {
    return static_cast<std::uint32_t>(key_hash(key) % partitions_);
  }
  [[nodiscard]] std::uint32_t partitions() const { return partitions_; }

 private:
  std::uint32_t partitions_;
};

}  // namespace uslkit
