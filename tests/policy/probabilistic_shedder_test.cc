#include "policy/probabilistic_shedder.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"
#include "model/shedding.h"

namespace uslkit {
namespace {

using std::chrono::seconds;

TimePoint at(int second) { return TimePoint{seconds(second)}; }

TEST_CASE("at 150 % load one third is shed, within 4.5 standard errors") {
  ProbabilisticShedder shedder({.capacity = {100'000}});
  shedder.update(at(1), {150'000});
  CHECK(shedder.shed_probability() == doctest::Approx(1.0 / 3.0).epsilon(1e-15));
  Random random(51, "shedder");
  const int requests = 1'000'000;
  int shed = 0;
  for (int i = 0; i < requests; ++i) {
    if (!shedder.admit(at(1), random.uniform()).admitted) ++shed;
  }
  const double p = 1.0 / 3.0;
  const double standard_error = std::sqrt(p * (1 - p) / requests);
  CHECK(std::abs(static_cast<double>(shed) / requests - p) < 4.5 * standard_error);
}

TEST_CASE("the share agrees with the closed form, and what passes is the capacity") {
  ProbabilisticShedder shedder({.capacity = {600}});
  for (int load = 0; load <= 3000; load += 50) {
    shedder.update(at(load), {static_cast<double>(load)});
    const double p = shedder.shed_probability();
    CHECK(p == doctest::Approx(shed_probability(load, 600)).epsilon(1e-14));
    CHECK(load * (1 - p) <= 600 * (1 + 1e-12));
  }
}

TEST_CASE("up to the capacity nothing is shed, at no capacity everything") {
  ProbabilisticShedder shedder({.capacity = {100}});
  CHECK(shedder.admit(at(0), 0).admitted);
  shedder.update(at(1), {100});
  CHECK(shedder.admit(at(1), 0).admitted);
  shedder.set_capacity({0});
  shedder.update(at(2), {1e-9});
  const Verdict verdict = shedder.admit(at(2), std::nextafter(1.0, 0.0));
  CHECK_FALSE(verdict.admitted);
  CHECK(verdict.reason == RejectReason::load_shed);
  shedder.update(at(3), {0});
  CHECK(shedder.admit(at(3), 0).admitted);
}

TEST_CASE("an observation that is older than the latest is passed over") {
  ProbabilisticShedder shedder({.capacity = {100}});
  shedder.update(at(10), {200});
  shedder.update(at(9), {0});
  CHECK(shedder.shed_probability() == 0.5);
}

}  // namespace
}  // namespace uslkit
