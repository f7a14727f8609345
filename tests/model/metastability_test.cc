#include "model/metastability.h"

#include <cmath>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

// The papers' legacy system: System A's pair on nodes, 120 thousand requests a second at most.
constexpr UslParameters kLegacy{.alpha = 0.15, .beta = 0.02, .gamma = 46'972.0};

TEST_CASE("the legacy system does 119.9 k/s with 6 nodes and 0.80 of its maximum at 15") {
  CHECK(std::abs(usl_throughput(kLegacy, 6.0) / 1000.0 - 119.9) < 0.1);
  const RetryStorm storm{.usl = kLegacy, .overload_concurrency = 15.0};
  CHECK(std::abs(degraded_throughput(storm) / usl_throughput_limit(kLegacy) - 0.80) < 0.005);
}

TEST_CASE("a load that was fine before the disturbance keeps the system down with one retry") {
  RetryStorm storm{
      .usl = kLegacy, .overload_concurrency = 15.0, .arrival_rate = 80'000.0, .retries = 1.0};
  CHECK(storm.arrival_rate < usl_throughput_limit(kLegacy));
  CHECK(stays_collapsed(storm));
  CHECK(amplified_load(storm) == 160'000.0);
  storm.retries = 0.0;
  CHECK_FALSE(stays_collapsed(storm));
}

TEST_CASE("the recovery rate is the edge between staying down and coming back") {
  RetryStorm storm{.usl = kLegacy, .overload_concurrency = 15.0, .retries = 2.0};
  const double edge = recovery_rate(storm);
  CHECK(relative_error(edge * 3.0, degraded_throughput(storm)) < 1e-15);
  storm.arrival_rate = edge * 1.001;
  CHECK(stays_collapsed(storm));
  storm.arrival_rate = edge * 0.999;
  CHECK_FALSE(stays_collapsed(storm));
}

TEST_CASE("before the peak, and without crosstalk, nothing is metastable") {
  const RetryStorm before_peak{
      .usl = kLegacy, .overload_concurrency = 5.0, .arrival_rate = 1e9, .retries = 5.0};
  CHECK_FALSE(stays_collapsed(before_peak));
  const RetryStorm amdahl{.usl = {.alpha = 0.15, .beta = 0.0, .gamma = 100.0},
                          .overload_concurrency = 1000.0,
                          .arrival_rate = 1e9,
                          .retries = 5.0};
  CHECK_FALSE(stays_collapsed(amdahl));
}

}  // namespace
}  // namespace uslkit
