// The store and the stream that store_driver and its campaigns share, from a command line.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "pipeline/store/lmdb_store.h"
#include "pipeline/store/postgres_store.h"
#include "tests/pipeline/store/event_stream.h"

namespace uslkit::store_test {

inline constexpr DedupWindowOptions kDriverWindow{.ids = 5000};

// lmdb:DIRECTORY (synced), lmdb-os:DIRECTORY (not), or SCHEMA@ and whatever libpq takes.
[[nodiscard]] inline std::unique_ptr<StateStore> open_store(const std::string& spec) {
  const auto directory_after = [&](std::string_view prefix) {
    return spec.substr(0, prefix.size()) == prefix ? spec.substr(prefix.size()) : std::string();
  };
  // Small enough that forgetting, storing states and deleting records happen all the time.
  LmdbStoreOptions lmdb{.durability = StoreDurability::fsync,
                        .window = kDriverWindow,
                        .checkpoint_events = 3000,
                        .first_map = {1 << 20}};
  lmdb.directory = directory_after("lmdb:");
  if (!lmdb.directory.empty()) return open_lmdb_store(lmdb);
  lmdb.durability = StoreDurability::os;
  lmdb.directory = directory_after("lmdb-os:");
  if (!lmdb.directory.empty()) return open_lmdb_store(lmdb);
  const std::size_t schema_end = spec.find('@');
  if (schema_end == std::string::npos) throw std::runtime_error("unknown store " + spec);
  return open_postgres_store({.url = spec.substr(schema_end + 1),
                              .schema = spec.substr(0, schema_end),
                              .window = kDriverWindow});
}

[[nodiscard]] inline StreamOptions driver_stream(std::uint64_t seed, std::int64_t events) {
  return {.seed = seed,
          .events = events,
          .keys = 2000,
          .duplicate_share = 0.05,
          .poison_share = 0.002,
          .reach = kDriverWindow.ids};
}

// Empty if partition 0 holds exactly what its offset says, and that is not below `acknowledged`;
// else what is wrong.
[[nodiscard]] inline std::string verify(StateStore& store, const EventStream& stream,
                                        std::int64_t acknowledged) {
  const std::int64_t offset = store.offset(0);
  const std::string at = "at offset " + std::to_string(offset) + ": ";
  if (offset < acknowledged) {
    return at + "acknowledged and lost: " + std::to_string(acknowledged - offset) + " events";
  }
  const Expected expected = stream.expected(offset);
  const Expected found = contents(store, 0);
  if (found.letters != expected.letters) return at + "the dead letters are wrong";
  std::int64_t counted = 0;
  for (const auto& [key, state] : found.states) {
    counted += state.count;
    if (state.order_breaks != 0) return at + "the order is broken in " + key;
  }
  if (counted != expected.counts.applied) {
    return at + std::to_string(counted) + " events applied, not " +
           std::to_string(expected.counts.applied);
  }
  return found.states == expected.states ? "" : at + "the states are wrong";
}

}  // namespace uslkit::store_test
