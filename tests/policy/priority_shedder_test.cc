#include "policy/priority_shedder.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::seconds;

TimePoint at(int second) { return TimePoint{seconds(second)}; }

// The papers' runbook: from a lag of 15 s on class 3 (priority 2) is shed.
PriorityShedderOptions runbook() {
  PriorityShedderOptions options;
  options.shed_above[1] = 60;
  options.shed_above[2] = 15;
  return options;
}

TEST_CASE("nothing is shed before a line is crossed; priority 0 without a line never is") {
  PriorityShedder shedder(runbook());
  for (int priority = 0; priority < kPriorities; ++priority) {
    CHECK(shedder.admit(at(0), priority).admitted);
  }
  shedder.update(at(1), 15);
  CHECK(shedder.admit(at(1), 7).admitted);
  shedder.update(at(2), 1e300);
  CHECK(shedder.admit(at(2), 0).admitted);
}

TEST_CASE("above a line that priority and all less important ones are turned away") {
  PriorityShedder shedder(runbook());
  shedder.update(at(1), 15.001);
  CHECK(shedder.first_shed() == 2);
  CHECK(shedder.admit(at(1), 1).admitted);
  for (int priority = 2; priority < kPriorities; ++priority) {
    const Verdict verdict = shedder.admit(at(1), priority);
    CHECK_FALSE(verdict.admitted);
    CHECK(verdict.reason == RejectReason::priority_shed);
  }
  shedder.update(at(2), 61);
  CHECK(shedder.first_shed() == 1);
}

TEST_CASE("a priority returns only once the pressure has fallen to the released share") {
  PriorityShedder shedder(runbook());
  shedder.update(at(1), 100);
  shedder.update(at(2), 48.1);
  CHECK(shedder.first_shed() == 1);
  shedder.update(at(3), 48);
  CHECK(shedder.first_shed() == 2);
  shedder.update(at(4), 12.1);
  CHECK(shedder.first_shed() == 2);
  shedder.update(at(5), 12);
  CHECK(shedder.first_shed() == kPriorities);
  // Within the band, coming from below, nothing is shed.
  shedder.update(at(6), 14.9);
  CHECK(shedder.first_shed() == kPriorities);
}

TEST_CASE("hysteresis turns a pressure that trembles around a line into one switch") {
  PriorityShedder with(runbook());
  PriorityShedderOptions sharp = runbook();
  sharp.release = 1;
  PriorityShedder without(sharp);
  int switches_with = 0;
  int switches_without = 0;
  for (int i = 0; i < 100; ++i) {
    const double pressure = i % 2 == 0 ? 15.5 : 14.5;
    const int before_with = with.first_shed();
    const int before_without = without.first_shed();
    with.update(at(i), pressure);
    without.update(at(i), pressure);
    switches_with += with.first_shed() != before_with;
    switches_without += without.first_shed() != before_without;
  }
  CHECK(switches_with == 1);
  CHECK(switches_without == 100);
}

TEST_CASE("an observation that is older than the latest is passed over") {
  PriorityShedder shedder(runbook());
  shedder.update(at(10), 100);
  shedder.update(at(9), 0);
  CHECK(shedder.first_shed() == 1);
  shedder.update(TimePoint::max(), 0);
  CHECK(shedder.first_shed() == kPriorities);
}

}  // namespace
}  // namespace uslkit
