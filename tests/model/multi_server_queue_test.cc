#include "model/multi_server_queue.h"

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

#include "model/erlang.h"
#include "model/single_server_queue.h"
#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kPrinted = 5e-9;

TEST_CASE("M/M/8 at 6.4 and M/M/64 at 60.8 erlangs agree with the reference values") {
  const MMcQueue eight{.arrival_rate = 6.4, .service_time = 1.0, .servers = 8};
  CHECK(relative_error(eight.wait_probability(), 0.457644925) < kPrinted);
  CHECK(relative_error(eight.mean_wait(), 0.286028078) < kPrinted);
  CHECK(relative_error(eight.mean_latency(), 1.286028078) < kPrinted);
  CHECK(relative_error(eight.wait_quantile(0.99), 2.389692824) < kPrinted);
  const MMcQueue many{.arrival_rate = 60.8, .service_time = 1.0, .servers = 64};
  CHECK(relative_error(many.wait_probability(), 0.588010932) < kPrinted);
  CHECK(relative_error(many.mean_wait(), 0.183753416) < kPrinted);
  CHECK(relative_error(many.wait_quantile(0.99), 1.27317514) < kPrinted);
}

TEST_CASE("M/M/2/10 at 2.4 erlangs agrees with the reference values") {
  const FiniteQueueResult result =
      solve(MMcKQueue{.arrival_rate = 2.4, .service_time = 1.0, .servers = 2, .capacity = 10});
  CHECK(relative_error(result.blocking_probability, 0.195628896) < kPrinted);
  CHECK(relative_error(result.mean_number_in_system, 6.816721632) < kPrinted);
  CHECK(relative_error(result.throughput, 1.930490651) < kPrinted);
  CHECK(relative_error(result.mean_latency, 3.531082437) < kPrinted);
}

TEST_CASE("M/M/8/8 is Erlang's loss system") {
  const FiniteQueueResult result =
      solve(MMcKQueue{.arrival_rate = 6.4, .service_time = 1.0, .servers = 8, .capacity = 8});
  CHECK(relative_error(result.blocking_probability, 0.14439389) < 1e-8);
  CHECK(relative_error(result.mean_number_in_system, 5.475879105) < kPrinted);
  CHECK(relative_error(result.mean_latency, 1.0) < 1e-14);
  CHECK(relative_error(result.blocking_probability, erlang_b(8, 6.4)) < 1e-14);
}

TEST_CASE("24 pooled servers have a p99 of 4.92 service times at rho 0.9 and 4.61 at 0.6") {
  const MMcQueue busy{.arrival_rate = 21.6, .service_time = 1.0, .servers = 24};
  const MMcQueue calm{.arrival_rate = 14.4, .service_time = 1.0, .servers = 24};
  CHECK(std::abs(busy.latency_quantile(0.99) - 4.92) < 0.005);
  CHECK(std::abs(calm.latency_quantile(0.99) - 4.61) < 0.005);
}

TEST_CASE("with one server M/M/c is M/M/1") {
  for (const double rho : {0.0, 0.3, 0.5, 0.95}) {
    const MMcQueue pooled{.arrival_rate = rho / 0.02, .service_time = 0.02, .servers = 1};
    const MM1Queue single{.arrival_rate = rho / 0.02, .service_time = 0.02};
    CHECK(relative_error(pooled.mean_wait(), single.mean_wait()) < 1e-13);
    for (const double t : {0.0, 0.001, 0.02, 0.3}) {
      CHECK(relative_error(pooled.latency_survival(t), single.latency_survival(t)) < 1e-12);
      CHECK(relative_error(pooled.wait_survival(t), single.wait_survival(t)) < 1e-12);
    }
    for (const double p : {0.1, 0.5, 0.99}) {
      CHECK(relative_error(pooled.latency_quantile(p), single.latency_quantile(p)) < 1e-12);
    }
  }
}

TEST_CASE("the latency law does not break where spare rate and service rate agree") {
  // c mu - lambda = mu at c = 3, lambda = 2: the textbook formula divides zero by zero there.
  const auto survival = [](double arrival_rate) {
    return MMcQueue{.arrival_rate = arrival_rate, .service_time = 1.0, .servers = 3}
        .latency_survival(2.5);
  };
  const double at = survival(2.0);
  const double expected = std::exp(-2.5) * (1.0 + erlang_c(3, 2.0) * 2.5);
  CHECK(relative_error(at, expected) < 1e-14);
  CHECK(relative_error(survival(2.0 - 1e-9), at) < 1e-8);
  CHECK(relative_error(survival(2.0 + 1e-9), at) < 1e-8);
}

TEST_CASE("the mean latency is the integral of its survival function") {
  for (const double rho : {0.2, 0.7, 0.95}) {
    const MMcQueue queue{.arrival_rate = 5.0 * rho, .service_time = 1.0, .servers = 5};
    double integral = 0.0;
    constexpr double kStep = 0.01;
    for (int i = 0; i < 30'000; ++i) {
      const double t = i * kStep;
      integral += kStep / 6.0 *
                  (queue.latency_survival(t) + 4.0 * queue.latency_survival(t + 0.5 * kStep) +
                   queue.latency_survival(t + kStep));
    }
    CHECK(relative_error(integral, queue.mean_latency()) < 1e-9);
  }
}

TEST_CASE("quantiles invert their survival functions") {
  const MMcQueue queue{.arrival_rate = 45.0, .service_time = 0.1, .servers = 5};
  for (const double p : {0.3, 0.9, 0.99999}) {
    CHECK(relative_error(queue.latency_survival(queue.latency_quantile(p)), 1.0 - p) < 1e-11);
    CHECK(relative_error(queue.wait_survival(queue.wait_quantile(p)), 1.0 - p) < 1e-11);
  }
  CHECK(queue.wait_quantile(0.5 * (1.0 - queue.wait_probability())) == 0.0);
}

TEST_CASE("a growing waiting room turns M/M/c/K into M/M/c") {
  const MMcQueue unlimited{.arrival_rate = 6.4, .service_time = 1.0, .servers = 8};
  const FiniteQueueResult result =
      solve(MMcKQueue{.arrival_rate = 6.4, .service_time = 1.0, .servers = 8, .capacity = 400});
  CHECK(result.blocking_probability < 1e-30);
  CHECK(relative_error(result.mean_latency, unlimited.mean_latency()) < 1e-12);
  CHECK(relative_error(result.mean_number_in_system, unlimited.mean_number_in_system()) < 1e-12);
}

TEST_CASE("M/M/c/K conserves: what enters leaves, and Little's law holds inside") {
  for (const double arrival_rate : {0.5, 8.0, 80.0}) {
    const FiniteQueueResult result = solve(
        MMcKQueue{.arrival_rate = arrival_rate, .service_time = 0.5, .servers = 4, .capacity = 9});
    CHECK(relative_error(result.throughput, arrival_rate * (1.0 - result.blocking_probability)) <
          1e-12);
    CHECK(relative_error(result.throughput * result.mean_latency, result.mean_number_in_system) <
          1e-14);
    CHECK(relative_error(result.utilisation, result.throughput * 0.5 / 4.0) < 1e-14);
  }
}

TEST_CASE("M/M/c/K stays finite at any overload and in an empty system") {
  const FiniteQueueResult flooded =
      solve(MMcKQueue{.arrival_rate = 1e9, .service_time = 1.0, .servers = 3, .capacity = 100'000});
  CHECK(relative_error(flooded.throughput, 3.0) < 1e-12);
  CHECK(relative_error(flooded.mean_number_in_system, 1e5) < 1e-8);
  const FiniteQueueResult empty =
      solve(MMcKQueue{.arrival_rate = 0.0, .service_time = 2.0, .servers = 3, .capacity = 3});
  CHECK(empty.blocking_probability == 0.0);
  CHECK(empty.throughput == 0.0);
  CHECK(empty.mean_latency == 2.0);
}

TEST_CASE("Allen-Cunneen reduces to M/M/c, and with one server to Pollaczek-Khinchine") {
  const GGmQueue markovian{.arrival_rate = 6.4, .service_time = 1.0, .servers = 8};
  const MMcQueue exact{.arrival_rate = 6.4, .service_time = 1.0, .servers = 8};
  CHECK(relative_error(markovian.mean_wait(), exact.mean_wait()) < 1e-15);
  const GGmQueue single{.arrival_rate = 0.8, .service_cv2 = 4.0};
  CHECK(relative_error(single.mean_wait(), 10.0) < 1e-13);
}

TEST_CASE("idle servers do not wait; saturated ones wait for ever; just below they do not") {
  const MMcQueue idle{.arrival_rate = 0.0, .service_time = 2.0, .servers = 4};
  CHECK(idle.mean_wait() == 0.0);
  CHECK(idle.mean_latency() == 2.0);
  CHECK(idle.mean_number_in_system() == 0.0);
  CHECK(idle.wait_quantile(1.0) == 0.0);
  for (const double arrival_rate : {2.0, 3.0}) {
    const MMcQueue full{.arrival_rate = arrival_rate, .service_time = 2.0, .servers = 4};
    CHECK(full.mean_wait() == kInfinity);
    CHECK(full.mean_number_in_system() == kInfinity);
    CHECK(full.wait_survival(1e9) == 1.0);
    CHECK(full.latency_survival(1e9) == 1.0);
    CHECK(full.latency_quantile(0.01) == kInfinity);
    CHECK(full.wait_quantile(0.01) == kInfinity);
    CHECK(GGmQueue{.arrival_rate = arrival_rate,
                   .service_time = 2.0,
                   .arrival_cv2 = 0.0,
                   .service_cv2 = 0.0,
                   .servers = 4}
              .mean_wait() == kInfinity);
  }
  const MMcQueue nearly{
      .arrival_rate = std::nextafter(2.0, 0.0), .service_time = 2.0, .servers = 4};
  CHECK(nearly.mean_wait() > 1e12);
  CHECK(nearly.mean_wait() < kInfinity);
  CHECK(nearly.latency_quantile(0.99) < kInfinity);
}

TEST_CASE("ten thousand servers are no problem") {
  const MMcQueue huge{.arrival_rate = 9900.0, .service_time = 1.0, .servers = 10'000};
  // Halfin-Whitt with Q = 100 / sqrt(9900).
  CHECK(std::abs(huge.wait_probability() - 0.224) < 0.01);
  CHECK(huge.latency_quantile(0.99) > 4.6);
  CHECK(huge.latency_quantile(0.99) < 4.7);
}

}  // namespace
}  // namespace uslkit
