// compare_runs: two runs, metric by metric, with an interval of each difference.
//
// Runs of one seed see the same arrivals and services (common random numbers): then replication i
// of one is paired with replication i of the other, or batch with batch, cell with cell, and the
// interval is Student's over the differences, which is often far narrower than either run's own.
// Source: Law (2015), "Simulation Modeling and Analysis", 10.2.1. Otherwise the interval is Welch's
// (1938) for two independent samples. Both are at 95 % and for each metric by itself: of twenty
// metrics without any change one is expected to look changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "scenario/run_result.h"

namespace uslkit {

inline constexpr int kCompareSchemaVersion = 1;

struct MetricChange {
  std::string metric{};            // "latency.ack.p99_ms"
  std::string name{};              // "ack p99"
  std::string unit{};              // "ms", "s", "/s" or none
  std::optional<double> before{};  // absent: the run has none
  std::optional<double> after{};
  std::optional<double> difference{};  // after - before
  std::optional<double> ratio{};       // after / before
  std::optional<double> low{};         // 95 % interval of the difference
  std::optional<double> high{};
  std::string method{};   // "12 replications, paired", "20 batch means, independent"; or empty
  bool headline = false;  // one of the few that matter most
  std::string verdict{};  // "B's ack p99 is 3.1 ms lower [2.9, 3.3]"
};

struct RunLabels {
  std::string before = "A";
  std::string after = "B";
};

struct RunComparison {
  RunLabels labels{};
  bool paired = false;  // same seed, length, warm-up and number of samples
  std::vector<std::string> warnings{};
  std::vector<MetricChange> changes{};
  std::vector<std::string> sentences{};  // the verdicts that matter most, for people
};

// Throws InputError for runs that have nothing in common: a closed system (coordination) and an
// open one. Everything else that differs is a warning.
[[nodiscard]] RunComparison compare_runs(const RunResult& before, const RunResult& after,
                                         const RunLabels& labels = {});

[[nodiscard]] nlohmann::ordered_json compare_to_json(const RunComparison& comparison);

}  // namespace uslkit
