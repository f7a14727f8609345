#include "sim/calendar.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace {

using namespace uslkit;

TimePoint at(std::int64_t ns) { return TimePoint(Duration(ns)); }

}  // namespace

TEST_CASE("an event gives back what it was made of, at the limits of its bits") {
  const Event event(at(INT64_MAX), Event::kMostEvents - 1, 31, Event::kMostTargets - 1);
  CHECK(event.time() == at(INT64_MAX));
  CHECK(event.kind() == 31);
  CHECK(event.target() == Event::kMostTargets - 1);
}

TEST_CASE("events are ordered by time, then by the order in which they were scheduled") {
  const Event first(at(5), 7, 31, Event::kMostTargets - 1);
  CHECK(first.before(Event(at(6), 1, 0, 0)));
  CHECK(first.before(Event(at(5), 8, 0, 0)));
  CHECK_FALSE(first.before(first));
  CHECK_FALSE(first.before(Event(at(5), 6, 31, 9)));
}

TEST_CASE("ranked events of one moment go by kind, then by target or, below it, by sequence") {
  constexpr std::uint32_t kRanked = Event::kRankedByTarget;
  const Event event = Event::ranked(at(INT64_MAX), Event::kMostEvents - 1, 31, 7);
  CHECK(event.time() == at(INT64_MAX));
  CHECK(event.ranked_kind() == 31);
  CHECK(event.ranked_target() == 7);
  const Event request = Event::ranked(at(5), 9, 2, Event::kMostTargets - 1);
  CHECK(request.ranked_kind() == 2);
  CHECK(request.ranked_target() == Event::kMostTargets - 1);
  CHECK(request.before(Event::ranked(at(6), 1, 0, 0)));
  CHECK(request.before(Event::ranked(at(5), 1, 3, 0)));
  CHECK(request.before(Event::ranked(at(5), 10, 2, 0)));
  CHECK(Event::ranked(at(5), 9, kRanked, 3).before(Event::ranked(at(5), 1, kRanked, 4)));
  CHECK(Event::ranked(at(5), 1, kRanked, 3).before(Event::ranked(at(5), 9, kRanked, 3)));
}

TEST_CASE("both calendars pop the same events in the same order, ties by sequence") {
  Random random(1, "calendars");
  EventCalendar quaternary(CalendarKind::quaternary_heap);
  EventCalendar binary(CalendarKind::binary_heap);
  struct Scheduled {
    std::int64_t time;
    std::uint32_t target;  // its number, as long as it fits
  };
  std::vector<Scheduled> pending;
  std::int64_t now = 0;
  std::uint32_t scheduled = 0;
  for (int step = 0; step < 50'000; ++step) {
    // Growing for a while, then shrinking, down to empty.
    const bool grows = random.uniform() < (step % 10'000 < 5000 ? 0.7 : 0.25);
    if (grows || quaternary.empty()) {
      const std::int64_t time = now + static_cast<std::int64_t>(random.index(20));
      quaternary.push(at(time), scheduled % 13, scheduled);
      binary.push(at(time), scheduled % 13, scheduled);
      pending.push_back({time, scheduled++});
      continue;
    }
    const auto earliest = std::min_element(
        pending.begin(), pending.end(), [](const Scheduled& a, const Scheduled& b) {
          return std::pair(a.time, a.target) < std::pair(b.time, b.target);
        });
    REQUIRE(quaternary.first().time() == at(earliest->time));
    REQUIRE(binary.first().time() == at(earliest->time));
    const Event a = quaternary.pop();
    const Event b = binary.pop();
    REQUIRE(a.target() == earliest->target);
    REQUIRE(b.target() == earliest->target);
    REQUIRE(a.kind() == earliest->target % 13);
    now = earliest->time;
    pending.erase(earliest);
  }
  CHECK(quaternary.pushed() == scheduled);
  CHECK(binary.pushed() == scheduled);
  CHECK(quaternary.empty() == pending.empty());
}
