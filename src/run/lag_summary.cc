#include "run/lag_summary.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr std::size_t kDrainRows = 10;

double end_of_row(const SeriesResult& series, std::size_t row) {
  return series.time_s[row] + series.interval_s;
}

std::optional<double> drain_time(const SeriesResult& series) {
  if (series.backlog_events.empty()) return 0;
  const std::size_t last = series.backlog_events.size() - 1;
  if (series.backlog_events[last] <= 0 || series.work_lag_s[last] < kRecoveredWorkLag_s) return 0;
  const std::size_t rows = std::min(kDrainRows, last);
  if (rows == 0) return std::nullopt;
  const double fallen = series.backlog_events[last - rows] - series.backlog_events[last];
  if (!(fallen > 0)) return std::nullopt;
  const double per_second = fallen / (static_cast<double>(rows) * series.interval_s);
  return series.backlog_events[last] / per_second;
}

std::optional<double> mean_of(const std::vector<LagResult>& lags,
                              std::optional<double> LagResult::*field) {
  double sum = 0;
  for (const LagResult& lag : lags) {
    if (!(lag.*field)) return std::nullopt;
    sum += *(lag.*field);
  }
  return sum / static_cast<double>(lags.size());
}

double mean_of(const std::vector<LagResult>& lags, double LagResult::*field) {
  double sum = 0;
  for (const LagResult& lag : lags) sum += lag.*field;
  return sum / static_cast<double>(lags.size());
}

}  // namespace

std::optional<double> recovered_at(const SeriesResult& series, double limit_s, double after_s) {
  const std::vector<double>& lag = series.work_lag_s;
  std::optional<std::size_t> last_above;
  for (std::size_t row = 0; row < lag.size(); ++row) {
    if (end_of_row(series, row) >= after_s && lag[row] >= limit_s) last_above = row;
  }
  if (!last_above) return 0;
  if (*last_above + 1 == lag.size()) return std::nullopt;
  const double above = lag[*last_above];
  const double below = lag[*last_above + 1];
  const double share = (above - limit_s) / (above - below);
  return end_of_row(series, *last_above) + share * series.interval_s;
}

LagResult lag_summary(const SeriesResult& series, std::span<const RunTally> cells) {
  LagResult lag;
  for (std::size_t row = 0; row < series.time_s.size(); ++row) {
    if (series.work_lag_s[row] > lag.max_work_lag_s) {
      lag.max_work_lag_s = series.work_lag_s[row];
      lag.max_work_lag_at_s = end_of_row(series, row);
    }
    lag.max_age_lag_s = std::max(lag.max_age_lag_s, series.age_lag_s[row]);
    lag.max_backlog_events = std::max(lag.max_backlog_events, series.backlog_events[row]);
  }
  for (const RunTally& tally : cells) {
    for (const PartitionTally& partition : tally.partitions) {
      lag.max_work_lag_s = std::max(lag.max_work_lag_s, partition.max_work_lag_s);
      lag.max_age_lag_s = std::max(lag.max_age_lag_s, partition.max_age_lag_s);
    }
  }
  lag.drain_time_s = drain_time(series);
  lag.recovered_at_s = recovered_at(series, kRecoveredWorkLag_s);
  return lag;
}

LagResult mean_lags(const std::vector<LagResult>& replications) {
  USLKIT_CHECK(!replications.empty());
  return {.max_work_lag_s = mean_of(replications, &LagResult::max_work_lag_s),
          .max_work_lag_at_s = mean_of(replications, &LagResult::max_work_lag_at_s),
          .max_age_lag_s = mean_of(replications, &LagResult::max_age_lag_s),
          .max_backlog_events = mean_of(replications, &LagResult::max_backlog_events),
          .drain_time_s = mean_of(replications, &LagResult::drain_time_s),
          .recovered_at_s = mean_of(replications, &LagResult::recovered_at_s)};
}

}  // namespace uslkit
