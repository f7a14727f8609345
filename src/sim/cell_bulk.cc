// Requests in bulk: what cell.cc does request by request, in loops over columns, for a run by
// stages in which nothing unusual happens to a request (requests_go_in_bulk).
//
// Where the ingress is a delay, a request goes to the log at the moment of its arrival; where it is
// one server, requests stand in line and leave by Lindley's recursion, done = max(done of the one
// before, arrival) + service.
#include <algorithm>
#include <span>

#include "sim/cell.h"
#include "sim/time_sums.h"

namespace uslkit {
namespace {

bool every_fault_is_behind(const Scenario& scenario) {
  return std::all_of(scenario.faults.begin(), scenario.faults.end(), [](const Fault& fault) {
    if (const LatencyFault* latency = std::get_if<LatencyFault>(&fault.fault)) {
      return latency->place == LatencyPlace::consumers || latency->place == LatencyPlace::database;
    }
    return std::holds_alternative<KillConsumersFault>(fault.fault) ||
           std::holds_alternative<ConsumerPauseFault>(fault.fault) ||
           std::holds_alternative<SlowDatabaseFault>(fault.fault) ||
           std::holds_alternative<DatabaseOutageFault>(fault.fault);
  });
}

// One server, before which nothing is refused and behind which nothing is.
bool is_line(const Scenario& scenario) {
  const IngressSpec& ingress = scenario.ingress;
  return ingress.servers == 1 && ingress.nodes == 1 && !ingress.queue_limit &&
         ingress.admission.empty() && scenario.runbook.empty() && every_fault_is_behind(scenario) &&
         !(scenario.log && scenario.log->resharding);
}

}  // namespace

// What a scenario must be for bulk at all; of a line it never changes during the run.
Cell::BulkKind Cell::bulk_kind() const {
  const bool plain = std::all_of(scenario_.traffic.classes.begin(), scenario_.traffic.classes.end(),
                                 [](const TrafficClass& c) {
                                   return !c.client_timeout && !c.retry && c.poison_share == 0 &&
                                          c.invalid_share == 0 && c.duplicate_share == 0;
                                 });
  const TimeSpan whole{.begin = TimePoint{}, .end = TimePoint(scenario_.duration)};
  const bool at_home =
      std::all_of(source_times_.begin(), source_times_.end(), [&whole](const SourceTimes& times) {
        return times.here.size() == 1 && times.here.front().begin <= whole.begin &&
               times.here.front().end >= whole.end;
      });
  if (!plain || !at_home || admission_.shapes() || admission_.wants_answers()) {
    return BulkKind::none;
  }
  if (writer_ && !group_) return BulkKind::none;
  if (!ingress_) return BulkKind::delay;
  return is_line(scenario_) ? BulkKind::line : BulkKind::none;
}

bool Cell::requests_go_in_bulk() {
  if (bulk_kind_ == BulkKind::line) {
    // Whoever stands in line needs a slot in the event engine, and it ends a run without one.
    if (bulk_.size() + 2 * static_cast<std::size_t>(run_.window) < Event::kMostTargets) return true;
    dissolve_line(consumed_until_);
  }
  if (bulk_kind_ == BulkKind::none) return false;
  if (active_.cell_lost || active_.log_full || brokers_down_) return false;
  if (!active_.added(LatencyPlace::ingress).none() || !active_.added(LatencyPlace::log).none()) {
    return false;
  }
  return std::none_of(partitions_.begin(), partitions_.end(),
                      [](const Partition& partition) { return partition.down; });
}

TimePoint Cell::advance_in_bulk(TimePoint until) {
  bulk_.make_room(static_cast<std::size_t>(run_.window));
  const std::size_t arriving = bulk_.end;
  bulk_.latest.clear();
  until = sources_.size() == 1 ? collect_from_one(until) : collect_from_all(until);
  const std::int64_t arrived = static_cast<std::int64_t>(bulk_.end - arriving);
  recorder_.on_arrived(arrived);
  count_latest(&Counts::arrived);
  requests_ += arrived;
  if (bulk_kind_ == BulkKind::delay) {
    admit_in_bulk();
    pass_on(bulk_.end);
  } else {
    serve_in_line(arriving, until);
  }
  return until;
}

// ---- Arrivals up to `until`, or up to an earlier moment where the window is full. ----

TimePoint Cell::collect_from_one(TimePoint until) {
  TrafficSource& source = sources_.front();
  const std::uint64_t first_draw = source.next_draw();
  const std::size_t window = static_cast<std::size_t>(run_.window);
  const std::size_t count =
      source.take_times(until, std::span(bulk_.birth).subspan(bulk_.end, window));
  bulk_.add(0, first_draw, count);
  return count < window ? until : std::min(until, source.next_time() - Duration(1));
}

// Of several sources: from the one that comes next as many as come before any other's.
TimePoint Cell::collect_from_all(TimePoint until) {
  const std::size_t full = bulk_.end + static_cast<std::size_t>(run_.window);
  while (true) {
    TrafficSource& source = sources_[next_source_];
    const TimePoint at = source.next_time();
    if (at > until) return until;
    if (bulk_.end == full) return at - Duration(1);
    const std::span<const TimePoint> ahead = source.ahead();
    const TimePoint last = std::min(until, last_before_others());
    const std::size_t room = std::min(ahead.size(), full - bulk_.end);
    const std::uint64_t first_draw = source.next_draw();
    std::int64_t* const birth = bulk_.birth.data() + bulk_.end;
    std::size_t count = 0;
    for (; count < room && ahead[count] <= last; ++count) {
      birth[count] = ahead[count].time_since_epoch().count();
    }
    bulk_.add(static_cast<std::uint32_t>(next_source_), first_draw, count);
    source.skip_ahead(count);
    find_next_source();
  }
}

// The last moment at which a request of the next source comes before those of all others: of one
// moment the lower source's comes first.
TimePoint Cell::last_before_others() const {
  TimePoint last = TimePoint::max();
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (i == next_source_) continue;
    const TimePoint other = sources_[i].next_time();
    last = std::min(last, i < next_source_ ? other - Duration(1) : other);
  }
  return last;
}

void Cell::count_latest(std::int64_t Counts::*what) {
  for (const RequestStretch& stretch : bulk_.latest) {
    counts(class_of_source_[stretch.source]).*what += static_cast<std::int64_t>(stretch.count);
  }
}

// ---- A delay: admission, and then the log at once. ----

void Cell::admit_in_bulk() {
  if (!admission_.empty()) let_in_what_may();
  const std::size_t count = bulk_.size();
  draw_validations(bulk_.first);
  const std::int64_t* const birth = bulk_.birth.data() + bulk_.first;
  std::int64_t* const validated = bulk_.validated.data() + bulk_.first;
  for (std::size_t i = 0; i < count; ++i) validated[i] = birth[i] + drawn_.validation[i].count();
  count_latest(&Counts::admitted);
  recorder_.on_admitted(static_cast<std::int64_t>(count));
}

// Policies are told what they watch at control events only: in a window a gate stays what it is.
void Cell::let_in_what_may() {
  gates_.clear();
  for (const TrafficSource& source : sources_) {
    gates_.push_back(admission_.gate(source.traffic_class()));
  }
  std::size_t kept = bulk_.first;
  std::size_t next = bulk_.first;
  for (RequestStretch& stretch : bulk_.latest) {
    const std::size_t before = kept;
    const std::size_t end = next + stretch.count;
    while (next < end) {
      const std::size_t passing = let_in_first(next, end);
      bulk_.move(next, kept, passing);
      kept += passing;
      next += passing;
      if (next < end) ++next;  // refused
    }
    stretch.count = kept - before;
  }
  bulk_.end = kept;
}

// Of the requests begin .. end, all of one source, how many pass before the first that is refused,
// and refuses that one.
std::size_t Cell::let_in_first(std::size_t begin, std::size_t end) {
  const ClassGate& gate = gates_[bulk_.source[begin]];
  std::size_t next = begin;
  if (!gate.is_all) {
    while (next < end && lets_in(next)) ++next;
    return next - begin;
  }
  next += gate.admit_first(std::span(bulk_.birth).subspan(begin, end - begin));
  if (next < end) {
    now_ = TimePoint(Duration(bulk_.birth[next]));
    const Verdict verdict = gate.admit(now_);
    refuse(request_at(next), verdict.reason, verdict.retry_after);
  }
  return next - begin;
}

Request Cell::request_at(std::size_t i) const {
  Request request;
  request.draw = bulk_.draw[i];
  request.source = bulk_.source[i];
  request.traffic_class = static_cast<std::uint16_t>(class_of_source_[request.source]);
  return request;
}

bool Cell::lets_in(std::size_t i) {
  TrafficSource& source = sources_[bulk_.source[i]];
  const Request request = request_at(i);
  now_ = TimePoint(Duration(bulk_.birth[i]));
  const double coin = admission_.needs_uniform() ? 1 - source.coin(request) : 0;
  std::uint32_t tenant = 0;
  if (tells_tenants_apart_) {
    tenant = placements_[request.traffic_class].place(source.place(request)).tenant;
  }
  const Verdict verdict = admission_.admit(now_, request.traffic_class, tenant, coin);
  if (!verdict.admitted) refuse(request, verdict.reason, verdict.retry_after);
  return verdict.admitted;
}

// ---- A line: who has been served by `until` leaves it. ----

void Cell::serve_in_line(std::size_t arriving, TimePoint until) {
  const std::size_t count = bulk_.end - arriving;
  draw_validations(arriving);
  std::int64_t done = arriving > bulk_.first ? bulk_.validated[arriving - 1] : line_done_;
  const std::int64_t* const birth = bulk_.birth.data() + arriving;
  std::int64_t* const validated = bulk_.validated.data() + arriving;
  for (std::size_t i = 0; i < count; ++i) {
    done = std::max(done, birth[i]) + drawn_.validation[i].count();
    validated[i] = done;
  }
  count_latest(&Counts::admitted);
  recorder_.on_admitted(static_cast<std::int64_t>(count));
  ingress_->meter().enter_all(static_cast<std::int64_t>(count), sum_of({birth, count}));
  leave_line(until);
}

void Cell::leave_line(TimePoint until) {
  const std::int64_t last = until.time_since_epoch().count();
  const std::span<const std::int64_t> in_line =
      std::span<const std::int64_t>(bulk_.validated).subspan(bulk_.first, bulk_.size());
  const std::size_t count = static_cast<std::size_t>(
      std::upper_bound(in_line.begin(), in_line.end(), last) - in_line.begin());
  const std::span<const std::int64_t> done = in_line.first(count);
  const std::span<const std::int64_t> birth =
      std::span<const std::int64_t>(bulk_.birth).subspan(bulk_.first, count);
  started_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    started_[i] = std::max(line_done_, birth[i]);
    line_done_ = done[i];
  }
  const std::int64_t opened = ingress_->meter().opened_ns();
  StationMeter::Stays stays;
  stays.count = static_cast<std::int64_t>(count);
  stays.left = sum_of(done);
  stays.stay = stays.left - sum_from(opened, birth);
  stays.wait = sum_of(started_) - sum_of(birth);
  stays.busy = stays.left - sum_from(opened, started_);
  ingress_->meter().leave_all(stays);
  pass_on(bulk_.first + count);
  const bool serving = !bulk_.empty() && std::max(line_done_, bulk_.birth[bulk_.first]) <= last;
  ingress_->set_waiting(static_cast<std::int64_t>(bulk_.size()) - (serving ? 1 : 0));
}

// ---- The requests before `end` go to the log, and are answered. ----

void Cell::pass_on(std::size_t end) {
  if (writer_) append_in_bulk(end);
  const std::size_t count = end - bulk_.first;
  const std::int64_t* const birth = bulk_.birth.data() + bulk_.first;
  const std::int64_t* const answered =
      writer_ ? answered_.data() : bulk_.validated.data() + bulk_.first;
  const std::uint32_t* const source = bulk_.source.data() + bulk_.first;
  std::uint64_t sum = 0;
  latencies_.begin(count);
  if (rules_.size() == 1) {
    std::int64_t* const latencies = latencies_.add_all(0, count);
    for (std::size_t i = 0; i < count; ++i) {
      latencies[i] = answered[i] - birth[i];
      sum += trajectory_mix(static_cast<std::uint64_t>(birth[i]), 0, answered[i]);
    }
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t traffic_class = class_of_source_[source[i]];
      latencies_.add(traffic_class, answered[i] - birth[i]);
      sum += trajectory_mix(static_cast<std::uint64_t>(birth[i]), traffic_class, answered[i]);
    }
  }
  tally_.trajectory_hash += sum;
  acks_ += static_cast<std::int64_t>(count);
  latencies_.visit([this](std::size_t traffic_class, std::span<const std::int64_t> latencies) {
    count_answers(traffic_class, latencies);
  });
  bulk_.first = end;
}

// Where there is no log a request's way ends with its answer.
void Cell::count_answers(std::size_t traffic_class, std::span<const std::int64_t> latencies) {
  Counts& count = counts(traffic_class);
  count.acked += std::ssize(latencies);
  recorder_.on_acks(traffic_class, latencies);
  if (writer_) {
    count.appended += std::ssize(latencies);
  } else {
    count.applied += std::ssize(latencies);
    recorder_.on_all_applied(traffic_class, latencies);
  }
}

// The line becomes what the event engine has: at the end of the run, or where it grows longer than
// requests can be numbered.
void Cell::dissolve_line(TimePoint now) {
  std::int64_t before = line_done_;
  for (std::size_t i = bulk_.first; i < bulk_.end; ++i) {
    const TimePoint started(Duration(std::max(before, bulk_.birth[i])));
    before = bulk_.validated[i];
    TrafficSource& source = sources_[bulk_.source[i]];
    Request request;
    request.birth = request.entered = TimePoint(Duration(bulk_.birth[i]));
    request.started = started <= now ? started : kNever;
    request.source = bulk_.source[i];
    request.draw = bulk_.draw[i];
    request.traffic_class = static_cast<std::uint16_t>(source.traffic_class());
    const KeyPlace place = placements_[request.traffic_class].place(source.place(request));
    request.tenant = place.tenant;
    request.partition = place.partition;
    const std::uint32_t slot = store_.put(request, Stay::ingress);
    if (started <= now) push(TimePoint(Duration(before)), Kind::ingress_done, slot);
    ingress_->take_over(slot, started <= now);
  }
  bulk_.first = bulk_.end;
  bulk_kind_ = BulkKind::none;
}

}  // namespace uslkit
