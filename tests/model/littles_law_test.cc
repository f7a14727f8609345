#include "model/littles_law.h"

#include <limits>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST_CASE("the three conversions of Little's law undo one another") {
  const double throughput = 1250.0;
  const double latency = 0.0375;
  const double concurrency = concurrency_from(throughput, latency);
  CHECK(relative_error(concurrency, 46.875) < 1e-15);
  CHECK(relative_error(throughput_from(concurrency, latency), throughput) < 1e-15);
  CHECK(relative_error(latency_from(concurrency, throughput), latency) < 1e-15);
}

TEST_CASE("a legacy system of 120k/s with a mean of 271 ms holds 32.6 thousand requests") {
  CHECK(relative_error(concurrency_from(119'900.0, 0.2714), 32'600.0) < 0.005);
}

TEST_CASE("the interactive law is Little's law around the users as well") {
  const ClosedLoop loop{.throughput = 0.147101967, .latency = 13.768090145, .think_time = 95.0};
  CHECK(relative_error(users_from(loop), 16.0) < 1e-8);
  CHECK(relative_error(interactive_latency_from(
                           {.users = 16.0, .throughput = 0.147101967, .think_time = 95.0}),
                       13.768090145) < 1e-7);
  CHECK(interactive_latency_from({.users = 10.0, .throughput = 2.0, .think_time = 0.0}) ==
        latency_from(10.0, 2.0));
}

TEST_CASE("contradicting measurements give a negative interactive latency, not a clamped one") {
  CHECK(interactive_latency_from({.users = 10.0, .throughput = 2.0, .think_time = 7.0}) == -2.0);
}

TEST_CASE("an empty or a stuck system is 0 or infinite, never NaN") {
  CHECK(concurrency_from(0.0, kInfinity) == 0.0);
  CHECK(latency_from(0.0, 0.0) == 0.0);
  CHECK(latency_from(3.0, 0.0) == kInfinity);
  CHECK(throughput_from(0.0, 0.0) == 0.0);
  CHECK(throughput_from(3.0, 0.0) == kInfinity);
  CHECK(interactive_latency_from({.users = 3.0, .throughput = 0.0, .think_time = 1.0}) ==
        kInfinity);
}

}  // namespace
}  // namespace uslkit
