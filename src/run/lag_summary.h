// lag_summary: the three lags of a run in numbers, and when it had recovered.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "run/run_tally.h"
#include "scenario/run_result.h"

namespace uslkit {

// A work-lag below this is the normal flow, not a backlog.
inline constexpr double kRecoveredWorkLag_s = 1;

// When the work-lag last came below `limit_s`, for good, between the ends of two rows by linear
// interpolation. 0 if it never reached the limit, absent if it was not below it at the end.
// Rows before `after_s` are not looked at.
[[nodiscard]] std::optional<double> recovered_at(const SeriesResult& series, double limit_s,
                                                 double after_s = 0);

// Of one replication. Maxima are those of the partitions where these were followed more closely
// than once per row. Drain time: the backlog of the last row over the rate at which it fell on
// average in the last rows (at most ten); 0 where the work-lag is below kRecoveredWorkLag_s.
[[nodiscard]] LagResult lag_summary(const SeriesResult& series, std::span<const RunTally> cells);

// The mean over replications; what one of them lacks is absent.
[[nodiscard]] LagResult mean_lags(const std::vector<LagResult>& replications);

}  // namespace uslkit
