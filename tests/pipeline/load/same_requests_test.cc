// The load generator sends the requests that the simulator draws, bit for bit.
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include "pipeline/load/class_clients.h"
#include "run/placement.h"
#include "run/traffic_source.h"
#include "tests/pipeline/load/load_scenario.h"

namespace uslkit {
namespace {

using Sent = std::tuple<std::int64_t, std::uint64_t, std::uint32_t, bool, bool, bool>;

Sent sent(const Attempt& a) {
  return {a.birth.time_since_epoch().count(), a.number, a.tenant, a.invalid, a.poison, a.duplicate};
}

Scenario marked_scenario() {
  Scenario scenario = load_scenario(800, 500, std::chrono::seconds(5));
  scenario.seed = 77;
  for (TrafficClass& each : scenario.traffic.classes) {
    each.arrivals = PoissonArrivals{};
    each.invalid_share = 0.05;
    each.poison_share = 0.04;
    each.duplicate_share = 0.03;
  }
  scenario.traffic.classes[0].tenants = ZipfTenants{.count = 500, .exponent = 1.1};
  scenario.traffic.classes[1].arrivals = MmppArrivals{};
  return scenario;
}

// As sim/cell_setup.cc sets a cell's sources up, and sim/cell.cc takes from them.
std::vector<Sent> simulated(const Scenario& scenario, std::size_t traffic_class) {
  TrafficSource source(scenario, RunStreams{.replication = 0, .cell = 0},
                       {.traffic_class = traffic_class,
                        .source = static_cast<std::uint32_t>(traffic_class),
                        .share = 1,
                        .phase = 0.5,
                        .name = scenario.traffic.classes[traffic_class].name});
  const Placement placement(scenario.traffic.classes[traffic_class].tenants, scenario.log);
  std::vector<Sent> result;
  while (source.next_time() <= TimePoint(scenario.duration)) {
    const Request request = source.take();
    const KeyPlace place = placement.place(source.place(request));
    Attempt attempt{.birth = request.birth,
                    .number = request.draw,
                    .tenant = place.tenant,
                    .invalid = request.invalid,
                    .poison = request.poison};
    result.push_back(sent(attempt));
    attempt.duplicate = true;
    if (request.duplicated) result.push_back(sent(attempt));
  }
  return result;
}

// All that the clients of one class on all threads send, and the partitions of their keys.
std::vector<Sent> generated(const LoadPlan& plan, std::size_t traffic_class) {
  RunRecorder recorder(plan.scenario());
  std::vector<Sent> result;
  for (std::size_t thread = 0; thread < plan.threads(); ++thread) {
    WaitingRoom room{.most = 1'000'000};
    ClassClients clients(plan, traffic_class, thread, room, recorder);
    clients.become_due(TimePoint(plan.scenario().duration), TimePoint(plan.scenario().duration));
    LoadBatch batch;
    while (clients.waiting() > 0) {
      clients.take_batch(batch);
      for (const Attempt& each : batch.attempts) result.push_back(sent(each));
    }
  }
  std::ranges::sort(result);
  return result;
}

}  // namespace

TEST_CASE("moments, marks and tenants are the simulator's, on any number of threads") {
  const Scenario scenario = marked_scenario();
  for (const int threads : {1, 2, 5}) {
    LoadOptions options;
    options.port = 1;
    options.threads = threads;
    const LoadPlan plan(scenario, options);
    for (std::size_t i = 0; i < 2; ++i) {
      CAPTURE(threads);
      CAPTURE(i);
      std::vector<Sent> expected = simulated(scenario, i);
      std::ranges::sort(expected);
      CHECK(expected.size() > 1000);
      CHECK(generated(plan, i) == expected);
    }
  }
}

}  // namespace uslkit
