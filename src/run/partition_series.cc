#include "run/partition_series.h"

#include <algorithm>
#include <utility>

#include "run/merge_tallies.h"

namespace uslkit {
namespace {

std::int64_t divided_up(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

// Of all cells; after a resharding, if it makes more of them.
std::int64_t partitions_of(const Scenario& scenario) {
  if (!scenario.log) return 0;
  std::int64_t each = scenario.log->partitions;
  if (scenario.log->resharding) each = std::max(each, scenario.log->resharding->partitions);
  return each * scenario.cells.count;
}

// Row by row the greatest of `seen` and what `to` has already.
void take_greater(const std::vector<PartitionPeak>& seen, std::vector<PartitionPeak>& to) {
  if (seen.size() > to.size()) to.resize(seen.size());
  for (std::size_t row = 0; row < seen.size(); ++row) {
    to[row].backlog = std::max(to[row].backlog, seen[row].backlog);
    to[row].work_lag_s = std::max(to[row].work_lag_s, seen[row].work_lag_s);
    to[row].age_lag_s = std::max(to[row].age_lag_s, seen[row].age_lag_s);
  }
}

// By partition, over all replications of one cell.
std::vector<std::vector<PartitionPeak>> peaks_of(const TallySet& tallies, std::size_t cell) {
  std::vector<std::vector<PartitionPeak>> peaks;
  for (std::size_t i = 0; i < tallies.replications(); ++i) {
    const std::vector<PartitionTally>& partitions = tallies.at(i, cell).partitions;
    if (partitions.size() > peaks.size()) peaks.resize(partitions.size());
    for (std::size_t j = 0; j < partitions.size(); ++j) {
      take_greater(partitions[j].peaks, peaks[j]);
    }
  }
  return peaks;
}

// A partition without a backlog to the end has no rows there, which are zero.
void add_columns(std::vector<PartitionPeak> peaks, std::size_t rows,
                 PartitionSeriesResult& series) {
  peaks.resize(rows);
  std::vector<double>& backlog = series.max_backlog_events.emplace_back();
  std::vector<double>& work_lag = series.max_work_lag_s.emplace_back();
  std::vector<double>& age_lag = series.max_age_lag_s.emplace_back();
  for (const PartitionPeak& peak : peaks) {
    backlog.push_back(static_cast<double>(peak.backlog));
    work_lag.push_back(peak.work_lag_s);
    age_lag.push_back(peak.age_lag_s);
  }
}

}  // namespace

Duration partition_interval_of(const Scenario& scenario) {
  const Duration interval = series_interval_of(scenario);
  const std::int64_t most =
      std::clamp(kMostPartitionValues / std::max<std::int64_t>(1, partitions_of(scenario)),
                 kLeastPartitionRows, kMostPartitionRows);
  return interval * divided_up(divided_up(scenario.duration.count(), interval.count()), most);
}

void see_partition(TimePoint now, TimePoint end, Duration interval, const PartitionPeak& seen,
                   PartitionTally& tally) {
  tally.max_backlog = std::max(tally.max_backlog, seen.backlog);
  tally.max_work_lag_s = std::max(tally.max_work_lag_s, seen.work_lag_s);
  tally.max_age_lag_s = std::max(tally.max_age_lag_s, seen.age_lag_s);
  const Duration last = std::min(now, end).time_since_epoch() - Duration(1);
  const std::size_t row = static_cast<std::size_t>(std::max(last, Duration(0)) / interval);
  if (row >= tally.peaks.size()) tally.peaks.resize(row + 1);
  PartitionPeak& peak = tally.peaks[row];
  peak.backlog = std::max(peak.backlog, seen.backlog);
  peak.work_lag_s = std::max(peak.work_lag_s, seen.work_lag_s);
  peak.age_lag_s = std::max(peak.age_lag_s, seen.age_lag_s);
}

PartitionSeriesResult partition_series(const Scenario& scenario, std::span<const RunTally> all,
                                       std::size_t cells) {
  const TallySet tallies(all, cells);
  const Duration interval = partition_interval_of(scenario);
  PartitionSeriesResult series{.interval_s = in_seconds(interval)};
  Duration simulated{0};
  for (const RunTally& tally : all) simulated = std::max(simulated, tally.simulated);
  simulated = std::min(simulated, scenario.duration);
  const std::size_t rows =
      static_cast<std::size_t>(divided_up(simulated.count(), interval.count()));
  for (std::size_t cell = 0; cell < cells; ++cell) {
    for (std::vector<PartitionPeak>& peaks : peaks_of(tallies, cell)) {
      add_columns(std::move(peaks), rows, series);
    }
  }
  // Systems without a log have no partitions, and no rows.
  if (series.max_backlog_events.empty()) return series;
  for (std::size_t row = 0; row < rows; ++row) {
    series.time_s.push_back(in_seconds(interval * static_cast<std::int64_t>(row)));
  }
  return series;
}

}  // namespace uslkit
