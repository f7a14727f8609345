// The database as one line of single events: what DatabaseStation does operation by operation, in
// loops over columns.
#include <algorithm>

#include "sim/database_station.h"
#include "sim/time_sums.h"

namespace uslkit {
namespace {

// In the order in which they get free, then never: the first one gets free again at `done`, and the
// others keep their order around it. Without a branch: where `done` belongs nobody can foresee.
[[gnu::always_inline]] inline void give_first_server(std::int64_t* free_at, std::size_t servers,
                                                     std::int64_t done) {
  for (std::size_t i = 0; i < servers; ++i) {
    const std::int64_t next = free_at[i + 1];
    const std::int64_t later = free_at[i] > done ? free_at[i] : done;
    free_at[i] = later < next ? later : next;
  }
}

// So many are unrolled; a line of fewer is filled up with servers that never get free.
constexpr std::size_t kFew = 8;

}  // namespace

void DatabaseStation::Served::make_room(std::size_t most) {
  count = 0;
  if (event.size() >= most) return;
  entered.resize(most);
  started.resize(most);
  done.resize(most);
  event.resize(most);
}

const DatabaseStation::Served& DatabaseStation::advance_line(TimePoint until,
                                                             HandedOver& handed_over) {
  Fifo<DatabaseOperation>& waiting = shards_.front().waiting;
  const std::int64_t last = until.time_since_epoch().count();
  served_.make_room(slots_.size() + waiting.size() + handed_over.size());
  free_servers_in_order();
  settle_running(last);
  std::int64_t* const free_at = free_at_.data();
  const std::size_t servers = free_at_.size() - 1;
  // False: it does not start any more.
  const auto serve = [&](std::int64_t entered, const DatabaseEvent& event)
      __attribute__((always_inline)) {
    const std::int64_t started = entered > free_at[0] ? entered : free_at[0];
    if (started > last) return false;
    const std::int64_t done = started + service_.sample(started_++).count();
    if (servers == kFew) {
      give_first_server(free_at, kFew, done);
    } else {
      give_first_server(free_at, servers, done);
    }
    if (done <= last) {
      served_.add(entered, started, done, event);
      return true;
    }
    Slot slot{.operation = operation_of(TimePoint(Duration(entered)), event),
              .done = TimePoint(Duration(done)),
              .busy = true};
    slot.operation.started = TimePoint(Duration(started));
    running_.push_back(slot);
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
  SignedInt128 entering = 0;
  for (const HandedOver::Batch& batch : handed_over.sorted()) {
    const std::int64_t entered = batch.at.time_since_epoch().count();
    entering += SignedInt128{entered} * batch.count;
    for (const DatabaseEvent& event : handed_over.events_of(batch)) {
      if (waiting.empty() && serve(entered, event)) continue;
      waiting.push(operation_of(batch.at, event));
    }
  }
  meter_.enter_all(static_cast<std::int64_t>(handed_over.size()), entering);
  handed_over.clear();
  meter_served();
  put_running_back();
  return served_;
}

void DatabaseStation::free_servers_in_order() {
  free_at_.clear();
  for (const Slot& slot : slots_) {
    free_at_.push_back(slot.busy ? slot.done.time_since_epoch().count() : INT64_MIN);
  }
  std::sort(free_at_.begin(), free_at_.end());
  free_at_.resize(std::max(free_at_.size(), kFew) + 1, INT64_MAX);
}

// What has been at work since before: done by `last`, or still running.
void DatabaseStation::settle_running(std::int64_t last) {
  running_.clear();
  for (const Slot& slot : slots_) {
    if (!slot.busy) continue;
    const DatabaseOperation& operation = slot.operation;
    const std::int64_t done = slot.done.time_since_epoch().count();
    if (done > last) {
      running_.push_back(slot);
    } else {
      served_.add(operation.entered.time_since_epoch().count(),
                  operation.started.time_since_epoch().count(), done,
                  {operation.birth.time_since_epoch().count(), operation.partition, operation.tag});
    }
  }
}

void DatabaseStation::meter_served() {
  const auto column = [this](const std::vector<std::int64_t>& times) {
    return std::span<const std::int64_t>(times).first(served_.count);
  };
  const std::int64_t opened = meter_.opened_ns();
  StationMeter::Stays stays;
  stays.count = static_cast<std::int64_t>(served_.count);
  stays.left = sum_of(column(served_.done));
  stays.stay = stays.left - sum_from(opened, column(served_.entered));
  stays.wait = sum_of(column(served_.started)) - sum_of(column(served_.entered));
  stays.busy = stays.left - sum_from(opened, column(served_.started));
  meter_.leave_all(stays);
}

DatabaseOperation DatabaseStation::operation_of(TimePoint entered, const DatabaseEvent& event) {
  DatabaseOperation operation;
  operation.entered = entered;
  operation.birth = TimePoint(Duration(event.birth_ns));
  operation.partition = event.partition;
  operation.tag = event.tag;
  return operation;
}

void DatabaseStation::put_running_back() {
  Shard& shard = shards_.front();
  shard.free.clear();
  shard.at_work = std::ssize(running_);
  for (std::uint32_t slot = static_cast<std::uint32_t>(slots_.size()); slot-- > 0;) {
    const bool busy = slot < running_.size();
    if (busy) slots_[slot] = running_[slot];
    slots_[slot].busy = busy;
    due_[slot] = busy ? running_[slot].done : TimePoint::max();
    if (!busy) shard.free.push_back(slot);
  }
}

}  // namespace uslkit
