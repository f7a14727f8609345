// The way of a request through a synchronous system, top to bottom.
#include "sim/synchronous.h"

#include <algorithm>

namespace uslkit {

RunTally run_synchronous(const Scenario& scenario, const CellRun& run) {
  return Synchronous(scenario, run).run();
}

// Of things that happen at one moment the server's departure comes first, then events, then
// arrivals.
RunTally Synchronous::run() {
  while (!finished_) {
    const TimePoint departure = server_.next_departure();
    const TimePoint event = calendar_.first().time();
    const TimePoint arrival = classes_[next_class_].source.next_time();
    if (departure <= event && departure <= arrival) {
      now_ = departure;
      on_served(server_.depart(now_));
    } else if (event <= arrival) {
      now_ = event;
      handle(calendar_.pop());
    } else {
      now_ = arrival;
      on_arrival();
    }
    connect_waiting();
    watch_in_flight();
  }
  return close();
}

void Synchronous::handle(const Event& event) {
  const std::uint32_t target = event.target();
  switch (static_cast<Kind>(event.kind())) {
    case Kind::delay_done:
      return on_delay_done(target);
    case Kind::query_done:
      return on_query_done(target);
    case Kind::client_retry:
      return on_client_retry(target);
    case Kind::client_timeout:
      return on_client_timeout(target);
    case Kind::timeline:
      return on_timeline();
    case Kind::crash:
      return on_crash(target);
    case Kind::restarted:
      return on_restarted();
    case Kind::warmed_up:
      return on_warmed_up();
    case Kind::tick:
      return on_tick();
    case Kind::boundary:
      return on_boundary();
  }
}

// ---- 1. A client sends. ----

void Synchronous::on_arrival() {
  Class& from = classes_[next_class_];
  Request request = from.source.take();
  ++requests_;
  ++counts(request).arrived;
  if (from.budget) from.budget->on_first_attempt(now_);
  request.tenant = from.placement.place(from.source.place(request)).tenant;
  attempt(request);
  if (request.duplicated) {
    request.duplicate = true;
    ++counts(request).duplicates;
    attempt(request);
  }
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].source.next_time() < classes_[next_class_].source.next_time()) next_class_ = i;
  }
}

// ---- 2. The policies in front let it in or refuse it. ----

void Synchronous::attempt(const Request& request) {
  recorder_.on_arrived();
  if (is_down()) return refuse(request, RejectReason::unavailable, Duration{0});
  if (request.invalid) {
    ++counts(request).invalid;
    return;
  }
  if (!admission_.empty()) {
    const double coin = admission_.needs_uniform() ? class_of(request).source.coin(request) : 0;
    const Verdict verdict = admission_.admit(now_, request.traffic_class, request.tenant, coin);
    if (!verdict.admitted) return refuse(request, verdict.reason, verdict.retry_after);
  }
  if (spec_.queue_limit && connected_ >= spec_.pool && queued_ >= *spec_.queue_limit) {
    if (admission_.wants_answers()) admission_.on_answer(now_, Duration{0}, false);
    return refuse(request, RejectReason::queue_full, Duration{0});
  }
  if (store_.full()) return stop_early("more than 8.4 million calls were under way in one cell");
  enter(store_.put(request, CallPhase::queued));
}

// ---- 3. The pool: a connection, or the queue for one. ----

void Synchronous::enter(std::uint32_t slot) {
  Call& call = store_.at(slot);
  ++counts(call.request).admitted;
  recorder_.on_admitted();
  server_meter_.enter(now_);
  Class& from = class_of(call.request);
  if (from.client_timeout && !call.request.duplicate) {
    from.patience.push({call.request.entered + *from.client_timeout, slot, call.generation});
    if (!from.patience_watched) {
      from.patience_watched = true;
      push(from.patience.front().until, Kind::client_timeout, call.request.traffic_class);
    }
  }
  const Duration held =
      admission_.shapes() && !admission_.empty()
          ? admission_.shaping_delay(now_, call.request.traffic_class, call.request.tenant)
          : Duration{0};
  ++queued_;
  if (held > Duration{0}) return delay(slot, held, CallPhase::queued);
  queue_.push(slot);
}

void Synchronous::connect_waiting() {
  while (connected_ < spec_.pool && !queue_.empty()) {
    const std::uint32_t slot = queue_.pop();
    if (store_.at(slot).phase == CallPhase::removed) {
      store_.free(slot);
    } else {
      connect(slot);
    }
  }
}

void Synchronous::connect(std::uint32_t slot) {
  Call& call = store_.at(slot);
  --queued_;
  ++connected_;
  call.connected = true;
  call.request.started = now_;
  const AddedLatency& added = timeline_.active().added(LatencyPlace::ingress);
  if (!added.none()) {
    const double coin = 1 - class_of(call.request).latency_coins.uniform(draw_of(call.request));
    const Duration time = added.of(coin);
    if (time > Duration{0}) return delay(slot, time, CallPhase::at_database);
  }
  fetch(slot);
}

// ---- 4. What it needs from the cache or the database. ----

void Synchronous::fetch(std::uint32_t slot) {
  if (!database_) return begin_work(slot);
  Call& call = store_.at(slot);
  const Class& from = class_of(call.request);
  const double uniform = from.keys.uniform(2 * draw_of(call.request));
  if (cache_ && from.reads) {
    call.key = cache_->key_of(uniform);
    return look_up(slot);
  }
  call.key = static_cast<std::uint32_t>(uniform * 0x1p31);
  query(slot);
}

void Synchronous::look_up(std::uint32_t slot) {
  Call& call = store_.at(slot);
  const double coin = class_of(call.request).cache_coins.exponential(draw_of(call.request));
  switch (cache_->lookup(now_, call.key, coin)) {
    case CacheAnswer::hit:
      call.hit = true;
      return delay(slot, cache_->hit_time(), CallPhase::at_work);
    case CacheAnswer::miss_wait:
      call.phase = CallPhase::cache_wait;
      return cache_->wait(call.key, slot);
    case CacheAnswer::miss_fetch:
    case CacheAnswer::early_refresh:
      call.fetching = true;
      return query(slot);
  }
}

void Synchronous::query(std::uint32_t slot) {
  Call& call = store_.at(slot);
  const Class& from = class_of(call.request);
  call.query.draw = 2 * draw_of(call.request) + (from.reads ? 1 : 0);
  call.query.place = database_->primary_of(call.key);
  if (from.reads && database_->has_replicas()) {
    // One draw decides whether a replica is good enough and, rescaled, which one.
    const double share = scenario_.database->stale_tolerant_share;
    const double uniform = from.keys.uniform(2 * draw_of(call.request) + 1);
    if (uniform <= share) call.query.place = database_->replica_of(call.key, uniform / share);
  }
  call.phase = CallPhase::at_database;
  if (database_->submit(now_, slot, call.query)) push(call.query.due, Kind::query_done, slot);
}

void Synchronous::on_query_done(std::uint32_t slot) {
  const Call& call = store_.at(slot);
  if (call.phase != CallPhase::at_database || call.query.due != now_) return;  // lost in a crash
  if (database_->down()) return held_back_.push_back(slot);
  finish_query(slot);
}

void Synchronous::finish_query(std::uint32_t slot) {
  Call& call = store_.at(slot);
  database_->finish(now_, call.query);
  start_queries(call.query.place);
  if (call.fetching) fetched(slot);
  if (call.abandoned && spec_.abandons_timed_out) {
    return fail_inside(slot, RejectReason::timed_out);
  }
  begin_work(slot);
}

void Synchronous::start_queries(std::uint32_t place) {
  while (const std::optional<std::uint32_t> slot = database_->next_to_start(place)) {
    Query& query = store_.at(*slot).query;
    database_->start(now_, query);
    push(query.due, Kind::query_done, *slot);
  }
}

// Those who waited for it read it now.
void Synchronous::fetched(std::uint32_t slot) {
  store_.at(slot).fetching = false;
  for (const std::uint32_t waiting : cache_->on_fetched(now_, store_.at(slot).key)) {
    if (store_.at(waiting).phase == CallPhase::removed) {
      store_.free(waiting);
      continue;
    }
    store_.at(waiting).hit = true;
    delay(waiting, cache_->hit_time(), CallPhase::at_work);
  }
}

// ---- 5. The server. ----

void Synchronous::begin_work(std::uint32_t slot) {
  Call& call = store_.at(slot);
  const Class& from = class_of(call.request);
  double work = from.work.sample_ns(draw_of(call.request)) / from.work_mean_ns;
  if (call.hit) work *= 1 - spec_.read_share_cached;
  call.phase = CallPhase::at_work;
  server_.enter(now_, slot, work);
}

void Synchronous::on_served(std::uint32_t slot) {
  ++departures_;
  Call& call = store_.at(slot);
  leave(call);
  answer(call);
  store_.free(slot);
}

void Synchronous::delay(std::uint32_t slot, Duration time, CallPhase next) {
  Call& call = store_.at(slot);
  call.phase = CallPhase::delayed;
  call.next = next;
  call.due = now_ + time;
  push(call.due, Kind::delay_done, slot);
}

void Synchronous::on_delay_done(std::uint32_t slot) {
  Call& call = store_.at(slot);
  if (call.due != now_) return;  // of a call that a crash has ended
  if (call.phase == CallPhase::removed) return store_.free(slot);
  if (call.phase != CallPhase::delayed) return;
  call.phase = call.next;
  switch (call.next) {
    case CallPhase::queued:
      return queue_.push(slot);
    case CallPhase::at_database:
      return fetch(slot);
    default:
      return begin_work(slot);
  }
}

// ---- 6. The answer, if somebody still waits for it. ----

void Synchronous::answer(const Call& call) {
  const Request& request = call.request;
  Counts& count = counts(request);
  if (admission_.wants_answers()) {
    admission_.on_answer(now_, now_ - request.entered, !call.abandoned);
  }
  tally_.trajectory_hash += trajectory_mix(
      static_cast<std::uint64_t>(request.birth.time_since_epoch().count()) + request.attempt,
      request.traffic_class, now_.time_since_epoch().count());
  if (request.duplicate) {
    ++count.applied_twice;
    return;
  }
  ++count.applied;
  if (!call.abandoned) {
    ++count.acked;
    ++tick_acked_;
    const std::int64_t latency = (now_ - request.birth).count();
    recorder_.on_ack(request.traffic_class, latency);
    recorder_.on_applied(request.traffic_class, latency);
  } else if (call.given_up) {
    // It did not fail, as its client had to believe.
    --count.failed;
    ++count.late_acks;
  }
}

// ---- 7. Or a refusal; and what the client makes of it. ----

void Synchronous::refuse(const Request& request, RejectReason reason, Duration retry_after) {
  ++counts(request).rejected[static_cast<std::size_t>(reason)];
  recorder_.on_shed(request.traffic_class);
  if (!request.duplicate) static_cast<void>(try_again(request, retry_after));
}

// An error after the admission: its connection is free again.
void Synchronous::fail_inside(std::uint32_t slot, RejectReason reason) {
  Call& call = store_.at(slot);
  leave(call);
  ++counts(call.request).rejected[static_cast<std::size_t>(reason)];
  if (admission_.wants_answers()) {
    admission_.on_answer(now_, now_ - call.request.entered, false);
  }
  if (!call.abandoned && !call.request.duplicate) {
    static_cast<void>(try_again(call.request, Duration{0}));
  }
  store_.free(slot);
}

void Synchronous::leave(Call& call) {
  if (call.connected) {
    --connected_;
  } else {
    --queued_;
    call.request.started = now_;
  }
  server_meter_.leave(now_, call.request.entered, call.request.started);
}

// False: the request has failed.
bool Synchronous::try_again(const Request& request, Duration retry_after) {
  Class& from = class_of(request);
  std::optional<Duration> wait;
  if (from.retry) {
    wait = from.retry->next(request.attempt, retry_after,
                            1 - from.source.backoff_coin(draw_of(request)));
    if (wait && from.budget && !from.budget->admit_retry(now_)) wait.reset();
  }
  if (!wait || store_.full()) {
    ++counts(request).failed;
    ++tick_failed_;
    recorder_.on_not_acked();
    return false;
  }
  Request again = request;
  again.retry = true;
  ++again.attempt;
  push(now_ + *wait, Kind::client_retry, store_.put(again, CallPhase::backing_off));
  return true;
}

void Synchronous::on_client_retry(std::uint32_t slot) {
  Request request = store_.at(slot).request;
  store_.free(slot);
  request.entered = now_;
  ++counts(request).retried;
  attempt(request);
}

// ---- 8. A client loses its patience. ----

void Synchronous::on_client_timeout(std::uint32_t traffic_class) {
  Class& from = classes_[traffic_class];
  while (!from.patience.empty()) {
    const Patience first = from.patience.front();
    const Call& call = store_.at(first.slot);
    const bool waits = call.generation == first.generation && is_inside(call.phase);
    if (waits && first.until > now_) {
      return push(first.until, Kind::client_timeout, traffic_class);
    }
    static_cast<void>(from.patience.pop());
    if (waits) abandon(first.slot);
  }
  from.patience_watched = false;
}

void Synchronous::abandon(std::uint32_t slot) {
  const Request request = store_.at(slot).request;
  store_.at(slot).abandoned = true;
  const bool tries_again = try_again(request, Duration{0});
  store_.at(slot).given_up = !tries_again;
  if (spec_.abandons_timed_out) drop_abandoned(slot);
}

// The server notices. A query that is under way is waited for: databases seldom stop one.
void Synchronous::drop_abandoned(std::uint32_t slot) {
  Call& call = store_.at(slot);
  if (call.phase == CallPhase::at_database) return;
  if (call.phase == CallPhase::at_work) {
    server_.remove(now_, slot);
    return fail_inside(slot, RejectReason::timed_out);
  }
  // A queue, a delay or the cache still names the slot, and frees it.
  leave(call);
  ++counts(call.request).rejected[static_cast<std::size_t>(RejectReason::timed_out)];
  if (admission_.wants_answers()) {
    admission_.on_answer(now_, now_ - call.request.entered, false);
  }
  call.phase = CallPhase::removed;
}

}  // namespace uslkit
