// compared_metrics: which numbers of two runs are held against each other, and where they are.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenario/run_result.h"

namespace uslkit {

struct ComparedMetric {
  std::string metric{};  // its path in the run document
  std::string name{};    // for people
  std::string unit{};    // "ms", "s", "/s" or none
  std::function<std::optional<double>(const RunResult&)> value_of{};  // absent: the run has none
};

// Throughput, availability, latencies, lags, shares of attempts that went wrong; then classes
// (where there are several) and stations that both runs have, by name.
[[nodiscard]] std::vector<ComparedMetric> compared_metrics(const RunResult& before,
                                                           const RunResult& after);

}  // namespace uslkit
