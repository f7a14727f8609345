#include "sim/simulate.h"

#include <atomic>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

Scenario queue_of(std::int64_t cells, std::int64_t replications) {
  Scenario scenario;
  scenario.duration = std::chrono::seconds(5);
  scenario.replications = replications;
  scenario.cells.count = cells;
  TrafficClass traffic;
  traffic.rate.shape = ConstantRate{Rate{1000}};
  scenario.traffic.classes.push_back(traffic);
  scenario.ingress.servers = 1;
  scenario.ingress.validation = ExponentialLaw{std::chrono::microseconds(500)};
  return scenario;
}

}  // namespace

TEST_CASE("a run that is stopped keeps whole replications only, and says how many") {
  const std::atomic<bool> stop = true;
  const RunResult result = simulate(queue_of(3, 1000), {.threads = 2, .stop = &stop});
  CHECK(result.provenance.replications < 1000);
  CHECK(result.provenance.stopped_early.find("interrupted") != std::string::npos);
  CHECK(result.conservation.holds);
}

TEST_CASE("progress ends at the whole, whatever the number of threads") {
  for (const int threads : {1, 2}) {
    double last = 0;
    std::int64_t calls = 0;
    SimulateOptions options{.threads = threads};
    options.on_progress = [&](const SimulateProgress& progress) {
      CHECK(progress.fraction >= last);
      last = progress.fraction;
      ++calls;
    };
    const RunResult result = simulate(queue_of(2, 2), options);
    CHECK(last == doctest::Approx(1));
    CHECK(calls > 4);
    CHECK(result.totals.arrived > 0);
  }
}

}  // namespace uslkit
