#include "scenario/prediction_check.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace uslkit {
namespace {

// Below these a difference is that of the instruments.
constexpr double kLatencySlack_ms = 2;
constexpr double kLagSlack_s = 0.1;
// Of the series' rows, by which a drain is told.
constexpr double kDrainSlackIntervals = 2;
constexpr double kThroughputSlack_per_s = 1;

double quantile_ms(const Histogram& histogram, double probability) {
  return static_cast<double>(histogram.quantile(probability).count()) / 1e6;
}

// From the peak of the lag until it has gone for good.
std::optional<double> drain_s(const LagResult& lag) {
  if (!lag.recovered_at_s) return std::nullopt;
  return std::max(*lag.recovered_at_s - lag.max_work_lag_at_s, 0.0);
}

std::optional<RunEstimate> interval_of(const RunResult& result, const std::string& metric) {
  for (const NamedEstimate& each : result.estimates) {
    if (each.name == metric) return each.estimate;
  }
  return std::nullopt;
}

void judge(PredictionRow& row) {
  if (!row.predicted || !row.measured) {
    row.within = !row.predicted && !row.measured;
    return;
  }
  const double difference = std::abs(*row.predicted - *row.measured);
  if (*row.measured > 0) row.deviation = *row.predicted / *row.measured - 1;
  row.within = difference <= std::max(row.allowed * std::abs(*row.measured), row.slack);
}

}  // namespace

bool PredictionCheck::holds() const {
  return std::all_of(rows.begin(), rows.end(), [](const PredictionRow& row) { return row.within; });
}

PredictionCheck check_prediction(const RunResult& predicted, const RunResult& measured,
                                 const PredictionTolerance& tolerance) {
  PredictionCheck check;
  const auto add = [&](PredictionRow row) {
    row.predicted_interval = interval_of(predicted, row.metric);
    judge(row);
    check.rows.push_back(std::move(row));
  };
  add({.metric = "throughput_per_s",
       .name = "throughput",
       .unit = "/s",
       .predicted = predicted.throughput_per_s,
       .measured = measured.throughput_per_s,
       .allowed = tolerance.throughput,
       .slack = kThroughputSlack_per_s});
  for (const double probability : {0.5, 0.99}) {
    const int percent = static_cast<int>(std::lround(100 * probability));
    add({.metric = fmt::format("latency.end_to_end.p{}_ms", percent),
         .name = fmt::format("end to end p{}", percent),
         .unit = "ms",
         .predicted = quantile_ms(predicted.end_to_end, probability),
         .measured = quantile_ms(measured.end_to_end, probability),
         .allowed = tolerance.others,
         .slack = kLatencySlack_ms});
  }
  add({.metric = "lag.max_work_lag_s",
       .name = "peak work-lag",
       .unit = "s",
       .predicted = predicted.lag.max_work_lag_s,
       .measured = measured.lag.max_work_lag_s,
       .allowed = tolerance.others,
       .slack = kLagSlack_s});
  add({.metric = "lag.drain_after_peak_s",
       .name = "drain after the peak",
       .unit = "s",
       .predicted = drain_s(predicted.lag),
       .measured = drain_s(measured.lag),
       .allowed = tolerance.others,
       .slack = kDrainSlackIntervals * measured.series.interval_s});
  if (predicted.provenance.engine == "pipeline") {
    check.warnings.push_back("the first run is a real one, not a prediction");
  }
  if (measured.provenance.engine != "pipeline") {
    check.warnings.push_back("the second run is a simulation, not a measurement");
  }
  if (predicted.provenance.seed != measured.provenance.seed) {
    check.warnings.push_back("the seeds differ: the two met different requests");
  }
  return check;
}

}  // namespace uslkit
