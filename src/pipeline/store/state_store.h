// StateStore: the seam between the consumers and whatever keeps their effects.
//
// apply() is the whole of exactly-once: in ONE atomic write it stores which ids were applied, what
// the new events changed, the events that were given up, and the offset to go on from. A consumer
// asks offset() once at its start and then reads the log from there, batch by batch; after any
// crash, of either side, between any two steps, it does the same again.
//
// Life cycle: open by the backend's own function; apply, ask, redrive; close(). A destructor closes
// too, but cannot tell of a failure. A partition has one owner at a time, in all processes.
// Thread safety: any thread may call anything; calls for the same partition wait for each other.
// Invariants:
//  1. offset(p) = n exactly if the effects of every event of p's log below n are in the state or in
//     the dead-letter queue, once each, and no effect of any other event is.
//  2. An id counts as applied only if its own bytes were found in the store, never by a hash alone.
//  3. A call that throws StoreError had no effect (but see connection_lost in store_error.h).
//  4. Ids are remembered for at least the window of DedupWindowOptions; a repeat that comes later
//     passes as new. Redelivery by the log is recognised by its offset, however old it is.
// Cost: see docs/pipeline-store.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "pipeline/store/dead_letter_entry.h"
#include "pipeline/store/key_state.h"
#include "pipeline/store/store_batch.h"

namespace uslkit {

// How far back repeats of clients are recognised, per partition. Ids are forgotten batch by batch,
// oldest first, when both bounds allow it or the number alone demands it.
struct DedupWindowOptions {
  std::int64_t ids = 1'000'000;    // >= 1: the last so many are never forgotten early
  Duration age = Duration::max();  // > 0: older ids are forgotten even if there is room

  void check() const;
};

// What one partition's store is doing, for metrics. Counts since it was opened, sizes now.
struct StoreMeters {
  std::int64_t window_ids = 0;
  std::int64_t pushed_out = 0;     // ids forgotten before their age, for want of room
  std::int64_t confirmations = 0;  // stored ids read because a fingerprint was known
  std::int64_t false_alarms = 0;   // of these, ids that turned out to be another's
  std::int64_t memory_bytes = 0;   // of window and cache in this process
};

class StateStore {
 public:
  StateStore() = default;
  StateStore(const StateStore&) = delete;
  StateStore& operator=(const StateStore&) = delete;
  virtual ~StateStore() = default;

  // Stores the effects of the batch and next_offset in one atomic write. Events below the stored
  // offset are skipped, so any overlap is welcome; a gap is refused.
  virtual ApplyCounts apply(int partition, const StoreBatch& batch) = 0;

  // The offset of the first event that is not yet applied; 0 for a new partition.
  [[nodiscard]] virtual std::int64_t offset(int partition) = 0;

  [[nodiscard]] virtual std::optional<KeyState> state(int partition, std::string_view key) = 0;
  // All keys, in the order of their bytes. The visitor must not call the store.
  using StateVisitor = std::function<void(std::string_view key, const KeyState& state)>;
  virtual void visit_states(int partition, const StateVisitor& visit) = 0;

  // At most `limit` letters with numbers >= `first`, by number.
  [[nodiscard]] virtual std::vector<DeadLetterEntry> dead_letters(int partition,
                                                                  std::uint64_t first,
                                                                  std::size_t limit) = 0;
  // Applies `event`, the letter's own or a mended one of the same id, and removes the letter, in
  // one atomic write. Counted as late in its key: its turn in the order is over.
  virtual RedriveOutcome redrive(int partition, std::uint64_t letter, const StoreEvent& event,
                                 StoreTime time) = 0;

  [[nodiscard]] virtual StoreMeters meters(int partition) = 0;

  // Everything is stored by then; afterwards every call throws StoreError (closed).
  virtual void close() = 0;
};

}  // namespace uslkit
