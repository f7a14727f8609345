#include "pipeline/load/class_clients.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {
namespace {

// Events ahead of the one at hand whose tenant's place is fetched: far ones take 100 ns.
constexpr std::uint64_t kPrefetchAhead = 8;

}  // namespace

ClassClients::ClassClients(const LoadPlan& plan, std::size_t traffic_class, std::size_t thread,
                           WaitingRoom& room, RunRecorder& recorder)
    : plan_(plan),
      class_(plan.classes()[traffic_class]),
      thread_(thread),
      room_(room),
      recorder_(recorder),
      source_(plan.scenario(), RunStreams{},
              {.traffic_class = traffic_class,
               .source = static_cast<std::uint32_t>(traffic_class),
               .share = 1,
               .phase = 0.5,
               .name = class_.traffic->name}),
      linger_(class_.batch_events > 1 ? plan.options().linger : Duration{0}),
      timeout_(class_.traffic->client_timeout) {
  report_.name = class_.traffic->name;
  skip(thread);
}

// ---- 1. What becomes due. ----

TimePoint ClassClients::next_due() const {
  return retries_.empty() ? source_.next_time()
                          : std::min(source_.next_time(), retries_.top().entered);
}

void ClassClients::become_due(TimePoint now, TimePoint stop) {
  const std::int64_t sent = report_.sent;
  const std::int64_t retried = report_.retried;
  const std::int64_t duplicates = report_.duplicates;
  for (TimePoint due = next_due(); due <= std::min(now, stop); due = next_due()) {
    if (due == source_.next_time()) {
      take_first();
    } else {
      take_retry();
    }
  }
  const std::int64_t first = report_.sent - sent;
  const std::int64_t again = report_.retried - retried;
  const std::int64_t second = report_.duplicates - duplicates;
  if (first + again + second > 0) recorder_.on_sent(class_.index, first, again, second);
  if (first > 0 && class_.budget) pay_in(first, now);
  tell();
}

void ClassClients::take_first() {
  const Request request = source_.take();
  class_.placement->prefetch(source_.place_ahead(kPrefetchAhead));
  const double uniform = source_.place(request);
  Attempt attempt{.birth = request.birth,
                  .entered = request.birth,
                  .number = request.draw,
                  .invalid = request.invalid,
                  .poison = request.poison};
  if (class_.tenants) {
    attempt.tenant = class_.placement->tenant(uniform);
    attempt.key = static_cast<std::uint32_t>(request.draw % class_.keys_per_tenant);
  } else {
    attempt.key = class_.keys->pick(class_.placement->place(uniform).partition, uniform);
  }
  ++report_.sent;
  wait(attempt);
  if (request.duplicated) {
    attempt.duplicate = true;
    ++report_.duplicates;
    wait(attempt);
  }
  skip(plan_.threads() - 1);
}

// The other threads take these.
void ClassClients::skip(std::size_t requests) {
  for (std::size_t i = 0; i < requests && source_.next_time() != kEndOfTraffic; ++i) source_.skip();
}

void ClassClients::take_retry() {
  const Attempt attempt = retries_.top();
  retries_.pop();
  --room_.backing_off;
  ++report_.retried;
  wait(attempt);
}

void ClassClients::wait(const Attempt& attempt) {
  if (room_.unsent >= room_.most) return drop(attempt);
  ++room_.unsent;
  (attempt.invalid ? alone_ : joined_).push_back(attempt);
}

void ClassClients::drop(const Attempt& attempt) {
  ++report_.not_sent;
  count_rejected(RejectReason::unavailable, 1);
  if (!attempt.duplicate) give_up(attempt);
}

// ---- 2. Batches. ----

TimePoint ClassClients::batch_due() const {
  TimePoint due = alone_.empty() ? kEndOfTraffic : alone_.front().entered;
  if (joined_.empty()) return due;
  due = std::min(due, joined_.front().entered + linger_);
  if (joined_.size() >= class_.batch_events) {
    due = std::min(due, joined_[class_.batch_events - 1].entered);
  }
  return due;
}

void ClassClients::take_batch(LoadBatch& batch) {
  USLKIT_CHECK(waiting() > 0);
  batch.traffic_class = class_.index;
  batch.due = batch_due();
  batch.timed = 0;
  batch.attempts.clear();
  if (!alone_.empty() && (joined_.empty() || alone_.front().entered <= batch.due)) {
    batch.attempts.push_back(alone_.front());
    alone_.pop_front();
  } else {
    const std::size_t count = std::min(class_.batch_events, joined_.size());
    batch.attempts.insert(batch.attempts.end(), joined_.begin(),
                          joined_.begin() + static_cast<std::ptrdiff_t>(count));
    joined_.erase(joined_.begin(), joined_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  room_.unsent -= batch.attempts.size();
}

// ---- 3. Answers. ----

void ClassClients::on_accepted(LoadBatch& batch, TimePoint now) {
  on_timeouts(batch, now);
  latencies_.clear();
  const TimePoint warm_up(plan_.scenario().warm_up);
  std::uint64_t measured = 0;
  for (const Attempt& attempt : batch.attempts) {
    if (attempt.duplicate || attempt.timed_out) {
      ++news_.admitted;
      if (attempt.timed_out) answered_late(attempt, true);
      continue;
    }
    const std::int64_t latency = std::max<std::int64_t>((now - attempt.birth).count(), 0);
    latencies_.push_back(latency);
    if (attempt.birth >= warm_up) {
      report_.corrected.record(latency);
      ++measured;
    }
    if (attempt.state != kNoState) {
      states_.at(attempt.state).told = true;
      settle(attempt.state);
    }
  }
  report_.uncorrected.record(std::max<std::int64_t>((now - batch.written).count(), 0), measured);
  const std::int64_t acked = std::ssize(latencies_);
  report_.acked += acked;
  if (acked > 0) {
    recorder_.on_answered(class_.index, Answer::acked, RejectReason::none, latencies_, acked);
  }
  tell();
}

void ClassClients::on_refused(LoadBatch& batch, RejectReason reason, Duration retry_after,
                              TimePoint now) {
  on_timeouts(batch, now);
  count_rejected(reason, std::ssize(batch.attempts));
  for (const Attempt& attempt : batch.attempts) {
    if (attempt.duplicate) continue;
    if (attempt.timed_out) {
      answered_late(attempt, false);
    } else {
      fail_or_retry(attempt, retry_after, now, now);
    }
  }
  tell();
}

// A duplicate or a client that has gone has no request to end: its attempt was refused.
void ClassClients::on_invalid(LoadBatch& batch, TimePoint now) {
  on_timeouts(batch, now);
  std::int64_t invalid = 0;
  std::int64_t others = 0;
  for (const Attempt& attempt : batch.attempts) {
    if (attempt.duplicate || attempt.timed_out) {
      ++others;
      if (attempt.timed_out) answered_late(attempt, false);
      continue;
    }
    ++invalid;
    if (attempt.state != kNoState) {
      states_.at(attempt.state).told = true;
      settle(attempt.state);
    }
  }
  report_.invalid += invalid;
  if (invalid > 0) {
    recorder_.on_answered(class_.index, Answer::invalid, RejectReason::none, {}, invalid);
  }
  if (others > 0) count_rejected(RejectReason::unavailable, others);
  tell();
}

// ---- 4. Patience. Nobody waits for the answer to a duplicate, or tries an invalid event again.

TimePoint ClassClients::next_timeout(const LoadBatch& batch) const {
  if (!timeout_ || batch.timed == batch.attempts.size()) return kEndOfTraffic;
  return batch.attempts[batch.timed].entered + *timeout_;
}

// As in the simulator, an answer at the very moment is in time.
void ClassClients::on_timeouts(LoadBatch& batch, TimePoint now) {
  while (next_timeout(batch) < now) {
    Attempt& attempt = batch.attempts[batch.timed++];
    if (!attempt.duplicate && !attempt.invalid) time_out(attempt, now);
  }
  tell();
}

void ClassClients::time_out(Attempt& attempt, TimePoint now) {
  attempt.timed_out = true;
  if (attempt.state == kNoState) attempt.state = states_.add();
  ++states_.at(attempt.state).outstanding;
  fail_or_retry(attempt, Duration{0}, attempt.entered + *timeout_, now);
}

void ClassClients::on_abandoned(LoadBatch& batch) {
  for (const Attempt& attempt : batch.attempts) {
    if (attempt.timed_out) answered_late(attempt, false);
  }
  tell();
}

void ClassClients::answered_late(const Attempt& attempt, bool known) {
  RequestState& state = states_.at(attempt.state);
  --state.outstanding;
  state.known = state.known || known;
  settle(attempt.state);
}

// ---- 5. Another attempt, or none. ----

void ClassClients::fail_or_retry(const Attempt& attempt, Duration retry_after, TimePoint from,
                                 TimePoint now) {
  std::optional<Duration> wait;
  if (class_.retry && !attempt.invalid && attempt.attempt < class_.most_attempts) {
    wait = wait_before_retry(attempt, retry_after, now);
    if (wait && class_.budget && !pay_retry(now)) wait.reset();
  }
  if (!wait || room_.backing_off >= room_.most) return give_up(attempt);
  Attempt again = attempt;
  again.timed_out = false;
  ++again.attempt;
  again.entered = std::max(now, from + *wait);
  ++room_.backing_off;
  retries_.push(again);
}

std::optional<Duration> ClassClients::wait_before_retry(const Attempt& attempt,
                                                        Duration retry_after, TimePoint now) {
  // Threads share the stream: each has the numbers that are its own modulo their number.
  const std::uint64_t number = source_.next_retry() * plan_.threads() + thread_;
  const double uniform = 1 - source_.backoff_coin(number);
  const std::optional<Duration> wait = class_.retry->next(attempt.attempt, retry_after, uniform);
  if (CallJournal* const journal = plan_.options().journal) {
    journal->record(JournalCall::client_retry, now,
                    {class_.index, word_of(std::int64_t{attempt.attempt}),
                     word_of(retry_after.count()), word_of(uniform)},
                    {std::uint64_t{wait.has_value()}, word_of(wait.value_or(Duration{0}).count())});
  }
  return wait;
}

// Recorded under the budget's own lock, so that the journal has the order of the calls.
void ClassClients::pay_in(std::int64_t first_attempts, TimePoint now) {
  class_.budget->with([&](RetryBudget& budget) {
    for (std::int64_t i = 0; i < first_attempts; ++i) budget.on_first_attempt(now);
    if (CallJournal* const journal = plan_.options().journal) {
      journal->record(JournalCall::client_first_attempts, now,
                      {class_.index, word_of(first_attempts)}, {});
    }
  });
}

bool ClassClients::pay_retry(TimePoint now) {
  return class_.budget->with([&](RetryBudget& budget) {
    const bool is_paid = budget.admit_retry(now);
    if (CallJournal* const journal = plan_.options().journal) {
      journal->record(JournalCall::client_budget, now, {class_.index}, {std::uint64_t{is_paid}});
    }
    return is_paid;
  });
}

void ClassClients::give_up(const Attempt& attempt) {
  if (attempt.state == kNoState) {
    ++news_.failed;
    return;
  }
  states_.at(attempt.state).given_up = true;
  settle(attempt.state);
}

// An answer that came too late was an answer.
void ClassClients::settle(std::uint32_t index) {
  const RequestState& state = states_.at(index);
  if (state.outstanding > 0 || !(state.told || state.given_up)) return;
  if (!state.told) ++(state.known ? news_.late : news_.failed);
  states_.remove(index);
}

// ---- 6. Told and counted. ----

void ClassClients::count_rejected(RejectReason reason, std::int64_t attempts) {
  report_.rejected[static_cast<std::size_t>(reason)] += attempts;
  recorder_.on_answered(class_.index, Answer::rejected, reason, {}, attempts);
}

void ClassClients::tell() {
  report_.failed += news_.failed;
  report_.late += news_.late;
  if (news_.failed > 0) recorder_.on_failed(class_.index, news_.failed);
  if (news_.late > 0) recorder_.on_late(class_.index, news_.late);
  if (news_.admitted > 0) recorder_.on_admitted(class_.index, news_.admitted);
  news_ = {};
}

void ClassClients::close_batch(const LoadBatch& batch) {
  for (const Attempt& attempt : batch.attempts) {
    if (!attempt.duplicate && attempt.state == kNoState) ++report_.unanswered;
  }
}

void ClassClients::close() {
  for (std::deque<Attempt>* queue : {&alone_, &joined_}) {
    for (const Attempt& attempt : *queue) drop(attempt);
    room_.unsent -= queue->size();
    queue->clear();
  }
  for (; !retries_.empty(); retries_.pop(), --room_.backing_off) {
    if (retries_.top().state == kNoState) ++report_.unanswered;
  }
  // Who gave up before any answer came has failed; the others still wait or would try again.
  states_.for_each([this](const RequestState& state) {
    if (state.told) return;
    if (state.given_up) {
      ++(state.known ? news_.late : news_.failed);
    } else {
      ++report_.unanswered;
    }
  });
  tell();
  if (report_.unanswered > 0) recorder_.on_unanswered(class_.index, report_.unanswered);
}

}  // namespace uslkit
