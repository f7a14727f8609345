#include "model/erlang.h"

#include <cmath>
#include <cstdint>
#include <initializer_list>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("Erlang B agrees with the sum it abbreviates and with 200-digit references") {
  double term = 1.0;
  double sum = 1.0;
  const double offered_load = 6.4;
  for (int k = 1; k <= 12; ++k) {
    term *= offered_load / k;
    sum += term;
    CHECK(relative_error(erlang_b(k, offered_load), term / sum) < 1e-14);
  }
  CHECK(relative_error(erlang_b(8, 6.4), 0.14439389) < 1e-8);
  CHECK(relative_error(erlang_b(1000, 1000.0), 0.0248119176461604079) < 1e-13);
  CHECK(relative_error(erlang_b(10, 0.001), 2.75297756788297782e-37) < 1e-13);
  CHECK(relative_error(erlang_b(100, 10.0), 4.86464918206761044e-63) < 1e-13);
}

TEST_CASE("Erlang C agrees with the reference queues M/M/8 and M/M/64") {
  CHECK(relative_error(erlang_c(8, 6.4), 0.457644925) < 1e-8);
  CHECK(relative_error(erlang_c(64, 60.8), 0.588010932) < 1e-8);
}

TEST_CASE("Erlang B and C are tied by 1/C = rho + (1 - rho) / B") {
  for (const std::int64_t servers : {1, 2, 7, 40, 300}) {
    for (const double utilisation : {0.05, 0.5, 0.9, 0.999}) {
      const double offered_load = utilisation * static_cast<double>(servers);
      const double b = erlang_b(servers, offered_load);
      CHECK(relative_error(1.0 / erlang_c(servers, offered_load),
                           utilisation + (1.0 - utilisation) / b) < 1e-13);
    }
  }
}

TEST_CASE("one server waits with probability rho and blocks with rho / (1 + rho)") {
  for (const double rho : {0.0, 0.1, 0.5, 0.999}) {
    CHECK(relative_error(erlang_c(1, rho), rho) < 1e-13);
    CHECK(relative_error(erlang_b(1, rho), rho / (1.0 + rho)) < 1e-13);
  }
}

TEST_CASE("no load never waits, no server always blocks, overload always waits") {
  CHECK(erlang_b(0, 3.0) == 1.0);
  CHECK(erlang_b(5, 0.0) == 0.0);
  CHECK(erlang_c(5, 0.0) == 0.0);
  CHECK(erlang_c(5, 5.0) == 1.0);
  CHECK(erlang_c(5, 7.0) == 1.0);
  CHECK(erlang_c(5, std::nextafter(5.0, 0.0)) <= 1.0);
  CHECK(erlang_c(5, std::nextafter(5.0, 0.0)) > 1.0 - 1e-12);
}

TEST_CASE("the fewest servers meet the limit and one server less does not") {
  for (const double offered_load : {0.3, 6.4, 60.8, 1000.0}) {
    for (const double limit : {0.5, 0.2, 0.01, 1e-9}) {
      const std::int64_t waiting = fewest_servers_for_wait(offered_load, limit);
      CHECK(erlang_c(waiting, offered_load) <= limit);
      if (waiting > 1) CHECK(erlang_c(waiting - 1, offered_load) > limit);
      const std::int64_t blocking = fewest_servers_for_blocking(offered_load, limit);
      CHECK(erlang_b(blocking, offered_load) <= limit);
      if (blocking > 0) CHECK(erlang_b(blocking - 1, offered_load) > limit);
    }
  }
}

TEST_CASE("a limit of 1 still asks for a queue that does not grow without bound") {
  CHECK(fewest_servers_for_wait(8.0, 1.0) == 9);
  CHECK(fewest_servers_for_wait(7.5, 1.0) == 8);
  CHECK(fewest_servers_for_wait(0.0, 1e-12) == 1);
  CHECK(fewest_servers_for_blocking(8.0, 1.0) == 0);
  CHECK(fewest_servers_for_wait(1e-3, 1e-300) < 200);
}

}  // namespace
}  // namespace uslkit
