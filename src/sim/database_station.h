// DatabaseStation: the shards of one cell's database: first come first served, `servers` operations
// of a shard at work at once, and a limit of written events per second over all of them.
//
// An operation writes one event or one batch. Its time is drawn when it starts, times the USL's
// 1 + alpha (n-1) + beta n (n-1) with n operations at work in its shard, times the factor of a slow
// database. The caller owns the calendar: start() and finish() say when what will be done.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "base/indexed_draw.h"
#include "base/time_point.h"
#include "run/active_controls.h"
#include "run/law_sampler.h"
#include "run/station_meter.h"
#include "scenario/database.h"
#include "sim/fifo.h"
#include "sim/partition_log.h"

namespace uslkit {

struct DatabaseOperation {
  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

  TimePoint entered;
  TimePoint started;
  TimePoint birth;  // of a single event
  std::int64_t events = 1;
  std::uint32_t worker = kNobody;  // who waits for it
  std::uint32_t partition = 0;
  std::uint32_t batch = kNobody;  // its batch in the caller's store, where nobody waits
  EventTag tag;                   // of a single event
};

// What the faults of the moment do to it.
struct DatabaseCondition {
  double factor = 1;
  AddedLatency added{};
  bool down = false;  // nothing starts
};

// Operation in `slot` will be done at `at`.
struct OperationStart {
  std::uint32_t slot = 0;
  TimePoint at;
};

class DatabaseStation {
 public:
  DatabaseStation(const DatabaseSpec& spec, const DrawStream& services, const DrawStream& faults);

  // Takes the operation in; a start, if a server was free.
  [[nodiscard]] std::optional<OperationStart> submit(TimePoint now,
                                                     const DatabaseOperation& operation);

  // The operation of a slot whose time has come, and the start of the next one in its place.
  struct Finish {
    DatabaseOperation operation;
    std::optional<OperationStart> next;
  };
  [[nodiscard]] Finish finish(TimePoint now, std::uint32_t slot);

  // An outage: what is at work is lost and must be begun again after it.
  void go_down() { condition_.down = true; }
  // All starts that are due when it comes back: first what was at work, then what waits.
  [[nodiscard]] std::vector<OperationStart> come_back(TimePoint now);
  // Is this slot's operation the one that was to be done now? After an outage it may not be.
  [[nodiscard]] bool is_due(TimePoint now, std::uint32_t slot) const {
    return slots_[slot].busy && slots_[slot].done == now && !condition_.down;
  }

  DatabaseCondition& condition() { return condition_; }
  [[nodiscard]] StationMeter& meter() { return meter_; }
  [[nodiscard]] const StationMeter& meter() const { return meter_; }
  void close_meter(TimePoint end);
  [[nodiscard]] double server_count() const { return static_cast<double>(slots_.size()); }
  // Server time within the window until now, running operations included.
  [[nodiscard]] double busy_seconds(TimePoint now) const;
  template <typename Visit>
  void visit_all(Visit&& visit) const;
  [[nodiscard]] std::uint64_t operations_started() const { return started_; }

 private:
  struct Slot {
    DatabaseOperation operation;
    TimePoint done;
    bool busy = false;
  };
  struct Shard {
    Fifo<DatabaseOperation> waiting;
    std::vector<std::uint32_t> free;  // slots
    std::int64_t at_work = 0;
  };

  [[nodiscard]] std::uint32_t shard_of_partition(std::uint32_t partition) const {
    return partition % static_cast<std::uint32_t>(shards_.size());
  }
  [[nodiscard]] std::uint32_t shard_of_slot(std::uint32_t slot) const {
    return slot / static_cast<std::uint32_t>(servers_);
  }
  OperationStart start(TimePoint now, std::uint32_t slot);
  [[nodiscard]] Duration time_of(const DatabaseOperation& operation, std::int64_t at_work);

  DatabaseSpec spec_;
  std::int64_t servers_;
  LawBlock service_;
  BatchSampler batch_;
  DrawStream fault_draws_;
  double event_ns_;  // of the write limit; 0: none
  TimePoint limit_free_{};
  double limit_carry_ns_ = 0;
  std::vector<Shard> shards_;
  std::vector<Slot> slots_;
  std::uint64_t started_ = 0;
  DatabaseCondition condition_;
  StationMeter meter_;
};

template <typename Visit>
void DatabaseStation::visit_all(Visit&& visit) const {
  for (const Slot& slot : slots_) {
    if (slot.busy) visit(slot.operation);
  }
  for (const Shard& shard : shards_) {
    for (std::size_t i = 0; i < shard.waiting.size(); ++i) visit(shard.waiting.at(i));
  }
}

}  // namespace uslkit
