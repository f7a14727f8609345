#include "pipeline/store/lmdb_store.h"

#include "base/check.h"
#include "pipeline/store/lmdb_partition.h"
#include "pipeline/store/partition_set.h"

namespace uslkit {

void LmdbStoreOptions::check() const {
  USLKIT_CHECK(!directory.empty());
  USLKIT_CHECK(partitions >= 1);
  USLKIT_CHECK(checkpoint_events >= 1);
  USLKIT_CHECK(first_map.count >= 64 << 10);
  USLKIT_CHECK(largest_map.count >= first_map.count);
  USLKIT_CHECK(hash != nullptr);
  window.check();
}

std::unique_ptr<StateStore> open_lmdb_store(const LmdbStoreOptions& options) {
  options.check();
  return std::make_unique<PartitionSet>(
      options.directory, options.partitions,
      [options](int partition) { return std::make_unique<LmdbPartition>(options, partition); });
}

}  // namespace uslkit
