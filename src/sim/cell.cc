// The way of a request through a shock absorber, top to bottom.
#include "sim/cell.h"

#include <algorithm>

namespace uslkit {
namespace {

constexpr const char* kTooManyInFlight = "more than 8.4 million requests were in flight in a cell";

}  // namespace

RunTally run_shock_absorber(const Scenario& scenario, const CellRun& run) {
  Cell cell(scenario, run);
  return run.by_stages ? cell.run_by_stages() : cell.run();
}

// An arrival that falls on the moment of an event comes first.
RunTally Cell::run() {
  while (!finished_) {
    const TimePoint arrival = sources_[next_source_].next_time();
    if (arrival <= calendar_.first().time()) {
      now_ = arrival;
      on_arrival();
    } else {
      const Event event = calendar_.pop();
      now_ = event.time();
      handle(event);
    }
  }
  return close();
}

void Cell::handle(const Event& event) {
  const std::uint32_t target = event.ranked_target();
  switch (static_cast<Kind>(event.ranked_kind())) {
    case Kind::ingress_done:
      return on_ingress_done(target);
    case Kind::client_retry:
      return on_client_retry(target);
    case Kind::answered:
      return on_answered(target);
    case Kind::wake:
      return on_wake(target);
    case Kind::batch_done:
      return on_batch_done(target);
    case Kind::restarted:
      return on_restarted(target);
    case Kind::write_done:
      return on_write_done(target);
    case Kind::group_change:
      return on_group_change();
    case Kind::timeline:
      return on_timeline();
    case Kind::resharding:
      return on_resharding();
    case Kind::scaling:
      return on_scaling();
    case Kind::tick:
      return on_tick();
    case Kind::boundary:
      return on_boundary();
  }
}

// ---- 1. A client sends. ----

void Cell::on_arrival() {
  TrafficSource& source = sources_[next_source_];
  if (source_times_[next_source_].holds(now_)) {
    Request request = source.take();
    Counts& count = counts(request.traffic_class);
    ++count.arrived;
    if (rules_[request.traffic_class].budget) {
      rules_[request.traffic_class].budget->on_first_attempt(now_);
    }
    ++requests_;
    const KeyPlace place = placements_[request.traffic_class].place(source.place(request));
    request.tenant = place.tenant;
    request.partition = place.partition;
    if (request.duplicated) {
      Request second = request;
      second.duplicate = true;
      ++count.duplicates;
      attempt(request);
      attempt(second);
    } else {
      attempt(request);
    }
  } else {
    source.skip();  // its tenants are in another cell now
  }
  find_next_source();
}

void Cell::find_next_source() {
  std::size_t next = 0;
  for (std::size_t i = 1; i < sources_.size(); ++i) {
    if (sources_[i].next_time() < sources_[next].next_time()) next = i;
  }
  next_source_ = next;
}

// ---- 2. The policies in front let it in or refuse it; a schema check may find it invalid. ----

void Cell::attempt(Request& request) {
  recorder_.on_arrived();
  if (active_.cell_lost) return refuse(request, RejectReason::unavailable, Duration{0});
  if (request.invalid) {
    ++counts(request.traffic_class).invalid;
    return;
  }
  TrafficSource& source = sources_[request.source];
  if (!admission_.empty()) {
    const double coin = admission_.needs_uniform() ? 1 - source.coin(request) : 0;
    const Verdict verdict = admission_.admit(now_, request.traffic_class, request.tenant, coin);
    if (!verdict.admitted) return refuse(request, verdict.reason, verdict.retry_after);
    if (admission_.shapes()) {
      request.held = admission_.shaping_delay(now_, request.traffic_class, request.tenant);
    }
  }
  if (ingress_) return enter_ingress(request);
  ++counts(request.traffic_class).admitted;
  recorder_.on_admitted();
  into_log(request, now_ + validation_of(request), kNoSlot);
}

Duration Cell::validation_of(const Request& request) {
  TrafficSource& source = sources_[request.source];
  Duration time = source.validation(request);
  const AddedLatency& added = active_.added(LatencyPlace::ingress);
  if (!added.none()) time += added.of(1 - source.fault_coin(request));
  return time;
}

// ---- 3. The ingress: a node chosen by the balancer, its queue, one of its servers. ----

void Cell::enter_ingress(Request& request) {
  request.node = ingress_->pick(now_, balancing_.bits(picks_++));
  if (store_.full()) stop_early(kTooManyInFlight);
  if (ingress_->full(request.node) || store_.full()) {
    return refuse_admitted(request, RejectReason::queue_full);
  }
  ++counts(request.traffic_class).admitted;
  recorder_.on_admitted();
  request.started = kNever;
  const std::uint32_t slot = store_.put(request, Stay::ingress);
  if (ingress_->enter(now_, request.node, slot)) begin_service(slot);
}

void Cell::begin_service(std::uint32_t slot) {
  Request& request = store_.at(slot);
  request.started = now_;
  push(now_ + validation_of(request), Kind::ingress_done, slot);
}

void Cell::on_ingress_done(std::uint32_t slot) {
  if (into_log(store_.at(slot), now_, slot)) leave_ingress(slot);
}

// A server whose request waits for a full log stays with it until then.
void Cell::leave_ingress(std::uint32_t slot) {
  const Request& request = store_.at(slot);
  if (ingress_) {
    const std::optional<std::uint32_t> next =
        ingress_->leave(now_, request.node, request.entered, request.started);
    if (next) begin_service(*next);
  }
  store_.free(slot);
}

// ---- 4. The log. False: the request waits for room in its partition. ----

bool Cell::into_log(const Request& request, TimePoint validated, std::uint32_t slot) {
  if (!writer_) {
    answer(request, validated);
    finish_unread(request, validated);
    return true;
  }
  Partition& partition = partitions_[request.partition];
  if (partition.down || !enough_replicas(request)) {
    refuse_admitted(request, RejectReason::unavailable);
    return true;
  }
  if (active_.log_full) {
    refuse_admitted(request, RejectReason::log_full);
    return true;
  }
  if (log_capacity_ > 0 && partition.log.unread() + partition.log.at_work() >= log_capacity_) {
    return on_full_log(request, validated, slot);
  }
  append(request, validated);
  return true;
}

bool Cell::enough_replicas(const Request& request) const {
  return !brokers_down_ || rules_[request.traffic_class].acks != Durability::all ||
         active_.leaders->enough_in_sync(request.partition);
}

bool Cell::on_full_log(const Request& request, TimePoint validated, std::uint32_t slot) {
  switch (scenario_.log->on_full) {
    case LogFull::fail:
      refuse_admitted(request, RejectReason::log_full);
      return true;
    case LogFull::drop:  // and nobody is told
      ++counts(request.traffic_class).lost;
      ++partitions_[request.partition].tally.lost;
      answer(request, validated);
      return true;
    case LogFull::block:
      break;
  }
  if (slot == kNoSlot && store_.full()) {
    stop_early(kTooManyInFlight);
    refuse_admitted(request, RejectReason::log_full);
    return true;
  }
  partitions_[request.partition].blocked.push(slot == kNoSlot ? store_.put(request, Stay::ingress)
                                                              : slot);
  return false;
}

void Cell::append(const Request& request, TimePoint validated) {
  TrafficSource& source = sources_[request.source];
  const ClassRules& rules = rules_[request.traffic_class];
  AppendDraws draws{.append = source.append(request) + request.held,
                    .replication = source.replication(request)};
  const AddedLatency& added = active_.added(LatencyPlace::log);
  if (!added.none()) draws.append += added.of(1 - source.fault_coin(request));
  const AppendTimes times =
      writer_->append(validated, request.partition, rules.bytes, rules.acks, draws);
  Partition& partition = partitions_[request.partition];
  ++counts(request.traffic_class).appended;
  ++appended_;
  ++partition.tally.appended;
  if (!group_) {  // nobody reads: an event that could be read is done
    answer(request, times.answered);
    return finish_unread(request, times.readable);
  }
  EventTag tag = EventTag::of_class(request.traffic_class);
  if (request.poison) tag.set_poison();
  if (request.duplicate || request.known) tag.set_duplicate();
  partition.log.append(times.readable, request.birth, tag);
  log_meter_.enter(partition.log.last_readable());
  answer(request, times.answered);
  // By stages the consumers come later and look for themselves.
  if (!by_stages_) wake_for(request.partition, partition.log.last_readable());
}

// ---- 5. The answer, if somebody waits for it. ----

void Cell::answer(const Request& request, TimePoint at) {
  const ClassRules& rules = rules_[request.traffic_class];
  const bool late = rules.client_timeout && at - request.entered > *rules.client_timeout;
  if (admission_.wants_answers()) tell_admission(request, at, !late);
  if (request.duplicate) return;
  if (late) {
    // The event is in the log, but its client does not know and will send it again.
    Request unanswered = request;
    unanswered.known = true;
    return fail_or_retry(unanswered, Duration{0}, request.entered + *rules.client_timeout);
  }
  const std::int64_t latency = (at - request.birth).count();
  ++counts(request.traffic_class).acked;
  ++acks_;
  recorder_.on_ack(request.traffic_class, latency);
  hash(static_cast<std::uint64_t>(request.birth.time_since_epoch().count()), request.traffic_class,
       at.time_since_epoch().count());
}

// Policies that count what is in flight hear of an answer when it is given, not when it is known.
void Cell::tell_admission(const Request& request, TimePoint at, bool ok) {
  if (at <= now_ || store_.full()) return admission_.on_answer(now_, at - request.entered, ok);
  Request answered = request;
  answered.late = !ok;
  push(at, Kind::answered, store_.put(answered, Stay::answered));
}

void Cell::on_answered(std::uint32_t slot) {
  const Request& request = store_.at(slot);
  admission_.on_answer(now_, now_ - request.entered, !request.late);
  store_.free(slot);
}

// Where there is no log, or nobody who reads it, a request's way ends here.
void Cell::finish_unread(const Request& request, TimePoint at) {
  if (request.duplicate || request.known) {
    ++counts(request.traffic_class).duplicates_skipped;
    return;
  }
  ++counts(request.traffic_class).applied;
  if (writer_) ++partitions_[request.partition].tally.applied;
  recorder_.on_applied(request.traffic_class, (at - request.birth).count());
}

// ---- 6. Or a refusal; and what the client makes of it. ----

void Cell::refuse(const Request& request, RejectReason reason, Duration retry_after) {
  ++counts(request.traffic_class).rejected[static_cast<std::size_t>(reason)];
  recorder_.on_shed(request.traffic_class);
  if (!request.duplicate) fail_or_retry(request, retry_after, now_);
}

// By something behind the admission policies, which wait for an answer.
void Cell::refuse_admitted(const Request& request, RejectReason reason) {
  if (admission_.wants_answers()) tell_admission(request, now_, false);
  refuse(request, reason, Duration{0});
}

void Cell::fail_or_retry(const Request& request, Duration retry_after, TimePoint from) {
  ClassRules& rules = rules_[request.traffic_class];
  std::optional<Duration> wait;
  std::uint64_t number = 0;
  if (rules.retry && request.attempt < rules.most_attempts) {
    number = sources_[request.source].next_retry();
    wait = rules.retry->next(request.attempt, retry_after,
                             1 - sources_[request.source].backoff_coin(number));
    if (wait && rules.budget && !rules.budget->admit_retry(now_)) wait.reset();
  }
  if (!wait || store_.full()) {
    // An answer that came too late was an answer.
    ++(request.known ? counts(request.traffic_class).late_acks
                     : counts(request.traffic_class).failed);
    recorder_.on_not_acked();
    ++not_acked_;
    return;
  }
  Request again = request;
  again.draw = number;
  again.retry = true;
  ++again.attempt;
  push(std::max(now_, from + *wait), Kind::client_retry, store_.put(again, Stay::backing_off));
}

void Cell::on_client_retry(std::uint32_t slot) {
  Request request = store_.at(slot);
  store_.free(slot);
  request.entered = now_;
  ++counts(request.traffic_class).retried;
  attempt(request);
}

}  // namespace uslkit
