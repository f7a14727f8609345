#include "run/conservation.h"

#include <cmath>

#include <fmt/format.h>

namespace uslkit {
namespace {

constexpr std::size_t kMostViolations = 50;  // the rest is counted

std::string class_name(const Scenario& scenario, std::size_t index) {
  if (index < scenario.traffic.classes.size()) return scenario.traffic.classes[index].name;
  return fmt::format("{}", index);
}

std::string cell_text(const TallySet& tallies, const RunTally& tally) {
  std::string text;
  if (tallies.cells() > 1) text += fmt::format(" of cell {}", tally.cell);
  if (tallies.replications() > 1) text += fmt::format(" of replication {}", tally.replication);
  return text;
}

void append(const std::vector<std::string>& from, std::vector<std::string>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

void expect_equal(std::int64_t partitions, std::int64_t classes, const char* what,
                  const std::string& whose, std::vector<std::string>& violations) {
  if (partitions == classes) return;
  violations.push_back(fmt::format("{}: the partitions {} {} events, the classes {}", whose, what,
                                   partitions, classes));
}

void check_partitions(const RunTally& tally, const std::string& whose,
                      std::vector<std::string>& violations) {
  if (tally.partitions.empty()) return;
  PartitionTally sum;
  for (const PartitionTally& partition : tally.partitions) {
    sum.appended += partition.appended;
    sum.applied += partition.applied;
    sum.dead_lettered += partition.dead_lettered;
  }
  const Counts counts = merged_counts({&tally, 1});
  expect_equal(sum.appended, counts.appended, "took", whose, violations);
  expect_equal(sum.applied, counts.applied, "applied", whose, violations);
  expect_equal(sum.dead_lettered, counts.dead_lettered, "dead-lettered", whose, violations);
}

void check_stations(const RunTally& tally, const std::string& where,
                    std::vector<std::string>& violations) {
  for (const StationTally& station : tally.stations) {
    if (littles_law_gap(station) <= kLargestLittlesLawGap) continue;
    violations.push_back(fmt::format(
        "station {}{}: Little's law: the number inside adds up to {:.9g} s, the times inside to "
        "{:.9g} s",
        station.name, where, station.number_integral_s, station.time_sum_s));
  }
}

void check_one(const Scenario& scenario, const TallySet& tallies, const RunTally& tally,
               std::vector<std::string>& violations) {
  const std::string where = cell_text(tallies, tally);
  for (std::size_t i = 0; i < tally.classes.size(); ++i) {
    append(count_violations(tally.classes[i].counts,
                            fmt::format("class {}{}", class_name(scenario, i), where)),
           violations);
  }
  check_partitions(tally, where.empty() ? "the run" : where.substr(4), violations);
  check_stations(tally, where, violations);
  append(tally.violations, violations);
}

}  // namespace

std::vector<std::string> count_violations(const Counts& counts, const std::string& whose) {
  std::vector<std::string> violations;
  const std::int64_t answers =
      counts.acked + counts.late_acks + counts.failed + counts.invalid + counts.unanswered_at_end;
  if (counts.arrived != answers) {
    violations.push_back(fmt::format(
        "{}: {} requests arrived, but {} acked + {} late + {} failed + {} invalid + {} unanswered "
        "= {}",
        whose, counts.arrived, counts.acked, counts.late_acks, counts.failed, counts.invalid,
        counts.unanswered_at_end, answers));
  }
  const std::int64_t attempts =
      counts.arrived + counts.retried + counts.duplicates + counts.redelivered_applied;
  const std::int64_t ends = counts.rejected_total() + counts.invalid + counts.applied +
                            counts.duplicates_skipped + counts.applied_twice +
                            counts.dead_lettered + counts.lost + counts.in_flight_at_end;
  if (attempts != ends) {
    violations.push_back(fmt::format(
        "{}: {} arrived + {} retried + {} duplicates + {} redelivered after they were applied = "
        "{}, but {} rejected + {} invalid + {} applied + {} skipped + {} applied twice + {} "
        "dead-lettered + {} lost + {} in flight = {}",
        whose, counts.arrived, counts.retried, counts.duplicates, counts.redelivered_applied,
        attempts, counts.rejected_total(), counts.invalid, counts.applied,
        counts.duplicates_skipped, counts.applied_twice, counts.dead_lettered, counts.lost,
        counts.in_flight_at_end, ends));
  }
  return violations;
}

double littles_law_gap(const StationTally& station) {
  if (!(station.number_integral_s > 0)) return station.time_sum_s > 0 ? 1 : 0;
  return std::abs(station.number_integral_s - station.time_sum_s) / station.number_integral_s;
}

Conservation check_conservation(const Scenario& scenario, const TallySet& tallies) {
  Conservation result;
  for (const RunTally& tally : tallies.all()) {
    check_one(scenario, tallies, tally, result.violations);
  }
  append(count_violations(merged_counts(tallies.all()), "all classes together"), result.violations);
  if (result.violations.size() > kMostViolations) {
    const std::size_t more = result.violations.size() - kMostViolations;
    result.violations.resize(kMostViolations);
    result.violations.push_back(fmt::format("and {} more", more));
  }
  result.holds = result.violations.empty();
  return result;
}

}  // namespace uslkit
