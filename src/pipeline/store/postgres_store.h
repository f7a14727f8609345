// open_postgres_store: the StateStore in a PostgreSQL database, one connection per partition.
//
// The primary key of the table of ids decides what is a repeat. Whoever opens a partition takes it
// over: the row of the partition carries an epoch that each owner raises, and every transaction of
// an earlier owner finds it raised and stops (fenced). So a consumer that was believed dead cannot
// write any more.
#pragma once

#include <memory>
#include <string>

#include "pipeline/store/lmdb_store.h"
#include "pipeline/store/state_store.h"

namespace uslkit {

struct PostgresStoreOptions {
  std::string url{};              // postgresql://... or key=value pairs, as libpq takes them
  std::string schema = "uslkit";  // created if missing
  int partitions = 1;
  // os: synchronous_commit off. A server that stops may lose the last batches, whole ones and with
  // their offsets, so the consumer reads them again.
  StoreDurability durability = StoreDurability::fsync;
  DedupWindowOptions window{};

  void check() const;
};

[[nodiscard]] std::unique_ptr<StateStore> open_postgres_store(const PostgresStoreOptions& options);

}  // namespace uslkit
