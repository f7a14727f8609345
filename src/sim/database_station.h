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
#include <span>
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

// An event that is written by itself, and for which nobody waits.
struct DatabaseEvent {
  std::int64_t birth_ns = 0;
  std::uint32_t partition = 0;
  EventTag tag{};
};

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
  // Everything up to `until`: enter(visit) calls visit(at, events) of all that come, in order of
  // time; settle(done_ns, event) is called of each that is done. Who starts when follows from the
  // times at which servers get free, kept in order (Kiefer and Wolfowitz 1955); which of them it is
  // does not matter.
  template <typename Enter, typename Settle>
  void advance_line(TimePoint until, Enter&& enter, Settle&& settle);

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
  [[nodiscard]] static DatabaseOperation operation_of(TimePoint entered,
                                                      const DatabaseEvent& event);
  void free_servers_in_order();
  void next_server_free_at(std::int64_t done);
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
  DatabaseCondition condition_;
  StationMeter meter_;
};

// The server that is free first gets free again at `done`: the others keep their order around it.
inline void DatabaseStation::next_server_free_at(std::int64_t done) {
  std::int64_t* const free_at = free_at_.data();
  const std::size_t servers = free_at_.size() - 1;
  for (std::size_t i = 0; i < servers; ++i) {
    const std::int64_t own = free_at[i];
    const std::int64_t next = free_at[i + 1];
    const std::int64_t later = own > done ? own : done;
    free_at[i] = later < next ? later : next;
  }
}

template <typename Enter, typename Settle>
void DatabaseStation::advance_line(TimePoint until, Enter&& enter, Settle&& settle) {
  free_servers_in_order();
  running_.clear();
  const auto settle_operation = [&](TimePoint done, const DatabaseOperation& operation) {
    settle(done.time_since_epoch().count(),
           DatabaseEvent{operation.birth.time_since_epoch().count(), operation.partition,
                         operation.tag});
  };
  for (const Slot& slot : slots_) {
    if (!slot.busy) continue;
    if (slot.done > until) {
      running_.push_back(slot);
    } else {
      meter_.leave(slot.done, slot.operation.entered, slot.operation.started);
      settle_operation(slot.done, slot.operation);
    }
  }
  Fifo<DatabaseOperation>& waiting = shards_.front().waiting;
  const std::int64_t last = until.time_since_epoch().count();
  const std::int64_t opened = meter_.opened_ns();
  StationMeter::Stays stays;
  // False: it does not start any more.
  const auto serve = [&](std::int64_t entered, const DatabaseEvent& event) {
    const std::int64_t started = std::max(entered, free_at_.front());
    if (started > last) return false;
    const std::int64_t done = started + service_.sample(started_++).count();
    next_server_free_at(done);
    if (done <= last) {
      ++stays.count;
      stays.left += done;
      stays.stay += done - std::max(entered, opened);
      stays.wait += started - entered;
      stays.busy += done - std::max(started, opened);
      settle(done, event);
    } else {
      Slot slot{.operation = operation_of(TimePoint(Duration(entered)), event),
                .done = TimePoint(Duration(done)),
                .busy = true};
      slot.operation.started = TimePoint(Duration(started));
      running_.push_back(slot);
    }
    return true;
  };
  while (!waiting.empty()) {
    const DatabaseOperation& next = waiting.front();
    if (!serve(next.entered.time_since_epoch().count(),
               {next.birth.time_since_epoch().count(), next.partition, next.tag})) {
      break;
    }
    waiting.drop_front();
  }
  enter([&](TimePoint at, std::span<const DatabaseEvent> events) {
    const std::int64_t entered = at.time_since_epoch().count();
    meter_.enter_all(std::ssize(events), SignedInt128{entered} * std::ssize(events));
    for (const DatabaseEvent& event : events) {
      if (!waiting.empty() || !serve(entered, event)) waiting.push(operation_of(at, event));
    }
  });
  meter_.leave_all(stays);
  put_running_back();
}

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
