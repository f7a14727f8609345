#include "run/conservation.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

// 100 requests with every kind of end; 20 retries and 3 duplicates.
Counts balanced() {
  Counts counts;
  counts.arrived = 100;
  counts.retried = 20;
  counts.duplicates = 3;
  counts.acked = 80;
  counts.late_acks = 4;
  counts.failed = 9;
  counts.invalid = 2;
  counts.unanswered_at_end = 5;
  counts.rejected[1] = 25;
  counts.rejected[6] = 6;
  counts.applied = 78;
  counts.redelivered = 11;
  counts.redelivered_applied = 1;
  counts.duplicates_skipped = 3;
  counts.applied_twice = 1;
  counts.dead_lettered = 2;
  counts.lost = 1;
  counts.in_flight_at_end = 6;
  return counts;
}

Scenario scenario_of(std::int64_t cells) {
  Scenario scenario;
  scenario.traffic.classes = {TrafficClass{.name = "payments"}};
  scenario.cells.count = cells;
  return scenario;
}

RunTally tally_of(const Counts& counts) {
  RunTally tally;
  tally.classes.resize(1);
  tally.classes[0].counts = counts;
  return tally;
}

std::vector<std::string> violations_of(std::int64_t cells, const std::vector<RunTally>& tallies) {
  return check_conservation(scenario_of(cells), TallySet(tallies, static_cast<std::size_t>(cells)))
      .violations;
}

}  // namespace

TEST_CASE("counts that balance break nothing") {
  CHECK(count_violations(balanced(), "x").empty());
  const std::vector<RunTally> one = {tally_of(balanced())};
  CHECK(check_conservation(scenario_of(1), TallySet(one, 1)).holds);
}

TEST_CASE("every single count is needed: one more on any side is told with both sides") {
  const std::vector<std::int64_t Counts::*> all = {&Counts::arrived,
                                                   &Counts::retried,
                                                   &Counts::duplicates,
                                                   &Counts::invalid,
                                                   &Counts::acked,
                                                   &Counts::late_acks,
                                                   &Counts::failed,
                                                   &Counts::applied,
                                                   &Counts::applied_twice,
                                                   &Counts::redelivered_applied,
                                                   &Counts::dead_lettered,
                                                   &Counts::duplicates_skipped,
                                                   &Counts::lost,
                                                   &Counts::in_flight_at_end,
                                                   &Counts::unanswered_at_end};
  for (const auto member : all) {
    Counts counts = balanced();
    ++(counts.*member);
    CHECK_FALSE(count_violations(counts, "x").empty());
  }
  Counts counts = balanced();
  ++counts.rejected[3];
  CHECK(count_violations(counts, "class payments") ==
        std::vector<std::string>{
            "class payments: 100 arrived + 20 retried + 3 duplicates + 1 redelivered after they "
            "were applied = 124, but 32 rejected + 2 invalid + 78 applied + 3 skipped + 1 applied "
            "twice + 2 dead-lettered + 1 lost + 6 in flight = 125"});
}

TEST_CASE("a violation names class and cell, and both cells cannot hide each other's") {
  Counts more = balanced();
  ++more.acked;
  Counts less = balanced();
  --less.acked;
  RunTally second = tally_of(less);
  second.cell = 1;
  CHECK(violations_of(2, {tally_of(more), second}) ==
        std::vector<std::string>{
            "class payments of cell 0: 100 requests arrived, but 81 acked + 4 late + 9 failed + 2 "
            "invalid + 5 unanswered = 101",
            "class payments of cell 1: 100 requests arrived, but 79 acked + 4 late + 9 failed + 2 "
            "invalid + 5 unanswered = 99"});
}

TEST_CASE("partitions and classes count the same events") {
  Counts counts = balanced();
  counts.appended = 90;
  RunTally tally = tally_of(counts);
  tally.partitions.resize(2);
  tally.partitions[0] = {.appended = 50, .applied = 40, .dead_lettered = 2};
  tally.partitions[1] = {.appended = 40, .applied = 38};
  CHECK(violations_of(1, {tally}).empty());
  --tally.partitions[1].appended;
  CHECK(violations_of(1, {tally}) ==
        std::vector<std::string>{"the run: the partitions took 89 events, the classes 90"});
}

TEST_CASE("Little's law is an identity on a closed window, up to rounding") {
  StationTally station{.name = "ingress", .number_integral_s = 4, .time_sum_s = 4 + 1e-12};
  CHECK(littles_law_gap(station) < 1e-12);
  RunTally tally = tally_of(balanced());
  tally.stations = {station};
  CHECK(violations_of(1, {tally}).empty());
  tally.stations[0].time_sum_s = 4.001;
  CHECK(violations_of(1, {tally}) ==
        std::vector<std::string>{"station ingress: Little's law: the number inside adds up to 4 s, "
                                 "the times inside to 4.001 s"});
  CHECK(littles_law_gap(StationTally{}) == 0);
}

TEST_CASE("what an engine found itself is passed on, and long lists are cut") {
  RunTally tally = tally_of(balanced());
  for (int i = 0; i < 60; ++i) tally.violations.push_back("partition 3 went backwards");
  const std::vector<std::string> violations = violations_of(1, {tally});
  CHECK(violations.size() == 51);
  CHECK(violations.front() == "partition 3 went backwards");
  CHECK(violations.back() == "and 10 more");
}

}  // namespace uslkit
