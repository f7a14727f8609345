// prediction_check: how close a simulation came to a real run of the same scenario.
//
// Five quantities: throughput, end-to-end p50 and p99, the peak of the work-lag, and the time from
// that peak until the backlog is gone. Each has a share by which it may be off, and an absolute
// slack below which a difference is that of the instruments (a control interval, a scheduler's
// tick) and no model's. Latencies of a run that is overloaded for a while hold the lag, and follow
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/run_result.h"

namespace uslkit {

struct PredictionTolerance {
  double throughput = 0.05;  // share of the measured value
  double others = 0.15;
};

struct PredictionRow {
  std::string metric{};  // "latency.end_to_end.p99_ms"
  std::string name{};    // "end to end p99"
  std::string unit{};
  std::optional<double> predicted{};  // absent: there is none (it does not drain)
  std::optional<RunEstimate> predicted_interval{};
  std::optional<double> measured{};
  std::optional<double> deviation{};  // predicted / measured - 1
  double allowed = 0;                 // share
  double slack = 0;                   // in the unit
  bool within = false;
};

struct PredictionCheck {
  std::vector<PredictionRow> rows{};
  std::vector<std::string> warnings{};  // what makes the two hard to compare

  [[nodiscard]] bool holds() const;
};

[[nodiscard]] PredictionCheck check_prediction(const RunResult& predicted,
                                               const RunResult& measured,
                                               const PredictionTolerance& tolerance = {});

}  // namespace uslkit
