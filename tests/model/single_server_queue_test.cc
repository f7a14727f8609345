#include "model/single_server_queue.h"

#include <cmath>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// The references are printed to nine or ten digits.
constexpr double kPrinted = 1e-9;

TEST_CASE("M/M/1 agrees with the reference values at rho 0.8 and 0.95") {
  const MM1Queue queue{.arrival_rate = 0.8, .service_time = 1.0};
  CHECK(relative_error(queue.mean_latency(), 5.0) < 1e-15);
  CHECK(relative_error(queue.mean_wait(), 4.0) < 1e-15);
  CHECK(relative_error(queue.mean_number_in_system(), 4.0) < 1e-15);
  CHECK(relative_error(queue.latency_quantile(0.5), 3.465735903) < kPrinted);
  CHECK(relative_error(queue.latency_quantile(0.99), 23.02585093) < kPrinted);
  CHECK(relative_error(queue.latency_quantile(0.999), 34.538776395) < kPrinted);
  const MM1Queue busier{.arrival_rate = 0.95, .service_time = 1.0};
  CHECK(relative_error(busier.mean_latency(), 20.0) < 1e-14);
  CHECK(relative_error(busier.latency_quantile(0.99), 92.10340372) < kPrinted);
}

TEST_CASE("the p99 of one M/M/1 server is 46.1 service times at rho 0.9 and 11.5 at 0.6") {
  const MM1Queue busy{.arrival_rate = 0.9, .service_time = 1.0};
  const MM1Queue calm{.arrival_rate = 0.6, .service_time = 1.0};
  CHECK(std::abs(busy.latency_quantile(0.99) - 46.1) < 0.05);
  CHECK(std::abs(calm.latency_quantile(0.99) - 11.5) < 0.05);
}

TEST_CASE("Pollaczek-Khinchine agrees with the references for cv2 4, 1/4 and 0") {
  const MG1Queue bursty{.arrival_rate = 0.8, .service_time = 1.0, .service_cv2 = 4.0};
  const MG1Queue erlang{.arrival_rate = 0.8, .service_time = 1.0, .service_cv2 = 0.25};
  const MG1Queue constant{.arrival_rate = 0.8, .service_time = 1.0, .service_cv2 = 0.0};
  CHECK(relative_error(bursty.mean_wait(), 10.0) < 1e-14);
  CHECK(relative_error(erlang.mean_wait(), 2.5) < 1e-14);
  CHECK(relative_error(constant.mean_wait(), 2.0) < 1e-14);
}

TEST_CASE("Kingman reduces to Pollaczek-Khinchine, and that to M/M/1") {
  for (const double rho : {0.05, 0.5, 0.97}) {
    const double service_time = 0.02;
    const double arrival_rate = rho / service_time;
    const MM1Queue mm1{.arrival_rate = arrival_rate, .service_time = service_time};
    const MG1Queue mg1{
        .arrival_rate = arrival_rate, .service_time = service_time, .service_cv2 = 1.0};
    CHECK(relative_error(mg1.mean_wait(), mm1.mean_wait()) < 1e-13);
    for (const double cv2 : {0.0, 0.25, 4.0}) {
      const MG1Queue general{
          .arrival_rate = arrival_rate, .service_time = service_time, .service_cv2 = cv2};
      const GG1Queue kingman{.arrival_rate = arrival_rate,
                             .service_time = service_time,
                             .arrival_cv2 = 1.0,
                             .service_cv2 = cv2};
      CHECK(relative_error(kingman.mean_wait(), general.mean_wait()) < 1e-13);
    }
  }
}

TEST_CASE("Little's law ties the numbers of M/M/1, and only the time unit scales") {
  const MM1Queue queue{.arrival_rate = 7.0, .service_time = 0.11};
  CHECK(relative_error(queue.arrival_rate * queue.mean_latency(), queue.mean_number_in_system()) <
        1e-14);
  CHECK(relative_error(queue.mean_wait() + queue.service_time, queue.mean_latency()) < 1e-14);
  const MM1Queue in_milliseconds{.arrival_rate = 0.007, .service_time = 110.0};
  CHECK(relative_error(in_milliseconds.latency_quantile(0.9),
                       1000.0 * queue.latency_quantile(0.9)) < 1e-13);
}

TEST_CASE("quantiles of M/M/1 invert its survival functions, with an atom of 1 - rho at no wait") {
  const MM1Queue queue{.arrival_rate = 0.8, .service_time = 1.0};
  for (const double p : {0.25, 0.5, 0.9, 0.9999}) {
    CHECK(relative_error(queue.latency_survival(queue.latency_quantile(p)), 1.0 - p) < 1e-12);
    CHECK(relative_error(queue.wait_survival(queue.wait_quantile(p)), 1.0 - p) < 1e-12);
  }
  CHECK(queue.wait_quantile(0.15) == 0.0);
  CHECK(queue.wait_survival(0.0) == 0.8);
}

TEST_CASE("an idle queue only serves") {
  const MM1Queue queue{.arrival_rate = 0.0, .service_time = 2.0};
  CHECK(queue.mean_wait() == 0.0);
  CHECK(queue.mean_latency() == 2.0);
  CHECK(queue.wait_quantile(1.0) == 0.0);
  CHECK(queue.latency_quantile(0.0) == 0.0);
  CHECK(queue.latency_quantile(1.0) == kInfinity);
  CHECK(GG1Queue{.arrival_rate = 0.0}.mean_wait() == 0.0);
}

TEST_CASE("at and above saturation everything is infinite, just below it is not") {
  for (const double rho : {1.0, 1.5}) {
    const MM1Queue queue{.arrival_rate = rho, .service_time = 1.0};
    CHECK(queue.mean_latency() == kInfinity);
    CHECK(queue.mean_wait() == kInfinity);
    CHECK(queue.mean_number_in_system() == kInfinity);
    CHECK(queue.latency_quantile(0.5) == kInfinity);
    CHECK(queue.wait_quantile(0.5) == kInfinity);
    CHECK(queue.latency_survival(1e6) == 1.0);
    CHECK(queue.wait_survival(1e6) == 1.0);
    CHECK(MG1Queue{.arrival_rate = rho}.mean_wait() == kInfinity);
    CHECK(GG1Queue{.arrival_rate = rho, .arrival_cv2 = 0.0, .service_cv2 = 0.0}.mean_wait() ==
          kInfinity);
  }
  const MM1Queue nearly{.arrival_rate = std::nextafter(1.0, 0.0), .service_time = 1.0};
  CHECK(nearly.mean_latency() > 1e15);
  CHECK(nearly.mean_latency() < kInfinity);
}

}  // namespace
}  // namespace uslkit
