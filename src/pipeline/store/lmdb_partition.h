// LmdbPartition: one partition of the embedded store, from a batch to a committed transaction.
//
// apply() goes through three phases, and only the last one changes what is remembered:
//
//   plan     a read transaction: which ids are new, which records are too old
//   write    a write transaction: the batch's record, letters, a step of the states' sweep, meta;
//            begun again if the map must grow
//   publish  memory follows what is now stored, by the code that reads records at a restart
//
// Life cycle: constructed = opened, owned, states and window rebuilt; close(). Thread-safe by one
// mutex. Invariants:
//  1. Between calls window_, states_ and meta_ agree with the last committed transaction.
//  2. A record stays until the window has forgotten its ids and the blocks hold its effects.
//  3. A failed write that may have reached the disk in part ends the partition's work until it is
//     opened again: what a failed sync left behind is never built upon.
// Cost: one sync and one stored value per batch, 42 bytes + id + key per event, and each state
// again once per checkpoint_events; see docs/pipeline-store.md.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/store/dedup_window.h"
#include "pipeline/store/lmdb_environment.h"
#include "pipeline/store/lmdb_store.h"
#include "pipeline/store/owned_directory.h"
#include "pipeline/store/state_table.h"
#include "pipeline/store/store_partition.h"

namespace uslkit {

// The one record of the table meta.
struct LmdbMeta {
  std::uint32_t format = 1;
  std::int32_t partition = 0;
  std::int64_t next_offset = 0;
  std::uint64_t last_record = 0;
  std::uint64_t oldest_record = 1;  // still stored, if any is
  std::uint64_t forgotten = 0;      // the window has forgotten the records up to this one
  std::uint64_t complete_to = 0;    // the blocks hold the effects of the records up to this one
  std::uint64_t last_letter = 0;
  std::int64_t time = 0;  // the latest seen, nanoseconds of StoreTime
};
static_assert(sizeof(LmdbMeta) == 64);

class LmdbPartition final : public StorePartition {
 public:
  LmdbPartition(const LmdbStoreOptions& options, int partition);
  ~LmdbPartition() override;

  ApplyCounts apply(const StoreBatch& batch) override;
  [[nodiscard]] std::int64_t offset() override;
  [[nodiscard]] std::optional<KeyState> state(std::string_view key) override;
  void visit_states(const StateStore::StateVisitor& visit) override;
  [[nodiscard]] std::vector<DeadLetterEntry> dead_letters(std::uint64_t first,
                                                          std::size_t limit) override;
  RedriveOutcome redrive(std::uint64_t letter, const StoreEvent& event, StoreTime time) override;
  [[nodiscard]] StoreMeters meters() override;
  void close() override;

 private:
  // What one write transaction stores, besides the record that the window has built.
  struct Plan {
    ApplyCounts counts{};
    LmdbMeta meta{};
    StoreTime time{};
    std::vector<const PoisonEvent*> letters{};
    std::optional<std::uint64_t> redriven{};  // the letter to remove
    std::optional<StateTable::Step> step{};
    std::int64_t sweep_debt = 0;
  };

  void restore();
  void restore_records(const LmdbTransaction& read);
  void check_usable() const;
  [[nodiscard]] Plan new_plan(StoreTime time) const;
  void plan_events(const StoreBatch& batch, const LmdbTransaction& read, Plan& plan);
  void plan_poison(const StoreBatch& batch, const LmdbTransaction& read, Plan& plan);
  void plan_upkeep(const LmdbTransaction& read, Plan& plan);
  [[nodiscard]] RedriveOutcome plan_redrive(const StoreEvent& event, const LmdbTransaction& read,
                                            Plan& plan);
  void write(const Plan& plan);
  void write_once(const Plan& plan);
  void write_states(const StateTable::Step& step, LmdbTransaction& transaction);
  [[noreturn]] void rethrow_write_failure(const Plan& plan);
  void publish(const Plan& plan);

  LmdbStoreOptions options_;
  std::mutex mutex_;
  std::string place_;
  std::string boot_id_;
  OwnedDirectory directory_;
  std::optional<LmdbEnvironment> environment_;
  LmdbMeta meta_;
  DedupWindow window_;
  StateTable states_;
  std::int64_t sweep_debt_ = 0;              // events times blocks that the sweep is behind
  std::vector<std::uint64_t> fingerprints_;  // of the batch at hand
  bool has_failed_ = false;
};

}  // namespace uslkit
