#include "audit/delayed_events.h"

#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

// A step at time 0 from 0 to 2 against capacity 1, which becomes 4 at time 10: the backlog is 10
// then and gone 5 later.
constexpr Surge kStep{.base_rate = 0,
                      .peak_rate = 2,
                      .ramp_time = 0,
                      .capacity_before = 1,
                      .capacity_after = 4,
                      .scaling_done = 10};

constexpr Surge kRamp{.base_rate = 70'833,
                      .peak_rate = 850'000,
                      .ramp_time = 120,
                      .capacity_before = 600'000,
                      .capacity_after = 1'200'000,
                      .scaling_done = 388.7};

TEST_CASE("the longest wait ends when scaling is done") {
  // By then 10 events were served, and the tenth arrived at time 5.
  CHECK(longest_wait(kStep) == doctest::Approx(5));
}

TEST_CASE("the oldest event is younger than the work-lag where load exceeds capacity") {
  CHECK(longest_wait(kRamp) < surge_course(kRamp).largest_work_lag);
  // At a constant load lambda the backlog is what arrived while the oldest event waited.
  CHECK(longest_wait(kRamp) ==
        doctest::Approx(surge_course(kRamp).backlog_at_scaling / kRamp.peak_rate).epsilon(1e-6));
}

TEST_CASE("every event of the backlog's time waits, and none waits longer than the longest wait") {
  CHECK(events_delayed(kStep, 0) == doctest::Approx(30));  // of times 0 to 15
  CHECK(events_delayed(kStep, longest_wait(kStep) * 0.999) > 0);
  CHECK(events_delayed(kStep, longest_wait(kStep) * 1.001) == 0);
}

TEST_CASE("fewer events wait longer") {
  double before = std::numeric_limits<double>::infinity();
  for (const double delay : {0.0, 1.0, 10.0, 40.0, 80.0}) {
    const double here = events_delayed(kRamp, delay);
    CHECK(here < before);
    before = here;
  }
}

TEST_CASE("a backlog that never drains delays without end, and one that never forms not at all") {
  Surge never = kRamp;
  never.capacity_after = 850'000;
  CHECK(longest_wait(never) == std::numeric_limits<double>::infinity());
  CHECK(events_delayed(never, 1) == std::numeric_limits<double>::infinity());
  Surge none = kRamp;
  none.capacity_before = 900'000;
  none.capacity_after = 900'000;
  CHECK(longest_wait(none) == 0);
  CHECK(events_delayed(none, 0) == 0);
}

}  // namespace
}  // namespace uslkit
