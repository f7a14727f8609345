// What a request becomes: an answer at once, or an append whose answer becomes one.
#include <algorithm>

#include "base/check.h"
#include "pipeline/ingress/connection.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostUnsent = 256 * 1024;

constexpr HttpRefusal kNotFound = {404, "not_found", "/events, /healthz and /metrics exist",
                                   "send events to POST /events"};
constexpr HttpRefusal kNotAllowed = {405, "method_not_allowed",
                                     "/events takes POST; /healthz and /metrics GET and HEAD",
                                     "use a method that Allow names"};
constexpr HttpRefusal kMediaType = {415, "unsupported_media_type",
                                    "application/json (one event) or application/x-ndjson (batch)",
                                    "set Content-Type to one of them"};
constexpr HttpRefusal kTooManyEvents = {
    413, "too_many_events", "the number of events in a batch is limited", "send smaller batches"};
constexpr HttpRefusal kInFlight = {503, "requests_in_flight",
                                   "the number of requests that wait for the log is limited",
                                   "retry after the time in Retry-After, with backoff"};
constexpr HttpRefusal kLogFailed = {503, "log_failed", "an event is kept before it is accepted",
                                    "retry later with the same ids: what was kept is recognised"};

}  // namespace

void Connection::serve() {
  while (may_serve()) {
    const RequestReader::Step step = reader_.next();
    if (step == RequestReader::Step::need_more) break;
    if (step == RequestReader::Step::refused) {
      refuse(reader_.refusal());
      return;
    }
    ++requests_;
    worker_.counters.add(IngressCount::requests);
    handle(reader_.request());
    if (!held_) reader_.finish();
  }
  if (last_ || held_ || !reader_.take_continue()) return;
  PendingRequest& pending = add_pending();
  pending.reply = "HTTP/1.1 100 Continue\r\n\r\n";
  pending.answered = true;
}

bool Connection::may_serve() const {
  if (state_ != State::serving || last_ || held_) return false;
  if (count_ == ring_.size()) {
    worker_.counters.add(IngressCount::pipeline_full);
    return false;
  }
  if (unsent() >= kMostUnsent) {
    worker_.counters.add(IngressCount::unsent_full);
    return false;
  }
  return true;
}

PendingRequest& Connection::add_pending() {
  USLKIT_CHECK(count_ < ring_.size());
  PendingRequest& pending = ring_[(first_ + count_) % ring_.size()];
  ++count_;
  USLKIT_CHECK(!pending.in_use);
  pending.in_use = true;
  pending.open_appends = 0;
  pending.worst = AppendStatus::ok;
  pending.answered = false;
  pending.ends_connection = false;
  pending.appended = false;
  pending.events = 0;
  pending.attempts = 0;
  pending.received = received_at_;
  pending.reply.clear();
  return pending;
}

void Connection::handle(const HttpRequest& request) {
  PendingRequest& pending = add_pending();
  headers_only_ = request.method == HttpMethod::head;
  const bool draining = worker_.shared.draining;
  last_ = !request.keep_alive || draining;
  pending.ends_connection = last_;
  if (last_) end_cause_ = draining ? IngressCount::closed_drain : IngressCount::closed_asked;
  if (request.route == Route::events) return handle_events(pending, request);
  handle_page(pending, request);
}

void Connection::handle_page(PendingRequest& pending, const HttpRequest& request) {
  if (request.route == Route::none) {
    return reply(pending, {.status = 404, .body = refusal_body(kNotFound)});
  }
  if (request.method != HttpMethod::get && request.method != HttpMethod::head) {
    return reply(pending, {.status = 405, .body = refusal_body(kNotAllowed), .allow = "GET, HEAD"});
  }
  IngressShared& shared = worker_.shared;
  if (request.route == Route::metrics) {
    const IngressTotals totals(shared.counters);
    return reply(pending, {.status = 200,
                           .content_type = "text/plain; version=0.0.4",
                           .body = prometheus_text(totals, shared.gauges())});
  }
  const bool draining = shared.draining;
  reply(pending, {.status = draining ? 503 : 200,
                  .body = draining ? R"({"status":"draining"})" : R"({"status":"ok"})"});
}

void Connection::handle_events(PendingRequest& pending, const HttpRequest& request) {
  if (request.method != HttpMethod::post) {
    return reply(pending, {.status = 405, .body = refusal_body(kNotAllowed), .allow = "POST"});
  }
  if (request.content == Content::other) {
    return reply(pending, {.status = 415, .body = refusal_body(kMediaType)});
  }
  if (!read_batch(pending, request) || !admit(pending) || held_) return;
  append(pending);
}

// Whether the body is as it should be.
bool Connection::read_batch(PendingRequest& pending, const HttpRequest& request) {
  const EventBatch::Result result = worker_.batch.read(request.body, request.content);
  if (result.too_many) {
    worker_.counters.add(IngressCount::batch_too_large);
    reply(pending, {.status = 413, .body = refusal_body(kTooManyEvents)});
    return false;
  }
  if (result.fault.rule != EventRule::none) {
    worker_.counters.add_invalid(result.fault.rule);
    reply(pending, {.status = 400, .body = fault_body(result.fault)});
    return false;
  }
  pending.events = static_cast<std::uint32_t>(worker_.batch.size());
  if (const std::size_t unlisted = worker_.batch.unlisted(); unlisted > 0) {
    worker_.counters.add(IngressCount::events_unlisted, unlisted);
  }
  return true;
}

bool Connection::admit(PendingRequest& pending) {
  IngressShared& shared = worker_.shared;
  if (static_cast<std::size_t>(shared.in_flight) >= limits_.requests_in_flight) {
    worker_.counters.add(IngressCount::in_flight_full);
    reply(pending, {.status = 503, .body = refusal_body(kInFlight), .retry_after_s = 1});
    return false;
  }
  if (!shared.gate.open()) {
    const AdmissionGate::Answer answer =
        shared.gate.admit(now_, worker_.batch.groups(shared.gate.by_tenant()));
    pending.attempts = answer.attempts;
    if (!answer.verdict.admitted) {
      const RejectReason reason = answer.verdict.reason;
      const std::int64_t wait = retry_after_seconds(answer.verdict.retry_after);
      worker_.counters.add_rejected(reason, pending.events);
      reply(pending, {.status = status_of(reason),
                      .body = rejection_body(reason, wait),
                      .retry_after_s = wait});
      return false;
    }
    if (answer.hold > Duration{0}) hold(answer.hold);
  }
  shared.in_flight.fetch_add(1, std::memory_order_relaxed);
  return true;
}

// The batch is the worker's and will have been used for others meanwhile: it is read again, from
// the body, which stays because nothing more is read from this connection.
void Connection::hold(Duration wait) {
  held_ = true;
  hold_timer_.expires_after(wait);
  hold_timer_.async_wait([this](const boost::system::error_code&) {
    held_ = false;
    PendingRequest& pending = ring_[(first_ + count_ - 1) % ring_.size()];
    const HttpRequest& request = reader_.request();
    const EventBatch::Result again = worker_.batch.read(request.body, request.content);
    USLKIT_CHECK(again.fault.rule == EventRule::none);
    append(pending);
    reader_.finish();
    pump();
  });
}

void Connection::append(PendingRequest& pending) {
  EventBatch& batch = worker_.batch;
  const std::span<const PartitionRun> runs = batch.runs();
  pending.appended = true;
  // One more than there are, so that no answer finishes the request before the last is asked.
  pending.open_appends = static_cast<std::uint32_t>(runs.size()) + 1;
  pumping_ = true;
  for (const PartitionRun& run : runs) {
    worker_.writer->append(run.partition, run.events, batch.level(), &pending);
  }
  on_append_answered(pending, AppendStatus::ok);
}

void Connection::on_append_answered(PendingRequest& pending, AppendStatus status) {
  USLKIT_CHECK(pending.open_appends > 0);
  pending.worst = std::max(pending.worst, status);
  if (--pending.open_appends == 0) finish_append(pending);
}

void Connection::finish_append(PendingRequest& pending) {
  IngressShared& shared = worker_.shared;
  IngressCounters& counters = worker_.counters;
  const TimePoint now = shared.clock.now();
  const Duration latency = now - pending.received;
  const bool ok = pending.worst == AppendStatus::ok;
  shared.in_flight.fetch_sub(1, std::memory_order_relaxed);
  shared.gate.answered(now, pending.attempts, latency, ok);
  if (ok) {
    counters.record_ack(latency);
    counters.add(IngressCount::events_accepted, pending.events);
    counters.add_reply(202);
    pending.answered = true;
    return;
  }
  pending.appended = false;
  if (pending.worst == AppendStatus::full) {
    counters.add(IngressCount::events_full, pending.events);
    return reply(
        pending,
        {.status = 507, .body = rejection_body(RejectReason::log_full, 1), .retry_after_s = 1});
  }
  counters.add(IngressCount::events_failed, pending.events);
  reply(pending, {.status = 503, .body = refusal_body(kLogFailed), .retry_after_s = 1});
}

// ---- Answers. ----

void Connection::reply(PendingRequest& pending, HttpReply reply) {
  worker_.counters.add_reply(reply.status);
  reply.date = worker_.date;
  reply.close = pending.ends_connection;
  reply.without_body = headers_only_;
  append_reply(pending.reply, reply);
  pending.answered = true;
}

// The connection ends with this answer.
void Connection::refuse(const HttpRefusal& refusal) {
  PendingRequest& pending = add_pending();
  worker_.counters.add_refusal(refusal.code);
  headers_only_ = false;
  pending.ends_connection = true;
  last_ = true;
  end_cause_ = IngressCount::closed_refused;
  reply(pending, {.status = refusal.status,
                  .body = refusal_body(refusal),
                  .retry_after_s = refusal.status == 503 ? 1 : 0});
}

}  // namespace uslkit
