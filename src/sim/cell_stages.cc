// A run by stages: a window of time through the ingress, then through the consumers and the
// database, and then the control events at its end.
//
// What comes later on the way of a request never acts on what comes before it within a window:
// signals, orders, faults and lags act at control events, which end a window. So the stages may be
// taken one after the other, each in the order of time, and give the same requests as one calendar
// for all (docs/adr/0021). A log that is looked at on each append for its room is the exception
// (engine_choice.cc).
#include <algorithm>

#include "sim/cell.h"

namespace uslkit {

RunTally Cell::run_by_stages() {
  while (!finished_) {
    const TimePoint until = advance_requests(calendar_.first().time());
    if (finished_) break;
    advance_consumers(until);
    now_ = until;
    if (calendar_.first().time() == until) handle(calendar_.pop());
  }
  return close();
}

// Everything of the requests that happens up to `until`, or up to an earlier moment, which is
// returned, where that is more than one window holds.
TimePoint Cell::advance_requests(TimePoint until) {
  in_requests_ = true;
  until = requests_go_in_bulk() ? advance_in_bulk(until) : advance_each_request(until);
  in_requests_ = false;
  return until;
}

TimePoint Cell::advance_each_request(TimePoint until) {
  std::int64_t left = run_.window;
  while (!finished_) {
    const TimePoint arrival = sources_[next_source_].next_time();
    const bool has_event = !request_events_.empty();
    const TimePoint event = has_event ? request_events_.first().time() : TimePoint::max();
    const TimePoint next = std::min(arrival, event);
    if (next > until) break;
    if (--left < 0) {  // others at this moment may have been taken: nobody reads them before it
      until = next - Duration(1);
      break;
    }
    now_ = next;
    if (arrival <= event) {
      on_arrival();
    } else {
      handle(request_events_.pop());
    }
  }
  return until;
}

// ---- Consumers and database: everything that happens up to `until`. ----

void Cell::advance_consumers(TimePoint until) {
  if (!group_) {
    consumed_until_ = until;
    return;
  }
  choose_consumers_way();
  rouse_consumers();
  if (apart_) {
    for (std::uint32_t id = 0; id < workers_.size(); ++id) advance_consumer(id, until);
    if (database_) advance_database(until);
  }
  while (!consumer_events_.empty() && consumer_events_.first().time() <= until) {
    const Event event = consumer_events_.pop();
    now_ = event.time();
    handle(event);
  }
  consumed_until_ = until;
}

// Whoever has nothing to do may find what has been appended since: at the moment when the first of
// it can be read.
void Cell::rouse_consumers() {
  for (std::uint32_t id = 0; id < workers_.size(); ++id) {
    Worker& worker = workers_[id];
    if (worker.phase != Phase::idle || !group_->alive(id)) continue;
    TimePoint earliest = worker.wake_at;
    for (const PartitionId partition : group_->partitions_of(id)) {
      const PartitionLog& log = partitions_[partition].log;
      if (log.unread() == 0) continue;
      const TimePoint readable = std::max(consumed_until_, log.first_readable());
      if (readable < earliest && can_read(id, partition, readable)) earliest = readable;
    }
    if (earliest == worker.wake_at) continue;
    worker.wake_at = earliest;
    push(earliest, Kind::wake, id);
  }
}

}  // namespace uslkit
