#include "run/golden_signals.h"

#include <algorithm>

namespace uslkit {
namespace {

constexpr double kLagEvents = 1e6;
constexpr double kLatency_s = 30;
constexpr double kSaturation = 1;
constexpr double kDeadLetterShare = 0.01;

// Fills in the worst value of a column and how long it lay above the threshold.
GoldenSignal watched(GoldenSignal signal, const std::vector<double>& column, double interval_s) {
  for (const double value : column) {
    signal.worst = std::max(signal.worst, value);
    if (value > signal.threshold) signal.seconds_above += interval_s;
  }
  return signal;
}

GoldenSignal lag_signal(const RunResult& result) {
  return watched({.name = "lag",
                  .definition = "unread events, all partitions together",
                  .threshold = kLagEvents,
                  .correction = "the papers' Max(WriteOffset) - Max(ReadOffset) compares the "
                                "greatest offsets of two different partitions and misses a "
                                "partition that stands still"},
                 result.series.backlog_events, result.series.interval_s);
}

GoldenSignal latency_signal(const RunResult& result) {
  const bool end_to_end = !result.end_to_end.empty();
  std::vector<double> column =
      end_to_end ? result.series.end_to_end_p99_ms : result.series.ack_p99_ms;
  for (double& value : column) value *= 1e-3;
  return watched(
      {.name = "latency",
       .definition = end_to_end ? "end-to-end p99 of an interval" : "ack p99 of an interval",
       .threshold = kLatency_s},
      column, result.series.interval_s);
}

GoldenSignal saturation_signal(const Scenario& scenario, const RunResult& result) {
  const double places = static_cast<double>(scenario.log->partitions) *
                        static_cast<double>(scenario.consumers->workers_per_partition) *
                        static_cast<double>(scenario.cells.count);
  std::vector<double> column;
  for (const double consumers : result.series.consumers) {
    if (consumers > 0) column.push_back(places / consumers);
  }
  return watched({.name = "saturation",
                  .definition = "partitions x workers per partition / consumers at work",
                  .threshold = kSaturation,
                  .correction = "the papers answer PartitionCount / ConsumerCount > 1 with more "
                                "partitions: above 1 consumers are missing (no harm while they "
                                "keep up), below 1 consumers stand idle"},
                 column, result.series.interval_s);
}

GoldenSignal error_signal(const RunResult& result) {
  GoldenSignal signal{.name = "error_rate",
                      .definition = "dead-lettered / applied, over the whole run",
                      .threshold = kDeadLetterShare};
  const std::int64_t ended = result.totals.applied + result.totals.dead_lettered;
  if (ended > 0) {
    signal.worst = static_cast<double>(result.totals.dead_lettered) /
                   static_cast<double>(std::max<std::int64_t>(1, result.totals.applied));
  }
  if (signal.worst > signal.threshold) signal.seconds_above = result.duration_s;
  return signal;
}

}  // namespace

std::vector<GoldenSignal> golden_signals(const Scenario& scenario, const RunResult& result) {
  std::vector<GoldenSignal> signals;
  if (scenario.architecture == Architecture::coordination) return signals;
  if (scenario.log) signals.push_back(lag_signal(result));
  signals.push_back(latency_signal(result));
  if (scenario.log && scenario.consumers) {
    signals.push_back(saturation_signal(scenario, result));
    signals.push_back(error_signal(result));
  }
  return signals;
}

}  // namespace uslkit
