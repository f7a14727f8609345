#include "model/open_network.h"

#include <limits>

#include <doctest/doctest.h>

#include "model/single_server_queue.h"
#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

OpenNetwork three_nodes_with_feedback() {
  return {.nodes = {{.external_rate = 1.0, .service_time = 1.0 / 3.0},
                    {.external_rate = 0.5, .service_time = 1.0 / 3.0},
                    {.external_rate = 0.0, .service_time = 1.0 / 4.0}},
          .routing = {{0.0, 0.6, 0.3}, {0.1, 0.0, 0.7}, {0.2, 0.0, 0.0}}};
}

TEST_CASE("three nodes with feedback agree with the reference values") {
  const OpenNetworkMeans means = solve(three_nodes_with_feedback());
  CHECK(relative_error(means.rates[0], 1.4070351758793969) < 1e-14);
  CHECK(relative_error(means.rates[1], 1.344221105527638) < 1e-14);
  CHECK(relative_error(means.rates[2], 1.3630653266331656) < 1e-14);
  CHECK(relative_error(means.mean_numbers[0], 0.8832807570977916) < 1e-13);
  CHECK(relative_error(means.mean_numbers[1], 0.8118361153262518) < 1e-13);
  CHECK(relative_error(means.mean_numbers[2], 0.5169128156264887) < 1e-13);
  CHECK(relative_error(means.mean_latency, 1.474686459) < 1e-9);
}

TEST_CASE("what enters the network leaves it") {
  const OpenNetwork network = three_nodes_with_feedback();
  const OpenNetworkMeans means = solve(network);
  double leaving = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    double stays = 0.0;
    for (const double probability : network.routing[i]) stays += probability;
    leaving += means.rates[i] * (1.0 - stays);
  }
  CHECK(relative_error(leaving, 1.5) < 1e-14);
}

TEST_CASE("a tandem is the sum of its queues (Burke)") {
  const OpenNetworkMeans means =
      solve(OpenNetwork{.nodes = {{.external_rate = 0.8, .service_time = 1.0},
                                  {.external_rate = 0.0, .service_time = 0.5}},
                        .routing = {{0.0, 1.0}, {0.0, 0.0}}});
  const MM1Queue first{.arrival_rate = 0.8, .service_time = 1.0};
  const MM1Queue second{.arrival_rate = 0.8, .service_time = 0.5};
  CHECK(relative_error(means.mean_latency, first.mean_latency() + second.mean_latency()) < 1e-14);
}

TEST_CASE("a node that retries with probability q carries 1 / (1 - q) times the traffic") {
  const OpenNetworkMeans means = solve(OpenNetwork{
      .nodes = {{.external_rate = 2.0, .service_time = 0.1, .servers = 2}}, .routing = {{0.75}}});
  CHECK(relative_error(means.rates[0], 8.0) < 1e-14);
  CHECK(relative_error(means.utilisations[0], 0.4) < 1e-14);
}

TEST_CASE("an overloaded node makes the latency infinite and leaves the other nodes alone") {
  const OpenNetworkMeans means =
      solve(OpenNetwork{.nodes = {{.external_rate = 1.0, .service_time = 0.5},
                                  {.external_rate = 0.0, .service_time = 1.0}},
                        .routing = {{0.0, 1.0}, {0.0, 0.0}}});
  CHECK(means.mean_numbers[0] == 1.0);
  CHECK(means.mean_numbers[1] == kInfinity);
  CHECK(means.mean_latency == kInfinity);
}

TEST_CASE("an empty network and one without traffic are idle") {
  CHECK(solve(OpenNetwork{}).mean_latency == 0.0);
  const OpenNetworkMeans idle = solve(OpenNetwork{.nodes = {{}}, .routing = {{0.5}}});
  CHECK(idle.rates[0] == 0.0);
  CHECK(idle.mean_numbers[0] == 0.0);
  CHECK(idle.mean_latency == 0.0);
}

}  // namespace
}  // namespace uslkit
