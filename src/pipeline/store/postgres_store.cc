#include "pipeline/store/postgres_store.h"

#include "pipeline/store/partition_set.h"
#include "pipeline/store/postgres_partition.h"

namespace uslkit {

std::unique_ptr<StateStore> open_postgres_store(const PostgresStoreOptions& options) {
  options.check();
  return std::make_unique<PartitionSet>("PostgreSQL", options.partitions, [options](int partition) {
    return std::make_unique<PostgresPartition>(options, partition);
  });
}

}  // namespace uslkit
