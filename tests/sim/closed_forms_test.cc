// The ingress of the event engine against the closed forms of queueing theory.
//
// One millisecond is the unit of time: a rate of 1000 a second is 1 a unit. Truths are written out
// where the literature prints them, and computed by the model room where it has the distribution.
#include <chrono>
#include <cmath>

#include "model/md1_queue.h"
#include "model/multi_server_queue.h"
#include "model/single_server_queue.h"
#include "tests/sim/replications.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

constexpr double kRequests = 10.4e6;

Scenario queue(double per_ms, std::int64_t servers, const ServiceLaw& service) {
  Scenario scenario = poisson_traffic(per_ms * 1000, 20'260'701);
  scenario.ingress.servers = servers;
  scenario.ingress.validation = service;
  return scenario;
}

std::vector<RunTally> loss_system(const ServiceLaw& service) {
  Scenario scenario = queue(6.4, 8, service);
  scenario.ingress.queue_limit = 0;
  return replications_of(scenario, kRequests, 0s);
}

}  // namespace

TEST_CASE("closed forms: M/M/1 at utilisation 0.8, mean, number inside and tails") {
  const std::vector<RunTally> runs =
      replications_of(queue(0.8, 1, ExponentialLaw{1ms}), kRequests, 2s);
  agrees("T", runs, ack_mean_ms, 5);
  agrees("W", runs, wait_in("ingress"), 4);
  agrees("L", runs, number_in("ingress"), 4);
  agrees("utilisation", runs, utilization_of("ingress"), 0.8);
  agrees("p50", runs, ack_above(3.465735903), 0.5);
  agrees("p99", runs, ack_above(23.02585093), 0.01);
  agrees("p99.9", runs, ack_above(34.538776395), 0.001);
}

TEST_CASE("closed forms: a service that is 1 % slower than it should be is caught") {
  const std::vector<RunTally> runs =
      replications_of(queue(0.8, 1, ExponentialLaw{1010us}), kRequests, 2s);
  const double z = standard_errors_from(runs, ack_mean_ms, 5);
  CAPTURE(z);
  if (kFullSize) CHECK(z > kMostStandardErrors);
  agrees("what it is", runs, ack_mean_ms, MM1Queue{0.8, 1.01}.mean_latency());
}

TEST_CASE("closed forms: M/M/1 at utilisation 0.95") {
  const std::vector<RunTally> runs =
      replications_of(queue(0.95, 1, ExponentialLaw{1ms}), kRequests, 20s);
  agrees("T", runs, ack_mean_ms, 20);
  agrees("p99", runs, ack_above(92.10340372), 0.01);
}

// The histogram's bucket that holds the atom of those who do not wait must end with it.
TEST_CASE("closed forms: M/D/1, mean wait and Erlang's distribution of it") {
  constexpr std::int64_t kService = (1 << 20) - 1;
  const double unit = static_cast<double>(kService) * 1e-6;
  const std::vector<RunTally> runs =
      replications_of(queue(0.8 / unit, 1, ConstantLaw{Duration(kService)}), kRequests, 2s);
  agrees("W", runs, wait_in("ingress"), 2 * unit);
  agrees("P(W > 0)", runs, ack_above(unit), 1 - 0.2);
  agrees("P(W > 3)", runs, ack_above(4 * unit), 1 - 0.76209952);
  agrees("P(W > 8)", runs, ack_above(9 * unit), 1 - 0.972405939);
  CHECK(MD1Queue{0.8, 1}.wait_survival(8) == doctest::Approx(1 - 0.972405939).epsilon(1e-6));
}

TEST_CASE("closed forms: M/G/1 by Pollaczek and Khinchine, for scattered and for even service") {
  const std::vector<RunTally> scattered =
      replications_of(queue(0.8, 1, HyperexponentialLaw{.mean = 1ms, .cv = 2}), kRequests, 5s);
  agrees("W of H2", scattered, wait_in("ingress"), 10);
  agrees("utilisation of H2", scattered, utilization_of("ingress"), 0.8);
  const std::vector<RunTally> even =
      replications_of(queue(0.8, 1, ErlangLaw{.mean = 1ms, .phases = 4}), kRequests, 2s);
  agrees("W of E4", even, wait_in("ingress"), 2.5);
  agrees("utilisation of E4", even, utilization_of("ingress"), 0.8);
}

TEST_CASE("closed forms: M/M/8 by Erlang's C") {
  const std::vector<RunTally> runs =
      replications_of(queue(6.4, 8, ExponentialLaw{1ms}), kRequests, 1s);
  const MMcQueue theory{.arrival_rate = 6.4, .service_time = 1, .servers = 8};
  agrees("W", runs, wait_in("ingress"), 0.286028078);
  agrees("utilisation", runs, utilization_of("ingress"), 0.8);
  agrees("median", runs, ack_above(1), theory.latency_survival(1));
  agrees("tail", runs, ack_above(5), theory.latency_survival(5));
}

TEST_CASE("closed forms: M/M/64 by Erlang's C") {
  const std::vector<RunTally> runs =
      replications_of(queue(60.8, 64, ExponentialLaw{1ms}), kRequests, 200ms);
  const MMcQueue theory{.arrival_rate = 60.8, .service_time = 1, .servers = 64};
  agrees("W", runs, wait_in("ingress"), 0.183753416);
  agrees("utilisation", runs, utilization_of("ingress"), 0.95);
  agrees("tail", runs, ack_above(5), theory.latency_survival(5));
}

TEST_CASE("closed forms: M/M/2/10 loses what its birth-death chain says") {
  Scenario scenario = queue(2.4, 2, ExponentialLaw{1ms});
  scenario.ingress.queue_limit = 8;
  const std::vector<RunTally> runs = replications_of(scenario, kRequests, 100ms);
  agrees("P(block)", runs, blocked, 0.195628896);
  agrees("L", runs, number_in("ingress"), 6.816721632);
  agrees("T", runs, ack_mean_ms, 6.816721632 / 1.930490651);
}

TEST_CASE("closed forms: M/G/8/8 loses by Erlang's B, whatever the law of service") {
  agrees("constant", loss_system(ConstantLaw{1ms}), blocked, 0.14439389);
  agrees("lognormal", loss_system(LognormalLaw{.mean = 1ms, .cv = 1.5}), blocked, 0.14439389);
}
