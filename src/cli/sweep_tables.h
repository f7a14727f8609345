// sweep_tables: what a sweep measured, a row per run, as a table that `uslkit fit -` reads.
#pragma once

#include <vector>

#include "report/table.h"
#include "sim/sweep_row.h"

namespace uslkit {

// concurrency, throughput_per_s, latency_ms (those that there are), error_ratio, duration_s, the
// axes under their pointers, and more that a fit does not read.
[[nodiscard]] Table sweep_table(const std::vector<VaryAxis>& axes,
                                const std::vector<SweepPoint>& points,
                                const std::vector<SweepRow>& rows);

// The few columns that a person wants to see while the CSV goes into a pipe.
[[nodiscard]] Table sweep_summary(const std::vector<VaryAxis>& axes,
                                  const std::vector<SweepPoint>& points,
                                  const std::vector<SweepRow>& rows);

}  // namespace uslkit
