// Mechanisms against the law they must obey: the USL where it holds, something else where not.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "fit/fit_usl.h"
#include "fit/lack_of_fit.h"
#include "fit/usability.h"
#include "model/machine_repairman.h"
#include "model/usl.h"
#include "sim/engines.h"
#include "tests/sim/replications.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

constexpr std::array<std::int64_t, 12> kSizes{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

// Z 95 us, S 5 us, k 50 ns: alpha .05, beta .0005, gamma 10 000/s.
constexpr double kAlpha = 0.05;
constexpr double kBeta = 0.0005;
constexpr double kGamma = 10'000;

Scenario closed(Mechanism mechanism, std::int64_t workers) {
  Scenario scenario;
  scenario.architecture = Architecture::coordination;
  scenario.seed = 20'260'101;
  scenario.duration = 1h;
  scenario.workers = workers;
  CoordinationSpec& coordination = scenario.coordination.emplace();
  coordination.mechanism = mechanism;
  coordination.local_work = ExponentialLaw{95us};
  coordination.serial = ExponentialLaw{5us};
  coordination.exchange = ExponentialLaw{50ns};
  return scenario;
}

Scenario fixed(Mechanism mechanism, std::int64_t workers) {
  Scenario scenario = closed(mechanism, workers);
  scenario.coordination->local_work = ConstantLaw{95us};
  scenario.coordination->serial = ConstantLaw{5us};
  scenario.coordination->exchange = ConstantLaw{50ns};
  return scenario;
}

// Throughput with its standard error from the batch windows.
struct Throughput {
  double mean = 0;
  double standard_error = 0;
};

Throughput throughput_of(const RunTally& tally) {
  double sum = 0;
  double squares = 0;
  std::int64_t completed = 0;
  for (const BatchWindow& window : tally.windows) {
    const double x = static_cast<double>(window.completed) / in_seconds(window.length);
    completed += window.completed;
    sum += x;
    squares += x * x;
  }
  const double n = kBatchWindows;
  const double variance = (squares - sum * sum / n) / (n - 1);
  return {static_cast<double>(completed) / in_seconds(tally.measured),
          std::sqrt(std::max(0.0, variance) / n)};
}

Throughput throughput_of(const Scenario& scenario) {
  return throughput_of(run_coordination(scenario, {}));
}

// One row per N and replication, as `uslkit sweep` writes them.
UslFit fit_of_sweep(Scenario scenario, std::int64_t replications = 1) {
  Measurements measurements;
  for (const std::int64_t n : kSizes) {
    scenario.workers = n;
    for (std::int64_t replication = 0; replication < replications; ++replication) {
      Measurement& row = measurements.rows.emplace_back();
      row.concurrency = static_cast<double>(n);
      row.throughput = throughput_of(run_coordination(scenario, {.replication = replication})).mean;
    }
  }
  return fit_usl(measurements);
}

bool close(double value, double expected, double relative) {
  return std::abs(value - expected) <= relative * std::abs(expected);
}

}  // namespace

TEST_CASE("stop-the-world obeys the USL at every N, within 4.5 standard errors") {
  for (const std::int64_t n : kSizes) {
    CAPTURE(n);
    const Throughput found = throughput_of(closed(Mechanism::stop_the_world, n));
    const double law = usl_throughput({kAlpha, kBeta, kGamma}, static_cast<double>(n));
    CHECK(std::abs(found.mean - law) < kMostStandardErrors * found.standard_error);
    CHECK(found.standard_error < 0.01 * law);
  }
}

TEST_CASE("stop-the-world obeys the USL whatever the laws of work, pause and exchange") {
  for (const std::int64_t n : {4, 24}) {
    CAPTURE(n);
    Scenario scenario = closed(Mechanism::stop_the_world, n);
    scenario.coordination->local_work = HyperexponentialLaw{95us, 2};
    scenario.coordination->serial = LognormalLaw{5us, 1.5};
    scenario.coordination->exchange = UniformLaw{0ns, 100ns};
    const Throughput found = throughput_of(scenario);
    const double law = usl_throughput({kAlpha, kBeta, kGamma}, static_cast<double>(n));
    CHECK(std::abs(found.mean - law) < kMostStandardErrors * found.standard_error);
  }
}

TEST_CASE("a serial part that is 1 % off is caught") {
  Scenario scenario = closed(Mechanism::stop_the_world, 24);
  scenario.coordination->requests = 2'000'000;
  scenario.coordination->serial = ExponentialLaw{5050ns};
  const Throughput found = throughput_of(scenario);
  const double law = usl_throughput({kAlpha, kBeta, kGamma}, 24);
  CHECK(std::abs(found.mean - law) > kMostStandardErrors * found.standard_error);
}

TEST_CASE("a stop-the-world sweep, fitted, returns alpha within 3 % and beta within 5 %") {
  const UslFit fit = fit_of_sweep(closed(Mechanism::stop_the_world, 1));
  CHECK(close(fit.parameters.alpha, kAlpha, 0.03));
  CHECK(close(fit.parameters.beta, kBeta, 0.05));
  CHECK(close(fit.parameters.gamma, kGamma, 0.01));
  CHECK(usability_of(fit) == Usability::usable);
}

TEST_CASE("a master's lock is a standstill: the same requests at the same times") {
  const RunTally world = run_coordination(closed(Mechanism::stop_the_world, 8), {});
  const RunTally lock = run_coordination(closed(Mechanism::master_lock, 8), {});
  CHECK(world.trajectory_hash == lock.trajectory_hash);
}

TEST_CASE("batching by B divides beta by B and leaves alpha alone") {
  Scenario scenario = closed(Mechanism::leader_append, 1);
  scenario.coordination->batch = 8;
  const UslFit fit = fit_of_sweep(scenario);
  CHECK(close(fit.parameters.alpha, kAlpha, 0.03));
  // The errors of beta stay what they were while beta is an eighth.
  CHECK(std::abs(fit.parameters.beta - kBeta / 8) < 0.05 * kBeta);
}

TEST_CASE("batching divides the exchanges exactly where nothing is random") {
  for (const std::int64_t batch : {1, 2, 5, 8}) {
    Scenario scenario = fixed(Mechanism::leader_append, 16);
    scenario.coordination->batch = batch;
    const double law = 16 / (95e-6 + 16 * (5e-6 + 50e-9 * 15 / static_cast<double>(batch)));
    CHECK(close(throughput_of(scenario).mean, law, 1e-4));
  }
}

TEST_CASE("heartbeats take the leader's time from everybody: X (1 - c (N-1) / h)") {
  Scenario scenario = fixed(Mechanism::leader_append, 16);
  scenario.coordination->heartbeat_interval = 1ms;
  scenario.coordination->heartbeat_cost = 10us;
  const double law = 16 / (95e-6 + 16 * (5e-6 + 50e-9 * 15)) * (1 - 10e-6 * 15 / 1e-3);
  CHECK(close(throughput_of(scenario).mean, law, 1e-4));
}

TEST_CASE("barrier rounds with fixed work take exactly Z + N (S + k (N-1))") {
  for (const std::int64_t n : kSizes) {
    CAPTURE(n);
    const double law = usl_throughput({kAlpha, kBeta, kGamma}, static_cast<double>(n));
    CHECK(close(throughput_of(fixed(Mechanism::barrier, n)).mean, law, 1e-12));
  }
}

TEST_CASE("barrier rounds with random serial parts obey the USL on average") {
  for (const std::int64_t n : {3, 16, 64}) {
    CAPTURE(n);
    Scenario scenario = closed(Mechanism::barrier, n);
    scenario.coordination->local_work = ConstantLaw{95us};
    const Throughput found = throughput_of(scenario);
    const double law = usl_throughput({kAlpha, kBeta, kGamma}, static_cast<double>(n));
    CHECK(std::abs(found.mean - law) < kMostStandardErrors * found.standard_error);
  }
}

TEST_CASE("a barrier behind random work is slower than the USL of its means") {
  const double law = usl_throughput({kAlpha, kBeta, kGamma}, 16);
  CHECK(throughput_of(closed(Mechanism::barrier, 16)).mean < 0.8 * law);
}

TEST_CASE("exchanges made in parallel are contention, not crosstalk") {
  const double alpha = (5.0 + 0.05) / 100;
  for (const std::int64_t n : kSizes) {
    CAPTURE(n);
    const double law = usl_throughput({alpha, 0, kGamma}, static_cast<double>(n));
    CHECK(close(throughput_of(fixed(Mechanism::parallel_exchange, n)).mean, law, 1e-12));
  }
}

TEST_CASE("an asynchronous lock is a machine repairman: throughput and residence at the lock") {
  for (const std::int64_t n : {1, 16, 64}) {
    CAPTURE(n);
    Scenario scenario = closed(Mechanism::asynchronous_lock, n);
    scenario.coordination->exchange = ConstantLaw{};
    scenario.coordination->requests = 1'000'000;
    const RunTally tally = run_coordination(scenario, {});
    const ClosedLoopMeans law = solve(MachineRepairman{n, 95e-6, 5e-6});
    const Throughput found = throughput_of(tally);
    CHECK(std::abs(found.mean - law.throughput) < kMostStandardErrors * found.standard_error);
    const StationTally& serial = tally.stations.at(1);
    const double residence = serial.time_sum_s / static_cast<double>(serial.departures);
    CHECK(close(residence, law.latency, 0.02));
    CHECK(close(serial.busy_seconds / serial.server_seconds, law.utilisation, 0.01));
  }
}

TEST_CASE("the fitter flags an asynchronous lock, measured more than once: it is no USL") {
  Scenario scenario = closed(Mechanism::asynchronous_lock, 1);
  scenario.coordination->exchange = ConstantLaw{};
  scenario.coordination->requests = 50'000;
  const UslFit fit = fit_of_sweep(scenario, 3);
  CHECK(test_rejects(fit, kPureErrorTest));
  CHECK(relative_misfit(fit) > 0.02);
}

TEST_CASE("far into saturation the fitter refuses an asynchronous lock") {
  Scenario scenario = closed(Mechanism::asynchronous_lock, 1);
  scenario.coordination->exchange = ConstantLaw{};
  scenario.coordination->requests = 50'000;
  Measurements measurements;
  for (const std::int64_t n : {1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256}) {
    scenario.workers = n;
    Measurement& row = measurements.rows.emplace_back();
    row.concurrency = static_cast<double>(n);
    row.throughput = throughput_of(scenario).mean;
  }
  const UslFit fit = fit_usl(measurements);
  CHECK(usability_of(fit) == Usability::wrong_model);
  CHECK(looks_saturating(fit));
}

TEST_CASE("cells that share nothing scale linearly: 8.00 x at 8 cells") {
  Scenario scenario = closed(Mechanism::stop_the_world, 8);
  scenario.cells.count = 8;
  double sum = 0;
  for (std::int64_t cell = 0; cell < 8; ++cell) {
    sum += throughput_of(run_coordination(scenario, {.cell = cell})).mean;
  }
  const double one = throughput_of(closed(Mechanism::stop_the_world, 8)).mean;
  CHECK(std::abs(sum / one - 8) < 0.05);
}

TEST_CASE("a router that halts all cells brings contention back: alpha = S_r / (S_r + 1 / X_1)") {
  const double x1 = usl_throughput({kAlpha, kBeta, kGamma}, 8);
  const double pause = 1e-6;
  const double alpha = pause / (pause + 1 / x1);
  for (const std::int64_t cells : {1, 2, 8, 32}) {
    CAPTURE(cells);
    Scenario scenario = fixed(Mechanism::stop_the_world, 8);
    scenario.cells.count = cells;
    scenario.cells.router_pause = 1us;
    const double k = static_cast<double>(cells);
    const double found = throughput_of(scenario).mean * k;
    const double one = 1 / (1 / x1 + pause);
    CHECK(close(found, usl_throughput({alpha, 0, one}, k), 1e-3));
  }
}

TEST_CASE("every worker is always in its request: Little's law to the nanosecond") {
  for (const Mechanism mechanism :
       {Mechanism::stop_the_world, Mechanism::barrier, Mechanism::leader_append,
        Mechanism::master_lock, Mechanism::parallel_exchange, Mechanism::asynchronous_lock}) {
    CAPTURE(static_cast<int>(mechanism));
    Scenario scenario = closed(mechanism, 12);
    scenario.warm_up = 1234567ns;
    scenario.coordination->heartbeat_interval = 100us;
    scenario.coordination->heartbeat_cost = 100ns;
    for (const Duration duration : {Duration(1h), Duration(1s)}) {
      scenario.duration = duration;
      const RunTally tally = run_coordination(scenario, {});
      CHECK(tally.violations.empty());
      const Counts& counts = tally.classes.front().counts;
      CHECK(counts.arrived == counts.acked + counts.unanswered_at_end);
      CHECK(counts.in_flight_at_end == 12);
      CHECK(tally.measured == tally.simulated - scenario.warm_up);
      Duration windows{0};
      for (const BatchWindow& window : tally.windows) windows += window.length;
      CHECK(windows == tally.measured);
    }
  }
}

TEST_CASE("the duration ends a run that has not had its requests, and says so") {
  Scenario scenario = closed(Mechanism::stop_the_world, 2);
  scenario.duration = 1ms;
  const RunTally tally = run_coordination(scenario, {});
  CHECK(tally.simulated == 1ms);
  CHECK(tally.classes.front().counts.acked < 40);
  CHECK(tally.notes.size() == 1);
  CHECK(tally.stopped_early.empty());
}

TEST_CASE("the same seed gives the same trajectory on both calendars; another seed another one") {
  for (const Mechanism mechanism : {Mechanism::stop_the_world, Mechanism::asynchronous_lock}) {
    Scenario scenario = closed(mechanism, 48);
    scenario.coordination->requests = 20'000;
    const RunTally heap4 = run_coordination(scenario, {.calendar = CalendarKind::quaternary_heap});
    const RunTally heap2 = run_coordination(scenario, {.calendar = CalendarKind::binary_heap});
    CHECK(heap4.trajectory_hash == heap2.trajectory_hash);
    CHECK(heap4.classes.front().ack == heap2.classes.front().ack);
    scenario.seed += 1;
    CHECK(run_coordination(scenario, {}).trajectory_hash != heap4.trajectory_hash);
  }
}

TEST_CASE("heartbeats that would leave the leader no time are refused") {
  Scenario scenario = closed(Mechanism::leader_append, 11);
  scenario.coordination->heartbeat_interval = 1ms;
  scenario.coordination->heartbeat_cost = 100us;
  CHECK_THROWS_WITH_AS((void)run_coordination(scenario, {}),
                       doctest::Contains("heartbeat_cost x (workers - 1) < heartbeat_interval"),
                       InputError);
  scenario.coordination->heartbeat_cost = 99us;
  scenario.coordination->requests = 100;
  CHECK_NOTHROW((void)run_coordination(scenario, {}));
}

TEST_CASE("work that takes no time is refused") {
  Scenario scenario = closed(Mechanism::stop_the_world, 2);
  scenario.coordination->local_work = ConstantLaw{};
  scenario.coordination->serial = ConstantLaw{};
  CHECK_THROWS_AS((void)run_coordination(scenario, {}), InputError);
}
