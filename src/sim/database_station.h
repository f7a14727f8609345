// DatabaseStation: the shards of one cell's database: first come first served, `servers` operations
// of a shard at work at once, and a limit of written events per second over all of them.
//
// An operation writes one event or one batch. Its time is drawn when it starts, times the USL's
// 1 + alpha (n-1) + beta n (n-1) with n operations at work in its shard, times the factor of a slow
// database. The caller owns the calendar: start() and finish() say when what will be done.
#pragma once

#include <algorithm>
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
#include "sim/handed_over.h"
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

  // What writes an event that has come by itself.
  [[nodiscard]] static DatabaseOperation operation_of(TimePoint entered,
                                                      const DatabaseEvent& event);
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

  // The running operation that is done first, of several the lowest slot's: what a caller without a
  // calendar asks for. TimePoint::max(): there is none, or nothing gets done in an outage.
  [[nodiscard]] OperationStart next_due() const {
    OperationStart first{0, TimePoint::max()};
    if (condition_.down) return first;
    for (std::uint32_t slot = 0; slot < due_.size(); ++slot) {
      const bool sooner = due_[slot] < first.at;
      first.slot = sooner ? slot : first.slot;
      first.at = sooner ? due_[slot] : first.at;
    }
    return first;
  }
  // For a caller who goes on with a calendar: visit(OperationStart) of each running operation.
  template <typename Visit>
  void visit_running(Visit&& visit) const {
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
      if (slots_[slot].busy) visit(OperationStart{slot, slots_[slot].done});
    }
  }

  // ---- A line: one queue of single events whose times do not depend on how many are at work. ----
  [[nodiscard]] bool is_line() const {
    return shards_.size() == 1 && spec_.mode == WriteMode::per_event && !spec_.load &&
           event_ns_ <= 0 && condition_.factor == 1 && condition_.added.none() && !condition_.down;
  }
  // What is done of a line, a column for each thing known of it, times in ns.
  struct Served {
    std::vector<std::int64_t> entered;
    std::vector<std::int64_t> started;
    std::vector<std::int64_t> done;
    std::vector<DatabaseEvent> event;
    std::size_t count = 0;

    void make_room(std::size_t most);
    void add(std::int64_t entered_ns, std::int64_t started_ns, std::int64_t done_ns,
             const DatabaseEvent& of) {
      entered[count] = entered_ns;
      started[count] = started_ns;
      done[count] = done_ns;
      event[count++].set(of.birth_ns, of.partition, of.tag);
    }
  };
  // Everything up to `until`, with what is handed over: all that is done. Who starts when follows
  // from the times at which servers get free, kept in order (Kiefer and Wolfowitz 1955); which of
  // them it is does not matter.
  [[nodiscard]] const Served& advance_line(TimePoint until, HandedOver& handed_over);

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
  void free_servers_in_order();
  void settle_running(std::int64_t last);
  void meter_served();
  void put_running_back();
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
  std::vector<TimePoint> due_;  // by slot: done where it is busy, else TimePoint::max()
  std::uint64_t started_ = 0;
  std::vector<std::int64_t> free_at_;  // of a line, increasing; then never
  std::vector<Slot> running_;          // of a line: beyond the end of the window
  Served served_;
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
