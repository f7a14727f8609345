// LmdbPartition: one partition of the embedded store, from a batch to a committed transaction.
//
// apply() goes through three phases, and only the last one changes what is remembered:
//
//   plan     a read transaction: which ids are new, what they change, which segments are too old
//   write    a write transaction: segment, states, letters, meta; begun again if the map must grow
//   publish  window, cache and offset in memory follow what is now stored
//
// Life cycle: constructed = opened, owned, window rebuilt; close(). Thread-safe by one mutex.
// Invariants: 1. Between calls window_, cache_ and meta_ agree with the last committed transaction.
// 2. A failed write that may have reached the disk in part ends the partition's work until it is
// opened again: what a failed sync left behind is never built upon.
// Cost: one sync, one B-tree write per changed key and one per batch; see docs/pipeline-store.md.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/store/dedup_window.h"
#include "pipeline/store/key_table.h"
#include "pipeline/store/lmdb_environment.h"
#include "pipeline/store/lmdb_store.h"
#include "pipeline/store/owned_directory.h"

namespace uslkit {

// The one record of the table meta.
struct LmdbMeta {
  std::uint32_t format = 1;
  std::int32_t partition = 0;
  std::int64_t next_offset = 0;
  std::uint64_t last_segment = 0;
  std::uint64_t last_letter = 0;
  std::int64_t time = 0;  // the latest seen, nanoseconds of StoreTime
};
static_assert(sizeof(LmdbMeta) == 40);

class LmdbPartition {
 public:
  LmdbPartition(const LmdbStoreOptions& options, int partition);
  ~LmdbPartition();

  ApplyCounts apply(const StoreBatch& batch);
  [[nodiscard]] std::int64_t offset();
  [[nodiscard]] std::optional<KeyState> state(std::string_view key);
  void visit_states(const StateStore::StateVisitor& visit);
  [[nodiscard]] std::vector<DeadLetterEntry> dead_letters(std::uint64_t first, std::size_t limit);
  RedriveOutcome redrive(std::uint64_t letter, const StoreEvent& event, StoreTime time);
  [[nodiscard]] StoreMeters meters();
  void close();

 private:
  // What one write transaction stores.
  struct Plan {
    ApplyCounts counts{};
    LmdbMeta meta{};
    StoreTime time{};
    std::vector<const PoisonEvent*> letters{};
    std::vector<StoredSegment> expired{};
    std::optional<std::uint64_t> redriven{};  // the letter to remove
  };

  void restore();
  void check_usable() const;
  [[nodiscard]] StoreTime not_before_last(StoreTime time) const;

  [[nodiscard]] Plan plan_batch(const StoreBatch& batch);
  void plan_events(const StoreBatch& batch, const LmdbTransaction& read, Plan& plan);
  void plan_poison(const StoreBatch& batch, const LmdbTransaction& read, Plan& plan);
  void plan_states(const LmdbTransaction& read);
  void plan_expiry(const LmdbTransaction& read, Plan& plan);
  [[nodiscard]] RedriveOutcome plan_redrive(const StoreEvent& event, const LmdbTransaction& read,
                                            Plan& plan);
  [[nodiscard]] KeyState stored_state(std::string_view key, std::uint64_t hash,
                                      const LmdbTransaction& read);

  void write(const Plan& plan);
  void write_once(const Plan& plan);
  [[noreturn]] void rethrow_write_failure(std::int64_t bytes);
  void publish(const Plan& plan);

  LmdbStoreOptions options_;
  std::mutex mutex_;
  std::string place_;
  std::string boot_id_;
  OwnedDirectory directory_;
  std::optional<LmdbEnvironment> environment_;
  LmdbMeta meta_;
  DedupWindow window_;
  KeyTable cache_;
  // Of the batch at hand, kept for their memory.
  KeyTable changes_;
  std::vector<std::uint64_t> fingerprints_;
  bool has_failed_ = false;
};

}  // namespace uslkit
