// A synchronous system against queueing theory, and through collapse, crash and recovery.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "model/metastability.h"
#include "model/multi_server_queue.h"
#include "sim/engines.h"
#include "tests/sim/replications.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

TrafficClass traffic(const std::string& name, double per_second) {
  TrafficClass requests;
  requests.name = name;
  requests.rate.shape = ConstantRate{Rate{per_second}};
  return requests;
}

// One processor of 1000 requests a second, shared by all that are connected.
Scenario shared_processor(const ServiceLaw& work, double per_second) {
  Scenario scenario;
  scenario.architecture = Architecture::synchronous;
  scenario.seed = 7;
  scenario.duration = 1000s;
  scenario.warm_up = 10s;
  scenario.series_interval = 10s;
  scenario.traffic.classes = {traffic("requests", per_second)};
  SynchronousSpec& spec = scenario.synchronous.emplace();
  spec.alpha = 1;
  spec.gamma = Rate{1000};
  spec.work = work;
  spec.pool = 100'000;
  return scenario;
}

// One hundredth of capacity.md 4.4's monolith: 1199 requests a second at most, 326 in flight there,
// and connections for 15 node-equivalents.
Scenario monolith(std::vector<RateStep> load) {
  Scenario scenario = shared_processor(ExponentialLaw{1s}, 0);
  scenario.duration = 300s;
  scenario.warm_up = 0s;
  scenario.series_interval = 1s;
  scenario.traffic.classes.front().rate.shape = StepsRate{std::move(load)};
  SynchronousSpec& spec = *scenario.synchronous;
  spec.nodes = 6;
  spec.alpha = 0.15;
  spec.beta = 0.02;
  spec.gamma = Rate{469.72};
  spec.in_flight_per_node = 54;
  spec.pool = 15 * 54;
  spec.queue_limit = 2000;
  return scenario;
}

void add_impatience(Scenario& scenario, std::int64_t attempts) {
  TrafficClass& clients = scenario.traffic.classes.front();
  clients.client_timeout = 1500ms;
  clients.retry = ClientRetrySpec{.max_attempts = attempts, .base_backoff = 100ms};
}

// The identities of Counts, from which nothing is excepted.
void check_identities(const RunTally& tally) {
  for (const ClassTally& of : tally.classes) {
    const Counts& c = of.counts;
    CHECK(c.arrived == c.acked + c.late_acks + c.failed + c.invalid + c.unanswered_at_end);
    CHECK(c.arrived + c.retried + c.duplicates ==
          c.rejected_total() + c.invalid + c.applied + c.applied_twice + c.in_flight_at_end);
  }
  for (const StationTally& station : tally.stations) {
    CAPTURE(station.name);
    CHECK(station.time_sum_s == doctest::Approx(station.number_integral_s).epsilon(1e-9));
  }
}

RunTally run(const Scenario& scenario) {
  RunTally tally = run_synchronous(scenario, {});
  check_identities(tally);
  CHECK(tally.stopped_early.empty());
  return tally;
}

// Mean and standard error of the ack latency in milliseconds, by batch means.
struct Mean {
  double value = 0;
  double standard_error = 0;
};

Mean latency_ms(const RunTally& tally) {
  double sum = 0;
  double squares = 0;
  for (const BatchWindow& window : tally.windows) {
    const double mean = window.ack.mean_ns() * 1e-6;
    sum += mean;
    squares += mean * mean;
  }
  const double n = kBatchWindows;
  return {sum / n, std::sqrt((squares - sum * sum / n) / (n - 1) / n)};
}

void check_mean(const Scenario& scenario, double expected_ms) {
  const Mean found = latency_ms(run(scenario));
  CAPTURE(found.value);
  CHECK(std::abs(found.value - expected_ms) < kMostStandardErrors * found.standard_error);
  CHECK(found.standard_error < 0.03 * expected_ms);
}

// Answers per second in the interval from one moment to another.
double acked_per_s(const RunTally& tally, std::size_t from, std::size_t to) {
  std::int64_t sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += tally.series.at(i).acked;
  return static_cast<double>(sum) / static_cast<double>(to - from) /
         in_seconds(tally.series_interval);
}

std::vector<double> times_of(const RunTally& tally, const std::string& kind) {
  std::vector<double> times;
  for (const RunEvent& event : tally.events) {
    if (event.kind == kind) times.push_back(event.time_s);
  }
  return times;
}

}  // namespace

TEST_CASE("a shared processor with Poisson arrivals has a mean of S / (1 - rho), for every law") {
  check_mean(shared_processor(ExponentialLaw{1s}, 800), 5);
  check_mean(shared_processor(ConstantLaw{1s}, 800), 5);
  check_mean(shared_processor(HyperexponentialLaw{1s, 2}, 800), 5);
  check_mean(shared_processor(LognormalLaw{1s, 1.5}, 500), 2);
}

TEST_CASE("one connection makes the server a first-come-first-served queue: M/M/1 and M/D/1") {
  Scenario scenario = shared_processor(ExponentialLaw{1s}, 800);
  scenario.synchronous->pool = 1;
  check_mean(scenario, 5);
  scenario.synchronous->work = ConstantLaw{1s};
  check_mean(scenario, 3);
}

TEST_CASE("a server whose speed is 1 % off is caught") {
  Scenario scenario = shared_processor(ConstantLaw{1s}, 800);
  scenario.duration = 4000s;
  scenario.synchronous->gamma = Rate{1010};
  const Mean found = latency_ms(run(scenario));
  CHECK(std::abs(found.value - 5) > kMostStandardErrors * found.standard_error);
}

TEST_CASE("a database of 8 connections behind a quick server is M/M/8") {
  Scenario scenario = shared_processor(ConstantLaw{1s}, 640);
  scenario.synchronous->gamma = Rate{1e9};
  scenario.database.emplace();
  scenario.database->servers = 8;
  scenario.database->service = ExponentialLaw{10ms};
  check_mean(scenario, 10 * (1 + 0.286028078));
}

TEST_CASE("what comes when pool and queue are full is refused: M/M/1/2 by Erlang's recursion") {
  Scenario scenario = shared_processor(ExponentialLaw{1s}, 800);
  scenario.synchronous->pool = 1;
  scenario.synchronous->queue_limit = 1;
  const RunTally tally = run(scenario);
  const Counts& counts = tally.classes.front().counts;
  const double refused = static_cast<double>(counts.rejected_total());
  CHECK(refused == counts.rejected[static_cast<std::size_t>(RejectReason::queue_full)]);
  // p2 = rho^2 / (1 + rho + rho^2).
  CHECK(refused / static_cast<double>(counts.arrived) ==
        doctest::Approx(0.64 / 2.44).epsilon(0.01));
  CHECK(counts.failed == counts.rejected_total());
}

TEST_CASE("below its peak the monolith carries its load with few in flight") {
  Scenario scenario = monolith({{0s, Rate{1100}}});
  add_impatience(scenario, 3);
  const RunTally tally = run(scenario);
  CHECK(acked_per_s(tally, 50, 300) == doctest::Approx(1100).epsilon(0.01));
  CHECK(tally.classes.front().counts.failed == 0);
}

TEST_CASE("a surge above the peak collapses the monolith, and retries hold it down") {
  // 800 at rest, 1400 for 30 s, and 800 again.
  const std::vector<RateStep> surge{{0s, Rate{800}}, {60s, Rate{1400}}, {90s, Rate{800}}};
  Scenario scenario = monolith(surge);
  add_impatience(scenario, 3);
  const RunTally collapsed = run(scenario);
  CHECK(acked_per_s(collapsed, 10, 60) == doctest::Approx(800).epsilon(0.02));
  // Long after the surge nobody is answered in time, although the server completes 965 a second and
  // only 800 are asked for: each is asked for three times, and served when its client has gone.
  CHECK(acked_per_s(collapsed, 200, 300) < 10);
  const double served = static_cast<double>(collapsed.classes.front().counts.applied);
  CHECK(served > 0.95 * (60 * 800 + 240 * 965));

  SUBCASE("theory agrees that it stays collapsed") {
    RetryStorm storm{.usl = {.alpha = 0.15, .beta = 0.02, .gamma = 469.72},
                     .overload_concurrency = 15,
                     .arrival_rate = 800,
                     .retries = 2};
    CHECK(stays_collapsed(storm));
    CHECK(recovery_rate(storm) == doctest::Approx(322).epsilon(0.01));
  }
  SUBCASE("it stays down while the load is above X_retro / (1 + retries) = 322") {
    scenario = monolith({{0s, Rate{800}}, {60s, Rate{1400}}, {90s, Rate{350}}});
    add_impatience(scenario, 3);
    CHECK(acked_per_s(run(scenario), 200, 300) < 10);
  }
  SUBCASE("it recovers once the load falls below that, and then carries the old load again") {
    scenario = monolith({{0s, Rate{800}},
                         {60s, Rate{1400}},
                         {90s, Rate{800}},
                         {150s, Rate{250}},
                         {200s, Rate{800}}});
    add_impatience(scenario, 3);
    const RunTally recovered = run(scenario);
    CHECK(acked_per_s(recovered, 120, 150) < 10);
    CHECK(acked_per_s(recovered, 220, 300) == doctest::Approx(800).epsilon(0.02));
  }
  SUBCASE("a retry budget lets it recover by itself") {
    scenario.traffic.classes.front().retry->budget =
        RetryBudgetSpec{.ratio = 0.05, .floor = Rate{1}};
    CHECK(acked_per_s(run(scenario), 200, 300) == doctest::Approx(800).epsilon(0.02));
  }
  SUBCASE("so does a server that notices who has gone") {
    scenario.synchronous->abandons_timed_out = true;
    CHECK(acked_per_s(run(scenario), 200, 300) == doctest::Approx(800).epsilon(0.02));
  }
  SUBCASE("and a pool that keeps work below the falling branch") {
    scenario.synchronous->pool = 6 * 54;
    scenario.synchronous->queue_limit = 54;
    CHECK(acked_per_s(run(scenario), 200, 300) == doctest::Approx(800).epsilon(0.02));
  }
}

TEST_CASE("too many in flight for too long crash the process; it returns cold, then warm") {
  Scenario scenario = monolith({{0s, Rate{500}}, {60s, Rate{2000}}, {70s, Rate{500}}});
  scenario.synchronous->crash = CrashSpec{.in_flight_above = 700,
                                          .held_for = 3s,
                                          .detection = 20s,
                                          .restart = 30s,
                                          .cache_warm = 40s,
                                          .warm_factor = 1.5};
  const RunTally tally = run(scenario);
  const std::vector<double> crashes = times_of(tally, "crash");
  REQUIRE(crashes.size() == 1);
  CHECK(crashes[0] > 63);
  CHECK(crashes[0] < 66);
  REQUIRE(times_of(tally, "restarted").size() == 1);
  REQUIRE(times_of(tally, "warmed_up").size() == 1);
  CHECK(times_of(tally, "restarted")[0] - crashes[0] == doctest::Approx(50).epsilon(1e-12));
  CHECK(times_of(tally, "warmed_up")[0] - crashes[0] == doctest::Approx(90).epsilon(1e-12));
  const std::size_t crash = static_cast<std::size_t>(crashes[0]);
  CHECK(acked_per_s(tally, crash + 1, crash + 49) == 0);
  CHECK(acked_per_s(tally, crash + 55, 300) == doctest::Approx(500).epsilon(0.02));
  const Counts& counts = tally.classes.front().counts;
  CHECK(counts.rejected[static_cast<std::size_t>(RejectReason::unavailable)] > 500 * 45);
  CHECK(counts.failed == counts.rejected_total());
}

TEST_CASE("answers that come after the client has gone are late, not good and not failed") {
  Scenario scenario = shared_processor(ConstantLaw{1s}, 10);
  scenario.duration = 100s;
  scenario.warm_up = 0s;
  scenario.synchronous->gamma = Rate{1};  // one second each, at least
  scenario.traffic.classes.front().arrivals = DeterministicArrivals{};
  scenario.traffic.classes.front().rate.shape = ConstantRate{Rate{0.5}};
  scenario.traffic.classes.front().client_timeout = 900ms;
  const Counts late = run(scenario).classes.front().counts;
  CHECK(late.arrived == 50);
  CHECK(late.late_acks == 50);
  CHECK(late.failed == 0);
  CHECK(late.acked == 0);
  scenario.synchronous->abandons_timed_out = true;
  const Counts noticed = run(scenario).classes.front().counts;
  CHECK(noticed.failed == 50);
  CHECK(noticed.applied == 0);
  CHECK(noticed.rejected[static_cast<std::size_t>(RejectReason::timed_out)] == 50);
}

// Reads of 100 keys through a cache to a database with 32 connections.
Scenario cached_reads(StampedeProtection protection) {
  Scenario scenario = shared_processor(ConstantLaw{1s}, 2000);
  scenario.duration = 100s;
  scenario.warm_up = 0s;
  scenario.series_interval = 1s;
  scenario.traffic.classes.front().operation = Operation::read;
  scenario.synchronous->gamma = Rate{1e9};
  DatabaseSpec& database = scenario.database.emplace();
  database.servers = 32;
  database.service = ConstantLaw{100ms};
  database.cache = CacheSpec{.keys = 100, .exponent = 1, .ttl = 20s, .protection = protection};
  return scenario;
}

std::int64_t queries_of(const RunTally& tally) { return tally.stations.at(1).arrivals; }

TEST_CASE("under the lock an expired key costs one query; without it, one for every reader") {
  const std::int64_t alone = queries_of(run(cached_reads(StampedeProtection::none)));
  const RunTally locked = run(cached_reads(StampedeProtection::lock));
  // 100 keys, five times 20 s.
  CHECK(queries_of(locked) <= 500);
  CHECK(queries_of(locked) > 350);
  CAPTURE(queries_of(locked));
  CHECK(alone > 2.5 * static_cast<double>(queries_of(locked)));
}

TEST_CASE("a flushed cache stampedes the database, and the lock prevents it") {
  Scenario open = cached_reads(StampedeProtection::none);
  open.faults = {Fault{.at = 50s, .fault = CacheFlushFault{}}};
  Scenario locked = cached_reads(StampedeProtection::lock);
  locked.faults = open.faults;
  const RunTally stampede = run(open);
  const RunTally calm = run(locked);
  CHECK(queries_of(stampede) > 3 * queries_of(calm));
  CHECK(stampede.series.at(50).ack_p99_ns > 2 * calm.series.at(50).ack_p99_ns);
}

TEST_CASE("early expiration keeps popular keys fresh: their readers hardly ever wait") {
  const RunTally alone = run(cached_reads(StampedeProtection::none));
  const RunTally early = run(cached_reads(StampedeProtection::early_expiration));
  CHECK(queries_of(early) < queries_of(alone));
  CHECK(early.classes.front().ack.fraction_above(5ms) <
        0.7 * alone.classes.front().ack.fraction_above(5ms));
}

TEST_CASE("replicas take the reads that may be stale: the primary keeps the rest") {
  Scenario scenario = shared_processor(ConstantLaw{1s}, 300);
  scenario.traffic.classes.front().operation = Operation::read;
  scenario.synchronous->gamma = Rate{1e9};
  DatabaseSpec& database = scenario.database.emplace();
  database.service = ExponentialLaw{10ms};
  database.replicas = 3;
  database.stale_tolerant_share = 0.75;
  // Four equal M/M/1 queues with rho .75.
  check_mean(scenario, 40);
}

TEST_CASE("a database outage holds everybody up, and nobody is lost") {
  Scenario scenario = shared_processor(ConstantLaw{1s}, 300);
  scenario.duration = 100s;
  scenario.warm_up = 0s;
  scenario.series_interval = 1s;
  scenario.synchronous->gamma = Rate{1e9};
  scenario.database.emplace();
  scenario.database->servers = 8;
  scenario.database->service = ExponentialLaw{10ms};
  scenario.faults = {Fault{.at = 40s, .length = 10s, .fault = DatabaseOutageFault{}}};
  const RunTally tally = run(scenario);
  CHECK(acked_per_s(tally, 41, 50) == 0);
  CHECK(acked_per_s(tally, 50, 100) > 330);
  CHECK(tally.classes.front().counts.failed == 0);
  CHECK(times_of(tally, "fault") == std::vector<double>{40});
  CHECK(times_of(tally, "fault_end") == std::vector<double>{50});
}

TEST_CASE("everything at once still adds up, on both calendars to the bit") {
  Scenario scenario = cached_reads(StampedeProtection::lock);
  scenario.duration = 60s;
  scenario.warm_up = 7s;
  scenario.traffic.classes.front().duplicate_share = 0.02;
  scenario.traffic.classes.front().client_timeout = 60ms;
  scenario.traffic.classes.front().retry = ClientRetrySpec{.base_backoff = 10ms};
  TrafficClass writes = traffic("writes", 50);
  writes.invalid_share = 0.1;
  writes.client_timeout = 300ms;
  writes.retry = ClientRetrySpec{.max_attempts = 5, .budget = RetryBudgetSpec{.ratio = 0.2}};
  scenario.traffic.classes.push_back(writes);
  scenario.synchronous->pool = 500;
  scenario.synchronous->queue_limit = 300;
  scenario.synchronous->gamma = Rate{5000};
  scenario.synchronous->read_share_cached = 0.5;
  scenario.synchronous->crash = CrashSpec{
      .in_flight_above = 700, .held_for = 1s, .detection = 1s, .restart = 2s, .cache_warm = 5s};
  scenario.ingress.admission = {TokenBucketSpec{.rate = Rate{1900}, .burst = 100},
                                LeakyBucketSpec{.rate = Rate{1900}, .depth = 20},
                                ConcurrencyLimitSpec{.initial = 900, .highest = 900}};
  scenario.faults = {
      Fault{.at = 10s, .length = 4s, .fault = SlowDatabaseFault{5}},
      Fault{.at = 20s, .length = 5s, .fault = LatencyFault{LatencyPlace::ingress, 100ms, 0.5}},
      Fault{.at = 30s, .length = 3s, .fault = DatabaseOutageFault{}},
      Fault{.at = 40s, .fault = CacheFlushFault{}},
      Fault{.at = 45s, .length = 2s, .cell = 0, .fault = CellLossFault{}}};
  scenario.runbook = {
      RunbookAction{.at = 50s, .length = 3s, .action = ReadOnlyAction{}},
      RunbookAction{.at = 52s, .action = AggressiveCachingAction{10min}},
      RunbookAction{.when = Condition{.signal = Signal::in_flight, .above = 400, .until_below = 50},
                    .action = ShedClassAction{"writes"}}};
  for (const bool abandons : {false, true}) {
    scenario.synchronous->abandons_timed_out = abandons;
    const RunTally quaternary =
        run_synchronous(scenario, {.calendar = CalendarKind::quaternary_heap});
    const RunTally binary = run_synchronous(scenario, {.calendar = CalendarKind::binary_heap});
    check_identities(quaternary);
    CHECK(quaternary.trajectory_hash == binary.trajectory_hash);
    CHECK(quaternary.classes.front().ack == binary.classes.front().ack);
    CHECK(quaternary.events.size() == binary.events.size());
    const Counts& reads = quaternary.classes.front().counts;
    CHECK(reads.retried > 0);
    CHECK(reads.duplicates > 0);
    CHECK(reads.acked > reads.arrived / 2);
    CHECK(quaternary.classes.back()
              .counts.rejected[static_cast<std::size_t>(RejectReason::read_only)] > 0);
  }
}

TEST_CASE("a fault moves nobody else's draws: before it, nothing changes") {
  Scenario scenario = shared_processor(LognormalLaw{1s, 1}, 700);
  scenario.duration = 50s;
  scenario.series_interval = 1s;
  const RunTally calm = run(scenario);
  scenario.faults = {Fault{.at = 30s, .length = 5s, .fault = SlowDatabaseFault{3}}};
  const RunTally slow = run(scenario);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(calm.series.at(i).arrived == slow.series.at(i).arrived);
    if (i < 30) CHECK(calm.series.at(i).ack_p99_ns == slow.series.at(i).ack_p99_ns);
  }
  CHECK(slow.series.at(34).ack_p99_ns > 10 * calm.series.at(34).ack_p99_ns);
}

TEST_CASE("budgets stop a runaway run with what it has so far") {
  Scenario scenario = shared_processor(ConstantLaw{1s}, 2000);
  scenario.budget.events = 100'000;
  const RunTally tally = run_synchronous(scenario, {});
  CHECK(tally.stopped_early == "its budget of 100000 events is used up");
  check_identities(tally);
}
