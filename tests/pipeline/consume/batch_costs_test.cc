#include "pipeline/consume/batch_costs.h"

#include <chrono>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using namespace std::chrono_literals;

TEST_CASE("least squares give back the law that made the times") {
  BatchRegression sums;
  BatchRegression others;
  for (std::int64_t b = 1; b <= 100; ++b) (b % 2 == 0 ? sums : others).add(b, 3ms + b * 20us);
  sums.merge(others);
  const BatchLaw law = sums.law();
  CHECK(law.t0.count() == doctest::Approx(3'000'000).epsilon(1e-6));
  CHECK(law.t1.count() == doctest::Approx(20'000).epsilon(1e-6));
  CHECK(law.cv < 1e-4);
}

TEST_CASE("batches of one size cost per event; no batches, nothing; never a negative part") {
  BatchRegression one_size;
  for (int i = 0; i < 10; ++i) one_size.add(50, 5ms);
  CHECK(one_size.law().t0 == 0ns);
  CHECK(one_size.law().t1 == 100us);
  CHECK(BatchRegression{}.law().t1 == 0ns);

  BatchRegression falling;  // larger batches were faster
  falling.add(1, 10ms);
  falling.add(100, 4ms);
  CHECK(falling.law().t1 == 0ns);
  CHECK(falling.law().t0 == 7ms);

  BatchRegression steep;  // a line that would begin below zero
  steep.add(10, 1ms);
  steep.add(20, 4ms);
  CHECK(steep.law().t0 == 0ns);
  CHECK(steep.law().t1 == 180us);
}

TEST_CASE("the cv is that of the residuals") {
  BatchRegression sums;
  for (int i = 0; i < 100; ++i) sums.add(10, i % 2 == 0 ? 12ms : 8ms);
  CHECK(sums.law().cv == doctest::Approx(0.2));
}

}  // namespace
}  // namespace uslkit
