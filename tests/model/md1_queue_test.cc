#include "model/md1_queue.h"

#include <cmath>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double survival(double rho, double time) {
  return MD1Queue{.arrival_rate = rho, .service_time = 1.0}.wait_survival(time);
}

TEST_CASE("M/D/1 agrees with Erlang's series at rho 0.8") {
  const MD1Queue queue{.arrival_rate = 0.8, .service_time = 1.0};
  CHECK(relative_error(queue.mean_wait(), 2.0) < 1e-14);
  CHECK(relative_error(queue.mean_latency(), 3.0) < 1e-14);
  CHECK(relative_error(queue.wait_cdf(0.0), 0.2) < 1e-13);
  CHECK(relative_error(queue.wait_cdf(3.0), 0.76209952) < 1e-8);
  CHECK(relative_error(queue.wait_cdf(8.0), 0.972405939) < 1e-9);
}

TEST_CASE("the tail keeps its digits where Erlang's alternating series has lost all of them") {
  // References: the same series summed with 200 digits.
  constexpr double tolerance = 1e-11;
  CHECK(relative_error(survival(0.8, 40.5), 2.2890896634297857e-8) < tolerance);
  CHECK(relative_error(survival(0.8, 63.9), 9.57707256639067919e-13) < tolerance);
  CHECK(relative_error(survival(0.8, 100.0), 1.68451679210861735e-19) < tolerance);
  CHECK(relative_error(survival(0.95, 7.25), 0.462362067026795351) < tolerance);
  CHECK(relative_error(survival(0.95, 100.0), 0.0000369354112893664845) < tolerance);
  CHECK(relative_error(survival(0.1, 5.5), 7.63986081061804755e-10) < tolerance);
  CHECK(relative_error(survival(0.1, 0.3), 0.0725909194418348299) < tolerance);
  CHECK(relative_error(survival(0.999, 50.0), 0.904204032318182379) < tolerance);
  CHECK(relative_error(survival(0.999, 63.99), 0.87924686121481403) < tolerance);
}

TEST_CASE("the mean wait is the integral of the survival function") {
  for (const double rho : {0.1, 0.5, 0.8, 0.95}) {
    // Simpson's rule within each service time, where the function is smooth.
    double integral = 0.0;
    constexpr int kSteps = 8;
    for (int slot = 0; slot < 250; ++slot) {
      for (int i = 0; i < kSteps; ++i) {
        const double left = slot + static_cast<double>(i) / kSteps;
        const double right = slot + static_cast<double>(i + 1) / kSteps;
        const double before_right = std::nextafter(right, 0.0);
        integral += (survival(rho, left) + 4.0 * survival(rho, 0.5 * (left + right)) +
                     survival(rho, before_right)) /
                    (6.0 * kSteps);
      }
    }
    const double mean = MD1Queue{.arrival_rate = rho, .service_time = 1.0}.mean_wait();
    CHECK(relative_error(integral, mean) < 1e-6);
  }
}

TEST_CASE("the exact sum and the exponential tail meet where one hands over to the other") {
  for (const double rho : {0.3, 0.8, 0.99, 0.999999}) {
    CHECK(relative_error(survival(rho, std::nextafter(64.0, 0.0)), survival(rho, 64.0)) < 1e-9);
  }
}

TEST_CASE("quantiles invert the distribution on both sides of the hand-over") {
  for (const double rho : {0.2, 0.8, 0.99}) {
    const MD1Queue queue{.arrival_rate = rho / 0.005, .service_time = 0.005};
    for (const double p : {0.9, 0.99, 0.999999}) {
      CHECK(relative_error(queue.wait_survival(queue.wait_quantile(p)), 1.0 - p) < 1e-9);
    }
    CHECK(queue.wait_quantile(0.5 * (1.0 - rho)) == 0.0);
  }
}

TEST_CASE("the decay rate solves rho (e^theta - 1) = theta, also close to 0 and 1") {
  for (const double rho : {1e-12, 0.01, 0.5, 0.8, 0.999}) {
    const double theta = poisson_decay_rate(rho);
    CHECK(relative_error(rho * std::expm1(theta), theta) < 1e-11);
  }
  const double gap = 1e-9;
  CHECK(relative_error(poisson_decay_rate(1.0 - gap), 2.0 * gap) < 1e-6);
}

TEST_CASE("idle never waits, saturated always does") {
  const MD1Queue idle{.arrival_rate = 0.0, .service_time = 1.0};
  CHECK(idle.wait_survival(0.0) == 0.0);
  CHECK(idle.wait_quantile(1.0) == 0.0);
  CHECK(idle.mean_wait() == 0.0);
  const MD1Queue saturated{.arrival_rate = 1.0, .service_time = 1.0};
  CHECK(saturated.wait_survival(1e9) == 1.0);
  CHECK(saturated.wait_quantile(0.5) == kInfinity);
  CHECK(saturated.mean_wait() == kInfinity);
  const MD1Queue nearly{.arrival_rate = 1.0 - 1e-9, .service_time = 1.0};
  CHECK(relative_error(nearly.wait_survival(0.0), 1.0 - 1e-9) < 1e-12);
  CHECK(nearly.wait_quantile(0.99) > 1e9);
  CHECK(nearly.wait_quantile(0.99) < 1e10);
  CHECK(survival(0.8, 1e5) == 0.0);
}

}  // namespace
}  // namespace uslkit
