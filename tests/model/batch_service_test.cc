#include "model/batch_service.h"

#include <cmath>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

#include "model/md1_queue.h"
#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kPrinted = 2e-9;

TEST_CASE("the embedded chain agrees with the reference values") {
  const BatchConsumer light{.arrival_rate = 1.0 / 320.0,
                            .batch_overhead = 400.0,
                            .time_per_event = 20.0,
                            .largest_batch = 16};
  const BatchServiceMeans at_light = batch_service_means(light).value();
  CHECK(relative_error(at_light.wait, 181.601977195) < kPrinted);
  CHECK(relative_error(at_light.latency, 624.302224344) < kPrinted);
  CHECK(relative_error(at_light.batch_size, 1.610123483) < kPrinted);

  BatchConsumer heavy = light;
  heavy.arrival_rate = 0.018;
  const BatchServiceMeans at_heavy = batch_service_means(heavy).value();
  CHECK(relative_error(heavy.utilisation(), 0.81) < 1e-14);
  CHECK(relative_error(at_heavy.wait, 336.749533239) < kPrinted);
  CHECK(relative_error(at_heavy.latency, 980.683009409) < kPrinted);
  CHECK(relative_error(at_heavy.batch_size, 11.250039877) < kPrinted);

  const BatchServiceMeans constant =
      batch_service_means({.arrival_rate = 3.2, .batch_overhead = 1.0, .largest_batch = 4}).value();
  CHECK(relative_error(constant.latency, 1.879536212) < kPrinted);
  CHECK(relative_error(constant.batch_size, 3.223862463) < kPrinted);
}

TEST_CASE("batches of one are M/D/1") {
  for (const double rho : {0.01, 0.5, 0.8, 0.99}) {
    const BatchServiceMeans means = batch_service_means({.arrival_rate = rho / 0.3,
                                                         .batch_overhead = 0.1,
                                                         .time_per_event = 0.2,
                                                         .largest_batch = 1})
                                        .value();
    const MD1Queue plain{.arrival_rate = rho / 0.3, .service_time = 0.3};
    CHECK(relative_error(means.wait, plain.mean_wait()) < 1e-11);
    CHECK(relative_error(means.latency, plain.mean_latency()) < 1e-11);
    CHECK(relative_error(means.busy_share, rho) < 1e-11);
    CHECK(relative_error(means.batch_size, 1.0) < 1e-14);
  }
}

TEST_CASE("work is conserved: batches per time times their mean size is the arrival rate") {
  for (const double utilisation : {0.05, 0.6, 0.95, 0.995}) {
    const BatchConsumer consumer{.arrival_rate = utilisation * 16.0 / 720.0,
                                 .batch_overhead = 400.0,
                                 .time_per_event = 20.0,
                                 .largest_batch = 16};
    const BatchServiceMeans means = batch_service_means(consumer).value();
    // busy share = batches per time x (t0 + t1 E[K]), batches per time = lambda / E[K].
    const double batches = consumer.arrival_rate / means.batch_size;
    CHECK(relative_error(means.busy_share, batches * consumer.batch_time(means.batch_size)) <
          1e-10);
  }
}

TEST_CASE("only the time unit scales") {
  const BatchServiceMeans seconds = batch_service_means({.arrival_rate = 18'000.0,
                                                         .batch_overhead = 400e-6,
                                                         .time_per_event = 20e-6,
                                                         .largest_batch = 16})
                                        .value();
  CHECK(relative_error(seconds.latency * 1e6, 980.683009409) < kPrinted);
}

TEST_CASE("large batches do not underflow where an empty queue is all but impossible") {
  // P(nothing arrives during a batch) = e^-800, below any double.
  const BatchServiceMeans means =
      batch_service_means({.arrival_rate = 800.0, .batch_overhead = 1.0, .largest_batch = 850})
          .value();
  CHECK(relative_error(means.batch_size, 800.0) < 1e-9);
  CHECK(relative_error(means.busy_share, 1.0) < 1e-12);
  CHECK(means.wait > 0.5);
  CHECK(means.wait < 0.51);
}

TEST_CASE("the closed form approaches the exact mean as batches grow") {
  const BatchConsumer consumer{.arrival_rate = 14'000.0,
                               .batch_overhead = 0.01,
                               .time_per_event = 2e-5,
                               .largest_batch = 400};
  const BatchServiceMeans means = batch_service_means(consumer).value();
  CHECK(relative_error(means.latency, 1.5 * steady_batch_time(consumer)) < 0.01);
}

// The calibrated consumer of the papers: t0 = 7.1 + 0.0925 P ms, t1 = 10 us, batches of 1000,
// 5.5 ms around them.
double paper_p99_ms(double partitions, double rate_per_partition) {
  const BatchConsumer consumer{.arrival_rate = rate_per_partition / 1000.0,
                               .batch_overhead = 7.1 + 0.0925 * partitions,
                               .time_per_event = 0.01,
                               .largest_batch = 1000};
  return batch_latency_quantile(consumer, {.probability = 0.99, .other_delay = 5.5});
}

TEST_CASE("the closed form reproduces the p99 of the papers' seven operating points") {
  CHECK(std::abs(paper_p99_ms(4, 49'500) - 34.9) < 0.06);
  CHECK(std::abs(paper_p99_ms(8, 49'400) - 36.3) < 0.06);
  CHECK(std::abs(paper_p99_ms(16, 49'250) - 39.1) < 0.06);
  CHECK(std::abs(paper_p99_ms(32, 49'375) - 45.0) < 0.06);
  CHECK(std::abs(paper_p99_ms(32, 37'500) - 37.5) < 0.06);
  CHECK(std::abs(paper_p99_ms(16, 28'125) - 29.3) < 0.06);
  CHECK(std::abs(paper_p99_ms(24, 35'417) - 34.2) < 0.06);
}

TEST_CASE("a steady batch takes exactly what arrives during it") {
  const BatchConsumer consumer{
      .arrival_rate = 37.5, .batch_overhead = 10.06, .time_per_event = 0.01, .largest_batch = 1000};
  const double time = steady_batch_time(consumer);
  CHECK(relative_error(consumer.batch_time(consumer.arrival_rate * time), time) < 1e-14);
  CHECK(std::abs(consumer.capacity() * 1000.0 - 49'850.0) < 1.0);
}

TEST_CASE("at saturation times are infinite; too close below it the answer is empty") {
  BatchConsumer consumer{.arrival_rate = 1.0, .batch_overhead = 4.0, .largest_batch = 4};
  CHECK(consumer.utilisation() == 1.0);
  const BatchServiceMeans saturated = batch_service_means(consumer).value();
  CHECK(saturated.latency == kInfinity);
  CHECK(saturated.batch_size == 4.0);
  CHECK(steady_batch_time(consumer) == kInfinity);
  CHECK(batch_latency_quantile(consumer, {}) == kInfinity);
  consumer.arrival_rate = 1.0 - 1e-9;
  CHECK_FALSE(batch_service_means(consumer).has_value());
  CHECK(relative_error(steady_batch_time(consumer), 4.0) < 1e-8);
}

TEST_CASE("a rare event is served alone, with no wait") {
  const BatchServiceMeans means =
      batch_service_means(
          {.arrival_rate = 1e-9, .batch_overhead = 3.0, .time_per_event = 2.0, .largest_batch = 10})
          .value();
  CHECK(relative_error(means.latency, 5.0) < 1e-7);
  CHECK(relative_error(means.batch_size, 1.0) < 1e-7);
}

}  // namespace
}  // namespace uslkit
