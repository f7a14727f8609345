// The frozen trajectories of small scenarios: the same on every compiler, optimisation level and
// processor. A hash that changes says that results change: it is replaced only on purpose.
#include <array>
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "sim/simulate.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/replications.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

Scenario tandem() {
  Scenario scenario = poisson_traffic(100'000, 1);
  scenario.duration = 200ms;
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

Scenario kills_and_retries() {
  Scenario scenario = tandem();
  scenario.duration = 500ms;
  scenario.control_interval = 20ms;
  TrafficClass& clients = scenario.traffic.classes.front();
  clients.arrivals = MmppArrivals{.burst_mean = 10ms, .calm_mean = 50ms};
  clients.tenants = ZipfTenants{.count = 1000, .exponent = 0.9};
  clients.client_timeout = 5ms;
  clients.retry = ClientRetrySpec{.max_attempts = 3, .base_backoff = 1ms};
  clients.poison_share = 0.0001;
  scenario.consumers->crash_restart = 5ms;
  scenario.consumers->rebalance = {.pause = 10ms, .session_timeout = 40ms};
  scenario.faults = {{.at = 100ms, .length = 200ms, .fault = KillConsumersFault{0.25}}};
  return scenario;
}

struct Frozen {
  std::string name;
  Scenario scenario;
  std::uint64_t hash;
};

}  // namespace

TEST_CASE("trajectories are the same to the last nanosecond on every compiler") {
  const std::array<Frozen, 8> table{
      {{"tandem", tandem(), 0xF080BB9B4B23EC15ULL},
       {"kills and retries", kills_and_retries(), 0x6F35DB24B9D103EFULL},
       {"random 3", random_scenario(3), 0x682D87F060A79DB7ULL},
       {"random 8", random_scenario(8), 0xC32B147618D11C8EULL},
       {"random 13", random_scenario(13), 0x97DB0CE46C82CBF9ULL},
       {"random 21", random_scenario(21), 0x8C01377691156324ULL},
       {"random 34", random_scenario(34), 0xEB0A5F131B4F8CF2ULL},
       {"random 55", random_scenario(55), 0xFA3F07911BE83ADFULL}}};
  for (const Frozen& frozen : table) {
    CAPTURE(frozen.name);
    CHECK(simulate(frozen.scenario).provenance.trajectory_hash == frozen.hash);
  }
}
