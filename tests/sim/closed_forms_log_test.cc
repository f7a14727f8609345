// The log, its consumers and the database of the event engine against exact results.
#include <chrono>
#include <cmath>

#include "model/batch_service.h"
#include "model/multi_server_queue.h"
#include "model/single_server_queue.h"
#include "tests/sim/replications.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

constexpr double kRequests = 10.4e6;

// An ingress that takes no time, one partition and its consumer.
Scenario batch_server(double per_second, std::int64_t most, const BatchLaw& law) {
  Scenario scenario = poisson_traffic(per_second, 20'260'702);
  scenario.log = LogSpec{};
  scenario.consumers = ConsumersSpec{.batch_size = most, .batch = law};
  return scenario;
}

// simulation.md's tandem: one server, 32 partitions with a consumer each, a database of 8.
Scenario tandem() {
  Scenario scenario = poisson_traffic(100'000, 20'260'703);
  scenario.ingress.servers = 1;
  scenario.ingress.validation = ExponentialLaw{8us};
  scenario.log = LogSpec{.partitions = 32};
  scenario.consumers =
      ConsumersSpec{.count = 32, .batch_size = 16, .batch = {.t0 = 400us, .t1 = 20us}};
  scenario.database = DatabaseSpec{.mode = WriteMode::per_event,
                                   .servers = 8,
                                   .service = ExponentialLaw{64us},
                                   .consumer_waits = false};
  return scenario;
}

// Against a simulated value that has an interval of its own: `half_width` at 95 %.
void agrees_with_golden(const std::string& what, const std::vector<RunTally>& runs,
                        const Measure& measure, double truth, double half_width) {
  double mean = 0;
  for (const RunTally& run : runs) mean += measure(run) / static_cast<double>(runs.size());
  const double own = (mean - truth) / standard_errors_from(runs, measure, truth);
  const double z = (mean - truth) / std::hypot(own, half_width / 1.96);
  CHECK_MESSAGE(std::abs(z) <= kMostStandardErrors, what, ": z = ", z, ", found ", mean);
}

// The value that a share of the requests exceeds, also between the edges of buckets.
double exact_quantile_us(const RunTally& run, double probability) {
  const Histogram& all = run.classes.front().end_to_end;
  double low = 0;
  double high = in_seconds(all.max()) * 1e9;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    const bool above =
        all.fraction_above(Duration(static_cast<std::int64_t>(middle))) > 1 - probability;
    (above ? low : high) = middle;
  }
  return low * 1e-3;
}

}  // namespace

TEST_CASE("closed forms: a batch server at light load matches its embedded chain") {
  const std::vector<RunTally> runs =
      replications_of(batch_server(1e6 / 320, 16, {.t0 = 400us, .t1 = 20us}), kRequests, 200ms);
  agrees("T", runs, applied_mean_ms, 0.624302224);
  agrees("batch", runs, mean_batch, 1.610123);
  agrees("number in the log", runs, number_in("log"), 0.624302224 * 1e3 / 320);
}

TEST_CASE("closed forms: a batch server at heavy load matches its embedded chain") {
  const std::vector<RunTally> runs =
      replications_of(batch_server(18'000, 16, {.t0 = 400us, .t1 = 20us}), kRequests, 200ms);
  agrees("T", runs, applied_mean_ms, 0.980683009);
  agrees("batch", runs, mean_batch, 11.250040);
}

TEST_CASE("closed forms: M/D^[4]/1, batches of a constant time") {
  const std::vector<RunTally> runs =
      replications_of(batch_server(3200, 4, {.t0 = 1ms}), kRequests, 1s);
  agrees("T", runs, applied_mean_ms, 1.879536212);
  agrees("batch", runs, mean_batch, 3.223862);
}

// Burke (1956): what leaves M/M/1 is Poisson, and the two times of a request are independent.
TEST_CASE("closed forms: two M/M/1 in tandem are two M/M/1") {
  Scenario scenario = batch_server(800, 1, {.t0 = 1ns});
  scenario.ingress.servers = 1;
  scenario.ingress.validation = ExponentialLaw{1ms};
  scenario.database = DatabaseSpec{
      .mode = WriteMode::per_event, .service = ExponentialLaw{1ms}, .consumer_waits = false};
  const std::vector<RunTally> runs = replications_of(scenario, kRequests, 2s);
  agrees("T of the first", runs, ack_mean_ms, 5);
  agrees("W of the second", runs, wait_in("database"), 4);
  agrees("L of the second", runs, number_in("database"), 4);
  agrees("T of both", runs, applied_mean_ms, 10 + 1e-6);
  const double t = 30;  // 6 means: the sum is Erlang-2
  agrees("tail of both", runs, applied_above(t), std::exp(-t / 5) * (1 + t / 5));
}

// The consumer of one event at a time has its own queue; what comes out of the ingress is Poisson.
TEST_CASE("closed forms: a consumer of single events behind M/M/1 is M/D/1") {
  Scenario scenario = batch_server(800, 1, {.t0 = 1ms});
  scenario.ingress.servers = 1;
  scenario.ingress.validation = ExponentialLaw{1ms};
  const std::vector<RunTally> runs = replications_of(scenario, kRequests, 2s);
  agrees("T", runs, applied_mean_ms, 5 + 1 + 2);
  agrees("utilisation", runs, utilization_of("consumers"), 0.8);
}

// Events of a batch of one, handed over at once: only the limit makes them wait.
TEST_CASE("closed forms: a limit of written events per second is M/D/1") {
  Scenario scenario = batch_server(800, 1, {.t0 = 1ns});
  scenario.database = DatabaseSpec{
      .servers = 64, .batch = {.t1 = 1ns}, .write_limit = Rate{1000}, .consumer_waits = false};
  const std::vector<RunTally> runs = replications_of(scenario, kRequests, 2s);
  agrees("T", runs, applied_mean_ms, 3 + 1e-6);
}

TEST_CASE("closed forms: the tandem of ingress, partitions and database falls in its intervals") {
  const std::vector<RunTally> runs = replications_of(tandem(), kRequests, 20ms);
  agrees("ingress", runs, ack_mean_ms, 0.040);
  agrees("batch", runs, mean_batch, 1.610123);
  const Measure mean = [](const RunTally& run) { return applied_mean_ms(run) * 1e3; };
  agrees_with_golden("mean", runs, mean, 750.32, 0.08);
  const auto quantile = [](double probability) {
    return [probability](const RunTally& run) { return exact_quantile_us(run, probability); };
  };
  agrees_with_golden("p50", runs, quantile(0.5), 747.81, 0.11);
  agrees_with_golden("p99", runs, quantile(0.99), 1148.22, 0.27);
  agrees_with_golden("p99.9", runs, quantile(0.999), 1304.77, 0.36);
}
