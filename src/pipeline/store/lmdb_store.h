// open_lmdb_store: the embedded StateStore, one LMDB environment per partition.
//
//   <directory>/partition-0000/{data.mdb, lock.mdb, owner, unsynced?}
//
// Partitions share nothing, so that consumers of different partitions never wait for each other,
// and each is opened when it is first asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/units.h"
#include "pipeline/store/fingerprint.h"
#include "pipeline/store/state_store.h"

namespace uslkit {

enum class StoreDurability : std::uint8_t {
  os,     // a batch outlives the process; a machine that stops costs the store, which notices
  fsync,  // a batch is on the disk when apply() returns
};

struct LmdbStoreOptions {
  std::string directory{};
  int partitions = 1;  // numbers 0 .. partitions - 1
  StoreDurability durability = StoreDurability::fsync;
  DedupWindowOptions window{};
  // Every state is written anew about once in so many events: a restart goes through the records of
  // at most twice as many. Fewer cost writing, more cost starting.
  std::int64_t checkpoint_events = 500'000;
  Bytes first_map{std::int64_t{64} << 20};   // doubled as needed; costs address space only
  Bytes largest_map{std::int64_t{1} << 40};  // then the partition counts as full
  std::uint64_t seed = 1;                    // of the fingerprints; may differ at every start
  FingerprintFunction hash = fingerprint;    // another one only in tests
  std::string boot_id{};                     // empty: the running kernel's

  void check() const;
};

[[nodiscard]] std::unique_ptr<StateStore> open_lmdb_store(const LmdbStoreOptions& options);

}  // namespace uslkit
