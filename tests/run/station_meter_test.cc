#include "run/station_meter.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace {

using namespace uslkit;

constexpr double kNs = 1e-9;

struct Stay {
  std::int64_t entered;
  std::int64_t started;
  std::int64_t left;
};

TimePoint at(std::int64_t ns) { return TimePoint(Duration(ns)); }

std::int64_t within(std::int64_t begin, std::int64_t end, std::int64_t from, std::int64_t to) {
  return std::max<std::int64_t>(0, std::min(end, to) - std::max(begin, from));
}

std::vector<Stay> random_stays(Random& random, int count) {
  std::vector<Stay> stays;
  for (int i = 0; i < count; ++i) {
    const std::int64_t entered = static_cast<std::int64_t>(random.index(1000));
    const std::int64_t started = entered + static_cast<std::int64_t>(random.index(200));
    stays.push_back({entered, started, started + static_cast<std::int64_t>(random.index(400))});
  }
  return stays;
}

// Plays the stays in the order of time, opens the window at `from` and closes it at `to`.
StationTally play(const std::vector<Stay>& stays, std::int64_t from, std::int64_t to) {
  StationMeter meter;
  for (std::int64_t now = 0; now <= to; ++now) {
    if (now == from) meter.open(at(now));
    if (now == to) break;
    for (const Stay& stay : stays) {
      if (stay.entered == now) meter.enter(at(now));
    }
    for (const Stay& stay : stays) {
      if (stay.left == now) meter.leave(at(now), at(stay.entered), at(stay.started));
    }
  }
  for (const Stay& stay : stays) {
    if (stay.entered >= to || stay.left < to) continue;
    meter.still_inside(at(to), at(stay.entered));
    if (stay.started < to) meter.still_in_service(at(to), at(stay.started));
  }
  return meter.close(at(to), "station", 1);
}

}  // namespace

TEST_CASE("both sides of Little's law are the same nanoseconds, also of those who straddle") {
  Random random(1, "stays");
  for (int round = 0; round < 100; ++round) {
    const std::vector<Stay> stays = random_stays(random, 50);
    const std::int64_t from = static_cast<std::int64_t>(random.index(500));
    const std::int64_t to = from + 1 + static_cast<std::int64_t>(random.index(1000));
    const StationTally tally = play(stays, from, to);
    std::int64_t inside = 0;
    std::int64_t busy = 0;
    std::int64_t arrivals = 0;
    std::int64_t departures = 0;
    std::int64_t waits = 0;
    for (const Stay& stay : stays) {
      inside += within(stay.entered, stay.left, from, to);
      busy += within(stay.started, stay.left, from, to);
      arrivals += stay.entered >= from && stay.entered < to ? 1 : 0;
      if (stay.left < from || stay.left >= to) continue;
      ++departures;
      waits += stay.started - stay.entered;
    }
    CAPTURE(round);
    CHECK(tally.number_integral_s == static_cast<double>(inside) * kNs);
    CHECK(tally.time_sum_s == tally.number_integral_s);
    CHECK(tally.busy_seconds == static_cast<double>(busy) * kNs);
    CHECK(tally.arrivals == arrivals);
    CHECK(tally.departures == departures);
    CHECK(tally.wait_sum_s == static_cast<double>(waits) * kNs);
  }
}

TEST_CASE("many that leave together count like one after another") {
  StationMeter one_by_one;
  StationMeter together;
  for (const std::int64_t entered : {10, 20, 30}) {
    one_by_one.enter(at(entered));
    together.enter(at(entered));
  }
  one_by_one.open(at(15), 15 + 20 + 30);
  together.open(at(15), 15 + 20 + 30);
  for (const std::int64_t entered : {10, 20, 30}) {
    one_by_one.leave(at(50), at(entered), at(entered));
  }
  together.leave_together(at(50), 3, 15 + 20 + 30);
  const StationTally a = one_by_one.close(at(60), "a", 0);
  const StationTally b = together.close(at(60), "b", 0);
  CHECK(a.number_integral_s == (35 + 30 + 20) * kNs);
  CHECK(b.number_integral_s == a.number_integral_s);
  CHECK(b.time_sum_s == a.time_sum_s);
  CHECK(b.departures == a.departures);
}

TEST_CASE("who is known to enter only after the end has not been inside") {
  StationMeter meter;
  meter.open(at(0));
  meter.enter(at(10));
  meter.enter(at(70));  // an event in the log that can be read from 70 on
  meter.still_inside(at(50), at(10));
  meter.still_inside(at(50), at(70));
  const StationTally tally = meter.close(at(50), "log", 0);
  CHECK(tally.number_integral_s == 40 * kNs);
  CHECK(tally.time_sum_s == 40 * kNs);
}
