#include "run/theory.h"

#include <cmath>

#include <doctest/doctest.h>

#include "sim/simulate.h"

namespace uslkit {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

Scenario ingress_scenario(double rate, const ServiceLaw& service, std::int64_t servers) {
  Scenario scenario;
  scenario.duration = seconds(400);
  scenario.warm_up = seconds(10);
  scenario.traffic.classes = {TrafficClass{.rate = {ConstantRate{Rate{rate}}}}};
  scenario.ingress.servers = servers;
  scenario.ingress.validation = service;
  return scenario;
}

Scenario log_scenario(double rate) {
  Scenario scenario;
  scenario.duration = seconds(100);
  scenario.traffic.classes = {TrafficClass{.rate = {ConstantRate{Rate{rate}}}}};
  scenario.log = LogSpec{};
  scenario.consumers = ConsumersSpec{};
  return scenario;
}

const TheoryRow* find(const RunResult& result, const std::string& quantity) {
  for (const TheoryRow& row : result.theory) {
    if (row.quantity == quantity) return &row;
  }
  return nullptr;
}

const TheoryRow& row_of(const RunResult& result, const std::string& quantity) {
  const TheoryRow* row = find(result, quantity);
  if (row == nullptr) FAIL("no row: ", quantity);
  return *row;
}

std::string told(const RunResult& result) {
  std::string text;
  for (const std::string& violation : result.conservation.violations) text += violation + "\n";
  return text;
}

}  // namespace

TEST_CASE("M/M/1: the closed form stands beside the simulation and lies in its interval") {
  const RunResult result = simulate(ingress_scenario(800, ExponentialLaw{milliseconds(1)}, 1));
  CHECK(told(result) == "");
  const TheoryRow& mean = row_of(result, "ingress mean time");
  CHECK(mean.formula == "M/M/1: T = S / (1 - rho) (Kleinrock 1975, 3.2)");
  CHECK(mean.assumption ==
        "Poisson arrivals at one node: holds here; exponential service: holds here");
  CHECK(mean.theory == doctest::Approx(5));
  REQUIRE(mean.simulated.low);
  CHECK(*mean.simulated.low < 5);
  CHECK(*mean.simulated.high > 5);
  CHECK(mean.gap == doctest::Approx(mean.simulated.value / 5 - 1));
  CHECK(std::abs(row_of(result, "ack p99").gap) < 0.06);
  CHECK(row_of(result, "ack p99").theory == doctest::Approx(23.02585093));
  CHECK(row_of(result, "ingress utilization").theory == doctest::Approx(0.8));
  CHECK(std::abs(row_of(result, "ingress utilization").gap) < 0.01);
  CHECK(std::abs(row_of(result, "ingress number inside").gap) < 1e-9);
}

TEST_CASE("M/D/1, M/G/1, M/M/c and M/G/c take the form of their service law") {
  const RunResult constant = simulate(ingress_scenario(800, ConstantLaw{milliseconds(1)}, 1));
  CHECK(row_of(constant, "ingress mean time").theory == doctest::Approx(3));
  CHECK(row_of(constant, "ingress mean time").formula.starts_with("M/D/1"));
  CHECK(std::abs(row_of(constant, "ingress mean time").gap) < 0.02);
  CHECK(std::abs(row_of(constant, "ack p99").gap) < 0.03);

  const RunResult erlang = simulate(ingress_scenario(800, ErlangLaw{milliseconds(1), 4}, 1));
  CHECK(row_of(erlang, "ingress mean time").formula.starts_with("M/G/1"));
  CHECK(row_of(erlang, "ingress mean time").theory == doctest::Approx(3.5));
  CHECK(find(erlang, "ack p99") == nullptr);

  const RunResult pooled = simulate(ingress_scenario(6400, ExponentialLaw{milliseconds(1)}, 8));
  CHECK(row_of(pooled, "ingress mean time").formula.starts_with("M/M/c"));
  CHECK(row_of(pooled, "ingress mean time").theory == doctest::Approx(1.286028078));
  CHECK(std::abs(row_of(pooled, "ingress mean time").gap) < 0.01);

  const RunResult smooth = simulate(ingress_scenario(6400, ConstantLaw{milliseconds(1)}, 8));
  CHECK(row_of(smooth, "ingress mean time").assumption.ends_with("an approximation"));
  CHECK(std::abs(row_of(smooth, "ingress mean time").gap) < 0.05);
}

TEST_CASE("losses: Erlang B for any service law, the birth-death chain with a queue") {
  Scenario scenario = ingress_scenario(6400, ConstantLaw{milliseconds(1)}, 8);
  scenario.ingress.queue_limit = 0;
  const RunResult lost = simulate(scenario);
  CHECK(row_of(lost, "ingress refused share").theory == doctest::Approx(0.14439389));
  CHECK(std::abs(row_of(lost, "ingress refused share").gap) < 0.02);

  scenario = ingress_scenario(2400, ExponentialLaw{milliseconds(1)}, 2);
  scenario.ingress.queue_limit = 8;
  const RunResult bounded = simulate(scenario);
  CHECK(row_of(bounded, "ingress refused share").theory == doctest::Approx(0.195628896));
  CHECK(std::abs(row_of(bounded, "ingress refused share").gap) < 0.02);
  CHECK(row_of(bounded, "ingress mean time").theory == doctest::Approx(6.816721632 / 1.930490651));
  CHECK(std::abs(row_of(bounded, "ingress mean time").gap) < 0.02);
}

TEST_CASE("a closed form that does not apply is not shown") {
  Scenario scenario = ingress_scenario(800, ExponentialLaw{milliseconds(1)}, 1);
  scenario.duration = seconds(20);
  scenario.traffic.classes[0].arrivals = MmppArrivals{};
  CHECK(find(simulate(scenario), "ingress mean time") == nullptr);
  scenario.traffic.classes[0].arrivals = PoissonArrivals{};
  scenario.traffic.classes[0].rate = {ConstantRate{Rate{1100}}};
  const RunResult overloaded = simulate(scenario);
  CHECK(find(overloaded, "ingress mean time") == nullptr);
  CHECK(row_of(overloaded, "ingress utilization").assumption ==
        "nobody is refused, rho < 1: does not hold here");
}

TEST_CASE("the batch consumer: chain for small batches, fluid quantiles for large ones") {
  Scenario small = log_scenario(1e6 / 320);
  small.consumers->batch_size = 16;
  small.consumers->batch = {.t0 = microseconds(400), .t1 = microseconds(20)};
  const RunResult chain = simulate(small);
  CHECK(told(chain) == "");
  CHECK(row_of(chain, "log mean time").theory == doctest::Approx(0.624302224));
  CHECK(std::abs(row_of(chain, "log mean time").gap) < 0.005);
  CHECK(*row_of(chain, "log mean time").simulated.low < 0.624302224);
  CHECK(*row_of(chain, "log mean time").simulated.high > 0.624302224);
  CHECK(find(chain, "end-to-end p99") == nullptr);
  CHECK(row_of(chain, "consumer mean batch").theory == doctest::Approx(1.610123));
  CHECK(std::abs(row_of(chain, "consumer mean batch").gap) < 0.005);
  CHECK(std::abs(row_of(chain, "consumer utilization").gap) < 0.005);

  Scenario large = log_scenario(37500 * 4);
  large.duration = seconds(30);
  large.log->partitions = 4;
  large.consumers->count = 4;
  large.consumers->batch = {.t0 = microseconds(10060), .t1 = microseconds(10)};
  large.ingress.append = ConstantLaw{microseconds(3500)};
  large.consumers->pull = milliseconds(2);
  const RunResult fluid = simulate(large);
  CHECK(row_of(fluid, "end-to-end p99").theory == doctest::Approx(5.5 + 1.99 * 10.06 / 0.625));
  CHECK(row_of(fluid, "end-to-end p99").assumption.ends_with("holds here within 1.5 %"));
  CHECK(std::abs(row_of(fluid, "end-to-end p99").gap) < 0.015);
  CHECK(std::abs(row_of(fluid, "end-to-end p50").gap) < 0.03);
}

TEST_CASE("a surge with an autoscaler: the fluid closed form beside lag and recovery") {
  // The case study at a thousandth of its rates.
  Scenario scenario = log_scenario(0);
  scenario.duration = seconds(700);
  scenario.traffic.classes[0].rate = {RampRate{.from = Rate{850.0 / 12 * 10},
                                               .to = Rate{8500},
                                               .start = seconds(20),
                                               .length = seconds(120)}};
  scenario.log->partitions = 24;
  scenario.consumers->count = 24;
  scenario.consumers->workers_per_partition = 2;
  scenario.consumers->batch_size = 10;
  scenario.consumers->batch = {.t0 = milliseconds(20), .t1 = milliseconds(2)};
  scenario.consumers->autoscaler = LagAutoscalerSpec{
      .trigger = seconds(20), .delay = seconds(240), .cooldown = seconds(600), .highest = 48};
  const RunResult result = simulate(scenario);
  CHECK(told(result) == "");
  CHECK(row_of(result, "largest work-lag").formula.starts_with("fluid surge"));
  CHECK(row_of(result, "largest work-lag").theory == doctest::Approx(120).epsilon(0.01));
  CHECK(std::abs(row_of(result, "largest work-lag").gap) < 0.05);
  CHECK(std::abs(row_of(result, "largest backlog").gap) < 0.03);
  CHECK(std::abs(row_of(result, "recovered at").gap) < 0.03);
}

TEST_CASE("a surge whose rebalance stops everybody: P (lambda) more, beside the simulated peak") {
  Scenario scenario = log_scenario(0);
  scenario.duration = seconds(400);
  scenario.traffic.classes[0].rate = {StepsRate{
      .steps = {{.at = seconds(0), .rate = Rate{1000}}, {.at = seconds(50), .rate = Rate{4500}}}}};
  scenario.log->partitions = 8;
  scenario.consumers->count = 8;
  scenario.consumers->workers_per_partition = 2;
  scenario.consumers->batch_size = 10;
  scenario.consumers->batch = {.t0 = milliseconds(20), .t1 = microseconds(0)};
  scenario.consumers->rebalance = {.protocol = RebalanceProtocol::eager, .pause = seconds(20)};
  scenario.consumers->autoscaler = LagAutoscalerSpec{
      .trigger = seconds(5), .delay = seconds(60), .cooldown = seconds(600), .highest = 16};
  const RunResult result = simulate(scenario);
  CHECK(told(result) == "");
  // The trigger at 50 + 5 x 4000 / 500 = 90 s; 60 s at 500/s more than before, then 20 s at 4500/s.
  CHECK(row_of(result, "largest backlog").theory == doctest::Approx(100 * 500 + 20 * 4500));
  CHECK(std::abs(row_of(result, "largest backlog").gap) < 0.03);
  CHECK(std::abs(row_of(result, "recovered at").gap) < 0.03);
}

TEST_CASE("consumers that wait for a limited database spend time there below its limit too") {
  Scenario scenario = log_scenario(5000);
  scenario.duration = seconds(100);
  scenario.log->partitions = 4;
  scenario.consumers->count = 4;
  scenario.consumers->batch_size = 10;
  scenario.consumers->batch = {.t0 = milliseconds(9), .t1 = microseconds(0)};
  scenario.database = DatabaseSpec{.servers = 4, .write_limit = Rate{10000}};
  // 10 events in 9 ms and 1 ms: 4000/s of four, though the database would take 10000/s.
  const RunResult result = simulate(scenario);
  CHECK(row_of(result, "largest backlog").theory == doctest::Approx(100 * 1000));
  CHECK(std::abs(row_of(result, "largest backlog").gap) < 0.03);
  CHECK(std::abs(row_of(result, "largest work-lag").gap) < 0.03);
}

TEST_CASE("a consumer pause: lambda P and P rho / (1 - rho)") {
  Scenario scenario = log_scenario(4500);
  scenario.duration = seconds(300);
  scenario.log->partitions = 16;
  scenario.consumers->count = 16;
  scenario.consumers->batch_size = 10;
  scenario.consumers->batch = {.t0 = milliseconds(10), .t1 = milliseconds(1)};
  scenario.faults = {Fault{.at = seconds(50), .length = milliseconds(52500)}};
  scenario.faults[0].fault = ConsumerPauseFault{};
  const RunResult result = simulate(scenario);
  CHECK(row_of(result, "largest backlog").theory == doctest::Approx(4500 * 52.5));
  CHECK(std::abs(row_of(result, "largest backlog").gap) < 0.02);
  CHECK(std::abs(row_of(result, "recovered at").gap) < 0.02);
}

TEST_CASE("Zipf tenants fill one partition; a limiter turns 1 - R / lambda away") {
  Scenario scenario = log_scenario(5000);
  scenario.log->partitions = 24;
  scenario.consumers->count = 24;
  scenario.traffic.classes[0].tenants = ZipfTenants{};
  const RunResult skewed = simulate(scenario);
  CHECK(row_of(skewed, "fullest partition / mean").theory == doctest::Approx(3.35).epsilon(0.01));
  CHECK(std::abs(row_of(skewed, "fullest partition / mean").gap) < 0.25);

  scenario = log_scenario(5000);
  scenario.ingress.admission = {ProbabilisticSheddingSpec{.capacity = Rate{4000}}};
  const RunResult shed = simulate(scenario);
  CHECK(row_of(shed, "share shed").theory == doctest::Approx(0.2));
  CHECK(std::abs(row_of(shed, "share shed").gap) < 0.05);

  scenario.ingress.admission = {TokenBucketSpec{.rate = Rate{4000}, .burst = 100}};
  const RunResult limited = simulate(scenario);
  CHECK(std::abs(row_of(limited, "share over the limit").gap) < 0.02);
}

TEST_CASE("coordination: mechanisms that stop the world are the USL, an asynchronous lock is not") {
  Scenario scenario;
  scenario.architecture = Architecture::coordination;
  scenario.duration = std::chrono::hours(100);
  scenario.workers = 32;
  scenario.coordination = CoordinationSpec{.local_work = ExponentialLaw{milliseconds(95)},
                                           .serial = ExponentialLaw{milliseconds(5)},
                                           .exchange = ConstantLaw{microseconds(50)},
                                           .requests = 100'000};
  const RunResult usl = simulate(scenario);
  const TheoryRow& throughput = row_of(usl, "throughput");
  CHECK(throughput.theory ==
        doctest::Approx(10 * 32 / (1 + 0.05 * 31 + 0.0005 * 32 * 31)).epsilon(1e-9));
  CHECK(std::abs(throughput.gap) < 0.01);
  CHECK(throughput.assumption.ends_with("holds here"));
  REQUIRE(usl.scalability);
  CHECK(usl.scalability->concurrency == 32);
  CHECK(usl.scalability->throughput_per_s == usl.throughput_per_s);

  scenario.workers = 16;
  scenario.coordination->mechanism = Mechanism::asynchronous_lock;
  scenario.coordination->exchange = ConstantLaw{};
  const RunResult lock = simulate(scenario);
  CHECK(row_of(lock, "throughput").theory == doctest::Approx(147.101967));
  CHECK(std::abs(row_of(lock, "throughput").gap) < 0.01);
  CHECK(row_of(lock, "latency").theory == doctest::Approx(16 / 0.147101967));
}

TEST_CASE("a synchronous server shares itself: its mean state is a product form") {
  Scenario scenario;
  scenario.architecture = Architecture::synchronous;
  scenario.duration = seconds(300);
  scenario.warm_up = seconds(10);
  scenario.traffic.classes = {TrafficClass{.rate = {ConstantRate{Rate{800}}}}};
  scenario.synchronous = SynchronousSpec{.nodes = 1, .gamma = Rate{1000}};
  // One node that one request keeps busy: M/M/1 processor sharing, T = 1/(1000 - 800).
  const RunResult result = simulate(scenario);
  CHECK(told(result) == "");
  CHECK(row_of(result, "server mean time").theory == doctest::Approx(5));
  CHECK(std::abs(row_of(result, "server mean time").gap) < 0.05);
  CHECK(row_of(result, "greatest throughput").theory == doctest::Approx(1000));

  scenario.synchronous->alpha = 0.05;
  scenario.synchronous->beta = 0.02;
  scenario.synchronous->pool = 40;
  scenario.traffic.classes[0].retry = ClientRetrySpec{.max_attempts = 3};
  const RunResult storm = simulate(scenario);
  const TheoryRow& recovery = row_of(storm, "load that ends a retry storm");
  CHECK(recovery.theory ==
        doctest::Approx(1000 * 40 / (1 + 0.05 * 39 + 0.02 * 40 * 39) / 3).epsilon(1e-9));
  CHECK(std::isnan(recovery.simulated.value));
  CHECK(std::isnan(recovery.gap));
}

}  // namespace uslkit
