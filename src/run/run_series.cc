#include "run/run_series.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {
namespace {

double as_double(std::int64_t count) { return static_cast<double>(count); }

// One row of all cells together.
struct RowSum {
  SeriesRow row;
  double consumer_busy = 0;    // sum of consumers x utilisation
  double database_sum = 0;     // of utilisations
  double plain_consumers = 0;  // sum of utilisations, where no consumers are counted
  std::int64_t cells = 0;
};

void add(const SeriesRow& from, RowSum& sum) {
  SeriesRow& to = sum.row;
  to.arrived += from.arrived;
  to.admitted += from.admitted;
  to.acked += from.acked;
  to.not_acked += from.not_acked;
  to.applied += from.applied;
  to.backlog += from.backlog;
  if (from.shed_by_class.size() > to.shed_by_class.size()) {
    to.shed_by_class.resize(from.shed_by_class.size());
  }
  for (std::size_t i = 0; i < from.shed_by_class.size(); ++i) {
    to.shed_by_class[i] += from.shed_by_class[i];
  }
  to.work_lag_s = std::max(to.work_lag_s, from.work_lag_s);
  to.age_lag_s = std::max(to.age_lag_s, from.age_lag_s);
  for (std::int64_t SeriesRow::*quantile :
       {&SeriesRow::ack_p50_ns, &SeriesRow::ack_p99_ns, &SeriesRow::ack_p999_ns,
        &SeriesRow::end_to_end_p50_ns, &SeriesRow::end_to_end_p99_ns,
        &SeriesRow::end_to_end_p999_ns}) {
    to.*quantile = std::max(to.*quantile, from.*quantile);
  }
  to.consumers += from.consumers;
  sum.consumer_busy += from.consumers * from.consumer_utilization;
  sum.plain_consumers += from.consumer_utilization;
  sum.database_sum += from.database_utilization;
  ++sum.cells;
}

double consumer_utilization(const RowSum& sum) {
  if (sum.row.consumers > 0) return sum.consumer_busy / sum.row.consumers;
  return sum.plain_consumers / as_double(sum.cells);
}

double row_availability(const SeriesRow& row) {
  const std::int64_t asked = row.acked + row.not_acked;
  return asked > 0 ? as_double(row.acked) / as_double(asked) : 1;
}

void push(const RowSum& sum, double length_s, SeriesResult& series) {
  const SeriesRow& row = sum.row;
  const auto rate = [length_s](std::int64_t count) { return as_double(count) / length_s; };
  series.time_s.push_back(as_double(static_cast<std::int64_t>(series.time_s.size())) *
                          series.interval_s);
  series.arrived_per_s.push_back(rate(row.arrived));
  series.admitted_per_s.push_back(rate(row.admitted));
  series.acked_per_s.push_back(rate(row.acked));
  series.applied_per_s.push_back(rate(row.applied));
  std::int64_t shed = 0;
  for (std::size_t i = 0; i < series.shed_per_s_by_class.size(); ++i) {
    const std::int64_t count = i < row.shed_by_class.size() ? row.shed_by_class[i] : 0;
    series.shed_per_s_by_class[i].push_back(rate(count));
    shed += count;
  }
  series.shed_per_s.push_back(rate(shed));
  series.backlog_events.push_back(as_double(row.backlog));
  series.work_lag_s.push_back(row.work_lag_s);
  series.age_lag_s.push_back(row.age_lag_s);
  series.consumers.push_back(row.consumers);
  series.consumer_utilization.push_back(consumer_utilization(sum));
  series.database_utilization.push_back(sum.database_sum / as_double(sum.cells));
  series.ack_p50_ms.push_back(as_double(row.ack_p50_ns) / 1e6);
  series.ack_p99_ms.push_back(as_double(row.ack_p99_ns) / 1e6);
  series.ack_p999_ms.push_back(as_double(row.ack_p999_ns) / 1e6);
  series.end_to_end_p50_ms.push_back(as_double(row.end_to_end_p50_ns) / 1e6);
  series.end_to_end_p99_ms.push_back(as_double(row.end_to_end_p99_ns) / 1e6);
  series.end_to_end_p999_ms.push_back(as_double(row.end_to_end_p999_ns) / 1e6);
  series.availability.push_back(row_availability(row));
}

// Every column but time_s, in one order.
std::vector<std::vector<double>*> columns(SeriesResult& series) {
  std::vector<std::vector<double>*> all = {&series.arrived_per_s,
                                           &series.admitted_per_s,
                                           &series.shed_per_s,
                                           &series.acked_per_s,
                                           &series.applied_per_s,
                                           &series.backlog_events,
                                           &series.work_lag_s,
                                           &series.age_lag_s,
                                           &series.consumers,
                                           &series.consumer_utilization,
                                           &series.database_utilization,
                                           &series.ack_p50_ms,
                                           &series.ack_p99_ms,
                                           &series.ack_p999_ms,
                                           &series.end_to_end_p50_ms,
                                           &series.end_to_end_p99_ms,
                                           &series.end_to_end_p999_ms,
                                           &series.availability};
  for (std::vector<double>& column : series.shed_per_s_by_class) all.push_back(&column);
  return all;
}

}  // namespace

SeriesResult replication_series(const Scenario& scenario, std::span<const RunTally> cells) {
  USLKIT_CHECK(!cells.empty());
  SeriesResult series;
  const Duration interval = std::max(cells.front().series_interval, Duration(1));
  std::size_t rows = 0;
  std::size_t classes = scenario.traffic.classes.size();
  for (const RunTally& tally : cells) {
    rows = std::max(rows, tally.series.size());
    classes = std::max(classes, tally.classes.size());
  }
  series.interval_s = in_seconds(interval);
  series.shed_per_s_by_class.resize(classes);
  for (std::size_t i = 0; i < rows; ++i) {
    RowSum sum;
    for (const RunTally& tally : cells) {
      if (i < tally.series.size()) add(tally.series[i], sum);
    }
    const Duration start = interval * static_cast<std::int64_t>(i);
    const Duration length = std::min(interval, scenario.duration - start);
    push(sum, in_seconds(length > Duration(0) ? length : interval), series);
  }
  return series;
}

SeriesResult mean_series(const std::vector<SeriesResult>& replications) {
  USLKIT_CHECK(!replications.empty());
  const SeriesResult& longest = *std::max_element(replications.begin(), replications.end(),
                                                  [](const SeriesResult& a, const SeriesResult& b) {
                                                    return a.time_s.size() < b.time_s.size();
                                                  });
  SeriesResult mean = longest;
  if (replications.size() == 1) return mean;
  std::vector<SeriesResult> parts = replications;
  std::vector<std::vector<std::vector<double>*>> from;
  for (SeriesResult& part : parts) from.push_back(columns(part));
  const std::vector<std::vector<double>*> to = columns(mean);
  for (std::size_t column = 0; column < to.size(); ++column) {
    for (std::size_t row = 0; row < mean.time_s.size(); ++row) {
      double sum = 0;
      double count = 0;
      for (const std::vector<std::vector<double>*>& part : from) {
        if (row >= part[column]->size()) continue;
        sum += (*part[column])[row];
        ++count;
      }
      (*to[column])[row] = sum / count;
    }
  }
  return mean;
}

}  // namespace uslkit
