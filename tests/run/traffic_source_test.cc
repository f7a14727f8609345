#include "run/traffic_source.h"

#include <chrono>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

Scenario orders() {
  Scenario scenario;
  scenario.duration = 10s;
  TrafficClass traffic;
  traffic.name = "orders";
  traffic.rate.shape = ConstantRate{Rate{10'000}};
  scenario.traffic.classes = {traffic};
  scenario.ingress.validation = ExponentialLaw{1ms};
  scenario.ingress.append = LognormalLaw{.mean = 2ms, .cv = 1};
  scenario.log = LogSpec{.replication = 3, .replication_latency = ExponentialLaw{3ms}};
  return scenario;
}

TrafficSource source(const Scenario& scenario, const RunStreams& run = {}) {
  return {scenario, run, {.name = scenario.traffic.classes.front().name}};
}

std::vector<Request> first_requests(TrafficSource& from, int count) {
  std::vector<Request> requests;
  for (int i = 0; i < count; ++i) requests.push_back(from.take());
  return requests;
}

}  // namespace

TEST_CASE("a request's draws belong to its number, whoever was skipped before it") {
  const Scenario scenario = orders();
  TrafficSource all = source(scenario);
  TrafficSource every_third = source(scenario);
  const std::vector<Request> requests = first_requests(all, 3000);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (i % 3 != 0) {
      every_third.skip();
      continue;
    }
    const Request request = every_third.take();
    REQUIRE(request.birth == requests[i].birth);
    REQUIRE(request.draw == i);
    REQUIRE(every_third.place(request) == all.place(requests[i]));
    REQUIRE(every_third.validation(request) == all.validation(requests[i]));
    REQUIRE(every_third.append(request) == all.append(requests[i]));
    REQUIRE(every_third.replication(request) == all.replication(requests[i]));
    REQUIRE(every_third.coin(request) == all.coin(requests[i]));
  }
}

TEST_CASE("a retry draws from streams of its own, by the number of the retry") {
  const Scenario scenario = orders();
  TrafficSource from = source(scenario);
  Request request = from.take();
  const Duration first = from.validation(request);
  request.retry = true;
  request.draw = from.next_retry();
  CHECK(request.draw == 0);
  CHECK(from.validation(request) != first);
  CHECK(from.next_retry() == 1);
  CHECK(from.backoff_coin(0) != from.backoff_coin(1));
}

TEST_CASE("marks exclude each other and come as often as their shares say") {
  Scenario scenario = orders();
  TrafficClass& traffic = scenario.traffic.classes.front();
  traffic.invalid_share = 0.1;
  traffic.poison_share = 0.05;
  traffic.duplicate_share = 0.2;
  TrafficSource from = source(scenario);
  int invalid = 0;
  int poison = 0;
  int duplicated = 0;
  for (const Request& request : first_requests(from, 50'000)) {
    invalid += request.invalid;
    poison += request.poison;
    duplicated += request.duplicated;
    REQUIRE(request.invalid + request.poison + request.duplicated <= 1);
  }
  CHECK(invalid == doctest::Approx(5000).epsilon(0.06));
  CHECK(poison == doctest::Approx(2500).epsilon(0.09));
  CHECK(duplicated == doctest::Approx(10'000).epsilon(0.04));
}

// Of two followers, each exponential with mean 3 ms, the slower takes 3 (1 + 1/2) ms in the mean.
TEST_CASE("replication takes as long as the slowest follower") {
  const Scenario scenario = orders();
  TrafficSource from = source(scenario);
  double sum = 0;
  for (const Request& request : first_requests(from, 50'000)) {
    sum += in_seconds(from.replication(request));
  }
  CHECK(sum / 50'000 == doctest::Approx(0.0045).epsilon(0.02));
  Scenario alone = scenario;
  alone.log->replication = 1;
  TrafficSource single = source(alone);
  CHECK(single.replication(single.take()) == 0s);
}

TEST_CASE("classes, cells and replications have streams of their own, other parts have none") {
  Scenario scenario = orders();
  const TimePoint birth = source(scenario).take().birth;
  CHECK(source(scenario, {.cell = 1}).take().birth != birth);
  CHECK(source(scenario, {.replication = 1}).take().birth != birth);
  scenario.ingress.validation = ConstantLaw{5ms};
  scenario.log.reset();
  scenario.traffic.classes.front().duplicate_share = 0.5;
  CHECK(source(scenario).take().birth == birth);
  scenario.traffic.classes.front().name = "payments";
  CHECK(source(scenario).take().birth != birth);
}

TEST_CASE("a source gives its share of the rate, and nothing after the end") {
  const Scenario scenario = orders();
  TrafficSource half(scenario, {}, {.share = 0.5, .name = "orders"});
  std::int64_t count = 0;
  while (half.next_time() < TimePoint(scenario.duration)) {
    static_cast<void>(half.take());
    ++count;
  }
  CHECK(count == half.taken());
  CHECK(static_cast<double>(count) == doctest::Approx(50'000).epsilon(0.02));
}
