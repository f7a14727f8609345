// The tables of a run's report.
#pragma once

#include <cstdint>
#include <string>

#include "policy/verdict.h"
#include "report/table.h"
#include "scenario/run_result.h"

namespace uslkit {

// Counts as people read them: 12,345 up to a million, 510.2M beyond.
[[nodiscard]] std::string count_text(std::int64_t count);

// "120.3 ms"; the unit of the result's own field is kept out of the number.
[[nodiscard]] std::string latency_text(Duration latency);

// "simulated second 1,240" and "20 min 40 s" are the same moment.
[[nodiscard]] std::string moment_text(double seconds);

// "99.9984 %"; 100 % only where nothing failed.
[[nodiscard]] std::string availability_text(double availability);

// "priority shed".
[[nodiscard]] std::string reason_text(RejectReason reason);

// What an objective met, in the unit of its bound.
[[nodiscard]] std::string found_text(const ObjectiveVerdict& verdict);

// "[49.1, 51.7]"; empty where nothing is known.
[[nodiscard]] std::string estimate_interval_text(const RunEstimate& estimate);

[[nodiscard]] Table objectives_table(const RunResult& result);
// One row per class and one for all of them; columns without a single count are left out.
[[nodiscard]] Table requests_table(const RunResult& result);
[[nodiscard]] Table shed_table(const RunResult& result);
[[nodiscard]] Table latency_table(const RunResult& result);
[[nodiscard]] Table stations_table(const RunResult& result);
[[nodiscard]] Table events_table(const RunResult& result, std::size_t most);
[[nodiscard]] Table cells_table(const RunResult& result);
// The partitions with the greatest work-lag first.
[[nodiscard]] Table partitions_table(const RunResult& result, std::size_t most);
// Every number that has an interval.
[[nodiscard]] Table estimates_table(const RunResult& result);

}  // namespace uslkit
