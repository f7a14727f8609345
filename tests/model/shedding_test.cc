#include "model/shedding.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("at 150 % load one third must go, and the rest is exactly the capacity") {
  CHECK(relative_error(shed_probability(150.0, 100.0), 1.0 / 3.0) < 1e-15);
  CHECK(relative_error(170.0 * (1.0 - shed_probability(170.0, 130.0)), 130.0) < 1e-15);
}

TEST_CASE("nothing is shed up to the capacity, everything without any") {
  CHECK(shed_probability(0.0, 0.0) == 0.0);
  CHECK(shed_probability(100.0, 100.0) == 0.0);
  CHECK(shed_probability(std::nextafter(100.0, 200.0), 100.0) < 1e-14);
  CHECK(shed_probability(5.0, 0.0) == 1.0);
}

TEST_CASE("shedding starts with the last class and stops where the rest fits") {
  const ShedPlan plan = shed_by_priority(
      {{.arrival_rate = 50.0}, {.arrival_rate = 80.0}, {.arrival_rate = 20.0}}, 100.0);
  CHECK(plan.shed_shares == std::vector<double>{0.0, 0.375, 1.0});
  CHECK(plan.unserved_rate == 0.0);
}

TEST_CASE("shedding 100 a second of a control class does nothing against 250 thousand too many") {
  const ShedPlan plan = shed_by_priority({{.arrival_rate = 849'900.0, .may_be_shed = false},
                                          {.arrival_rate = 100.0, .may_be_shed = true}},
                                         600'000.0);
  CHECK(plan.shed_shares == std::vector<double>{0.0, 1.0});
  CHECK(plan.unserved_rate == 249'900.0);
}

TEST_CASE("what is kept, shed and left over adds up to the load") {
  const std::vector<SheddableClass> classes = {{.arrival_rate = 10.0, .may_be_shed = false},
                                               {.arrival_rate = 7.0, .may_be_shed = true},
                                               {.arrival_rate = 0.0, .may_be_shed = true},
                                               {.arrival_rate = 5.0, .may_be_shed = false}};
  for (const double capacity : {0.0, 12.0, 16.0, 22.0, 30.0}) {
    const ShedPlan plan = shed_by_priority(classes, capacity);
    double kept = 0.0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      kept += classes[i].arrival_rate * (1.0 - plan.shed_shares[i]);
    }
    CHECK(relative_error(kept - plan.unserved_rate, std::min(22.0, capacity)) < 1e-14);
  }
}

TEST_CASE("a token bucket lets burst + rate x time through and empties at the excess rate") {
  const TokenBucketLimits bucket{.rate = 100.0, .burst = 50.0};
  CHECK(most_admitted(bucket, 0.0) == 50.0);
  CHECK(most_admitted(bucket, 2.0) == 250.0);
  const double empty = time_to_empty(bucket, 125.0);
  CHECK(empty == 2.0);
  CHECK(125.0 * empty == most_admitted(bucket, empty));
  CHECK(time_to_empty(bucket, 100.0) == std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace uslkit
