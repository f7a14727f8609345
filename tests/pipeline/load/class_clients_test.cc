// What clients make of answers: the simulator's rules, without a socket and with time as an
// argument.
#include "pipeline/load/class_clients.h"

#include <doctest/doctest.h>

#include "tests/pipeline/load/load_scenario.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;

TimePoint at(std::int64_t ms) { return TimePoint(milliseconds(ms)); }

// 10 requests a second, the first one at 50 ms; three attempts with a backoff of exactly 10, 20 ms.
Scenario patient_scenario() {
  Scenario scenario = load_scenario(10, 0, std::chrono::seconds(1));
  TrafficClass& orders = scenario.traffic.classes[0];
  orders.client_timeout = milliseconds(30);
  orders.retry = ClientRetrySpec{.max_attempts = 3,
                                 .base_backoff = milliseconds(10),
                                 .highest_backoff = milliseconds(100),
                                 .jitter = Jitter::none};
  return scenario;
}

LoadOptions options(std::int64_t batch_events = 1) {
  LoadOptions result;
  result.port = 1;
  result.batch_events = batch_events;
  return result;
}

struct Fixture {
  explicit Fixture(const Scenario& scenario, const LoadOptions& load = options(),
                   std::size_t most = 1000)
      : plan(scenario, load),
        recorder(scenario),
        room{.most = most},
        clients(plan, 0, 0, room, recorder) {}

  LoadBatch sent_at(TimePoint now) {
    clients.become_due(now, TimePoint(plan.scenario().duration));
    LoadBatch batch;
    REQUIRE(clients.batch_due() <= now);
    clients.take_batch(batch);
    batch.written = now;
    return batch;
  }
  Counts counts() {
    return recorder.with(
        [](IntervalRecorder&, RunTally& tally) { return tally.classes[0].counts; });
  }
  const LoadClassReport& report() { return clients.report(); }
  void check_conserved() {
    const LoadClassReport& r = report();
    CHECK(r.sent == r.acked + r.late + r.failed + r.invalid + r.unanswered);
    const Counts c = counts();
    CHECK(c.arrived == r.sent);
    CHECK(c.arrived == c.acked + c.late_acks + c.failed + c.invalid + c.unanswered_at_end);
    CHECK(c.retried == r.retried);
    CHECK(c.rejected == r.rejected);
  }

  LoadPlan plan;
  RunRecorder recorder;
  WaitingRoom room;
  ClassClients clients;
};

}  // namespace

TEST_CASE("the latency of an ack counts from the first intended send, over retries") {
  Fixture f(patient_scenario());
  LoadBatch batch = f.sent_at(at(52));
  CHECK(batch.attempts[0].entered == at(50));
  f.clients.on_refused(batch, RejectReason::rate_limit, Duration{0}, at(55));
  CHECK(f.clients.next_due() == at(65));
  batch = f.sent_at(at(65));
  CHECK(batch.attempts[0].attempt == 2);
  CHECK(batch.attempts[0].number == 0);
  f.clients.on_accepted(batch, at(70));
  CHECK(f.report().corrected.max() == milliseconds(20));
  CHECK(f.report().uncorrected.max() == milliseconds(5));
  CHECK(f.report().retried == 1);
  f.clients.close();
  f.check_conserved();
}

TEST_CASE("a server's Retry-After comes before the backoff; retries used up: failed") {
  Fixture f(patient_scenario());
  LoadBatch batch = f.sent_at(at(50));
  f.clients.on_refused(batch, RejectReason::rate_limit, milliseconds(20), at(51));
  CHECK(f.clients.next_due() == at(81));
  batch = f.sent_at(at(81));
  f.clients.on_refused(batch, RejectReason::rate_limit, Duration{0}, at(82));
  batch = f.sent_at(at(102));
  CHECK(batch.attempts[0].attempt == 3);
  f.clients.on_refused(batch, RejectReason::rate_limit, Duration{0}, at(103));
  CHECK(f.report().failed == 1);
  CHECK(f.counts().rejected[static_cast<std::size_t>(RejectReason::rate_limit)] == 3);
  f.clients.close();
  f.check_conserved();
}

TEST_CASE("an answer after the client's time: it tries again, and the request ends once") {
  Fixture f(patient_scenario());
  LoadBatch first = f.sent_at(at(50));
  CHECK(f.clients.next_timeout(first) == at(80));
  f.clients.on_timeouts(first, at(80));  // at the very moment it is in time
  CHECK(f.clients.next_due() == at(150));
  f.clients.on_timeouts(first, at(81));
  CHECK(f.clients.next_due() == at(90));
  LoadBatch second = f.sent_at(at(90));

  SUBCASE("the second attempt is acked: acked, whatever comes of the first") {
    f.clients.on_accepted(second, at(95));
    f.clients.on_accepted(first, at(99));
    CHECK(f.report().acked == 1);
    CHECK(f.report().late == 0);
    CHECK(f.counts().admitted == 2);
  }
  SUBCASE("the first was a 202 and the others are refused: late") {
    f.clients.on_accepted(first, at(99));
    f.clients.on_refused(second, RejectReason::queue_full, Duration{0}, at(100));
    LoadBatch third = f.sent_at(at(120));
    f.clients.on_refused(third, RejectReason::queue_full, Duration{0}, at(121));
    CHECK(f.report().late == 1);
    CHECK(f.counts().late_acks == 1);
    CHECK(f.report().failed == 0);
  }
  SUBCASE("a late 202 after the last attempt was refused: late, not failed") {
    f.clients.on_refused(second, RejectReason::queue_full, Duration{0}, at(100));
    LoadBatch third = f.sent_at(at(120));
    f.clients.on_refused(third, RejectReason::queue_full, Duration{0}, at(121));
    CHECK(f.report().failed == 0);
    f.clients.on_accepted(first, at(500));
    CHECK(f.report().late == 1);
  }
  SUBCASE("no attempt is ever answered: failed at the end") {
    f.clients.on_timeouts(second, at(121));
    LoadBatch third = f.sent_at(at(141));
    f.clients.on_timeouts(third, at(172));
    for (LoadBatch* each : {&first, &second, &third}) f.clients.close_batch(*each);
    f.clients.close();
    CHECK(f.report().failed == 1);
    CHECK(f.report().unanswered == 0);
    f.check_conserved();
    return;
  }
  f.clients.close();
  f.check_conserved();
}

TEST_CASE("nobody waits for a duplicate's answer; its refusal is an attempt's, not a request's") {
  Scenario scenario = patient_scenario();
  scenario.traffic.classes[0].duplicate_share = 1;
  scenario.traffic.classes[0].retry.reset();
  Fixture f(scenario);
  LoadBatch first = f.sent_at(at(50));
  LoadBatch second = f.sent_at(at(50));
  CHECK(second.attempts[0].duplicate);
  CHECK(second.attempts[0].number == first.attempts[0].number);
  f.clients.on_refused(second, RejectReason::load_shed, Duration{0}, at(51));
  CHECK(f.report().failed == 0);
  f.clients.on_accepted(first, at(52));
  CHECK(f.report().acked == 1);
  CHECK(f.report().duplicates == 1);
  CHECK(f.counts().rejected_total() == 1);
  f.clients.close();
  f.check_conserved();
}

TEST_CASE("invalid events go alone, are never tried again, and end as invalid") {
  Scenario scenario = patient_scenario();
  scenario.traffic.classes[0].invalid_share = 0.5;
  Fixture f(scenario, options(100));
  f.clients.become_due(at(1000), at(1000));
  while (f.clients.waiting() > 0) {
    LoadBatch batch;
    f.clients.take_batch(batch);
    const bool invalid = batch.attempts[0].invalid;
    if (invalid) {
      CHECK(batch.attempts.size() == 1);
      f.clients.on_invalid(batch, at(1000));
    } else {
      for (const Attempt& each : batch.attempts) CHECK_FALSE(each.invalid);
      batch.timed = batch.attempts.size();  // their patience is another test's
      f.clients.on_accepted(batch, at(1000));
    }
  }
  CHECK(f.report().invalid > 0);
  CHECK(f.report().acked > 0);
  CHECK(f.report().retried == 0);
  f.clients.close();
  f.check_conserved();
}

TEST_CASE("a batch goes when it is full or its first event has lingered, whichever is first") {
  Scenario scenario = load_scenario(1000, 0, std::chrono::seconds(1));  // at 0.5, 1.5, ... ms
  Fixture f(scenario, options(4));
  f.clients.become_due(at(2), at(1000));
  CHECK(f.clients.batch_due() == TimePoint(std::chrono::microseconds(5500)));
  f.clients.become_due(at(4), at(1000));
  CHECK(f.clients.batch_due() == TimePoint(std::chrono::microseconds(3500)));
  LoadBatch batch;
  f.clients.take_batch(batch);
  CHECK(batch.attempts.size() == 4);
  CHECK(f.clients.batch_due() == kEndOfTraffic);
}

TEST_CASE("what finds no room is counted and has failed") {
  Fixture f(load_scenario(100, 0, std::chrono::seconds(1)), options(), 10);
  f.clients.become_due(at(500), at(1000));
  CHECK(f.report().sent == 50);
  CHECK(f.clients.waiting() == 10);
  CHECK(f.report().not_sent == 40);
  CHECK(f.report().failed == 40);
  f.clients.close();
  CHECK(f.report().not_sent == 50);
  f.check_conserved();
}

TEST_CASE("a retry budget bounds the retries of all clients of a class") {
  Scenario scenario = load_scenario(1000, 0, std::chrono::seconds(1));
  scenario.traffic.classes[0].retry =
      ClientRetrySpec{.max_attempts = 10,
                      .base_backoff = milliseconds(1),
                      .highest_backoff = milliseconds(1),
                      .jitter = Jitter::none,
                      .budget = RetryBudgetSpec{.ratio = 0.1, .floor = {10}}};
  Fixture f(scenario);
  for (std::int64_t ms = 1; ms <= 1000; ++ms) {
    f.clients.become_due(at(ms), at(1000));
    while (f.clients.waiting() > 0) {
      LoadBatch batch;
      f.clients.take_batch(batch);
      f.clients.on_refused(batch, RejectReason::queue_full, Duration{0}, at(ms));
    }
  }
  CHECK(f.report().sent == 1000);
  CHECK(f.report().retried >= 100);
  CHECK(f.report().retried <= 10 + 100 + 10);  // burst + ratio n + floor t
  f.clients.close();
  f.check_conserved();
}

}  // namespace uslkit
