// open_store: the StateStore that a URL names.
//
//   PATH, lmdb:PATH                    embedded, in a directory of this machine
//   postgresql://..., postgres://...   PostgreSQL, as libpq takes it
//
// A path with a colon in its first part is written lmdb:PATH or ./PATH. Passwords never reach a
// message.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/store/lmdb_store.h"
#include "pipeline/store/state_store.h"

namespace uslkit {

struct OpenStoreOptions {
  int partitions = 1;
  StoreDurability durability = StoreDurability::fsync;
  DedupWindowOptions window{};
  std::string schema = "uslkit";  // PostgreSQL only: created if missing
  std::uint64_t seed = 1;         // LMDB only: of the fingerprints
};

// Throws InputError for a URL that is none of the above and for options out of range; what the
// backend itself finds wrong it throws as StoreError.
[[nodiscard]] std::unique_ptr<StateStore> open_store(std::string_view url,
                                                     const OpenStoreOptions& options);

}  // namespace uslkit
