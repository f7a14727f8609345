// run_series: the columns of a run over time, of one replication and averaged over several.
#pragma once

#include <span>
#include <vector>

#include "run/run_tally.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// Row i covers [i, i + 1) x interval, time_s is its start; the last one may be shorter. Rates,
// backlogs and consumers are sums over the cells, lags and quantiles the greatest of the cells,
// utilisations the mean (of consumers weighted by their number).
[[nodiscard]] SeriesResult replication_series(const Scenario& scenario,
                                              std::span<const RunTally> cells);

// Row by row the mean over replications; one that ended early leaves its later rows out.
[[nodiscard]] SeriesResult mean_series(const std::vector<SeriesResult>& replications);

}  // namespace uslkit
