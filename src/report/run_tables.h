// The tables of a run's report.
#pragma once

#include <cstdint>
#include <string>

#include "report/table.h"
#include "scenario/run_result.h"

namespace uslkit {

// Counts as people read them: 12,345 up to a million, 510.2M beyond.
[[nodiscard]] std::string count_text(std::int64_t count);

// "120.3 ms"; the unit of the result's own field is kept out of the number.
[[nodiscard]] std::string latency_text(Duration latency);

// "simulated second 1,240" and "20 min 40 s" are the same moment.
[[nodiscard]] std::string moment_text(double seconds);

[[nodiscard]] Table objectives_table(const RunResult& result);
// One row per class and one for all of them; columns without a single count are left out.
[[nodiscard]] Table requests_table(const RunResult& result);
[[nodiscard]] Table shed_table(const RunResult& result);
[[nodiscard]] Table latency_table(const RunResult& result);
[[nodiscard]] Table stations_table(const RunResult& result);
[[nodiscard]] Table theory_table(const RunResult& result);
[[nodiscard]] Table signals_table(const RunResult& result);
[[nodiscard]] Table events_table(const RunResult& result, std::size_t most);
[[nodiscard]] Table cells_table(const RunResult& result);
// The partitions with the greatest work-lag first.
[[nodiscard]] Table partitions_table(const RunResult& result, std::size_t most);
// The headline numbers, or with `every` all that have an interval.
[[nodiscard]] Table estimates_table(const RunResult& result, bool every);

}  // namespace uslkit
