#include "model/staffing.h"

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

#include "model/erlang.h"
#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("the quality for a chance of waiting agrees with 30-digit references") {
  CHECK(relative_error(quality_for_wait_probability(0.01), 2.37488814753505047901) < 1e-13);
  CHECK(relative_error(quality_for_wait_probability(0.05), 1.73983627179050347498) < 1e-13);
  CHECK(relative_error(quality_for_wait_probability(0.2), 1.06151627541871761022) < 1e-13);
  CHECK(relative_error(quality_for_wait_probability(0.3), 0.82894463335624206122) < 1e-13);
}

TEST_CASE("the service tiers in use wait with at most their promised probability") {
  CHECK(std::abs(halfin_whitt_wait_probability(2.375) - 0.01) < 1e-5);
  CHECK(halfin_whitt_wait_probability(1.761) < 0.05);
  CHECK(halfin_whitt_wait_probability(1.16) < 0.2);
  CHECK(halfin_whitt_wait_probability(1.0) < 0.3);
}

TEST_CASE("quality and probability are inverse to each other") {
  for (const double probability : {1e-12, 0.001, 0.3, 0.999}) {
    const double quality = quality_for_wait_probability(probability);
    CHECK(relative_error(halfin_whitt_wait_probability(quality), probability) < 1e-12);
  }
}

TEST_CASE("Erlang C approaches the limit as the load grows") {
  for (const double quality : {0.5, 1.0, 2.0}) {
    double previous_gap = 1.0;
    for (const double load : {100.0, 10'000.0, 1'000'000.0}) {
      // Loads and servers are whole by construction only up to rounding; use the servers' own Q.
      const std::int64_t servers = square_root_staffing(load, quality);
      const double exact_quality = (static_cast<double>(servers) - load) / std::sqrt(load);
      const double limit = halfin_whitt_wait_probability(exact_quality);
      const double gap = relative_error(erlang_c(servers, load), limit);
      CHECK(gap < 0.3 * previous_gap);
      previous_gap = gap;
    }
    CHECK(previous_gap < 0.005);
  }
}

TEST_CASE("square-root staffing lands within one server of the exact answer at 1000 erlangs") {
  for (const double probability : {0.01, 0.05, 0.2, 0.5}) {
    const double quality = quality_for_wait_probability(probability);
    const std::int64_t difference =
        square_root_staffing(1000.0, quality) - fewest_servers_for_wait(1000.0, probability);
    CHECK(difference >= -2);
    CHECK(difference <= 1);
  }
}

TEST_CASE("edges: no headroom waits always, endless headroom never, no load keeps one server") {
  CHECK(halfin_whitt_wait_probability(0.0) == 1.0);
  CHECK(halfin_whitt_wait_probability(-1.0) == 1.0);
  CHECK(halfin_whitt_wait_probability(100.0) == 0.0);
  CHECK(halfin_whitt_wait_probability(std::numeric_limits<double>::infinity()) == 0.0);
  CHECK(quality_for_wait_probability(1.0) == 0.0);
  CHECK(square_root_staffing(0.0, 2.0) == 1);
  CHECK(square_root_staffing(100.0, 1.0) == 110);
  CHECK(square_root_staffing(100.0, 1.01) == 111);
}

}  // namespace
}  // namespace uslkit
