#include "policy/hash_partitioner.h"

#include "base/check.h"

namespace uslkit {

void HashPartitionerOptions::check() const { USLKIT_CHECK(partitions >= 1); }

HashPartitioner::HashPartitioner(const HashPartitionerOptions& options)
    : partitions_(options.partitions) {
  options.check();
}

}  // namespace uslkit
