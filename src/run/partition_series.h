// partition_series: what waited in each partition over time, kept small however long the run is.
//
// Rows of a partition are several intervals of the run's series together, as many as it takes for
// at most kMostPartitionRows rows, and fewer rows where there are very many partitions. A row keeps
// the greatest of what was seen in it, so that merging never hides a peak: the greatest of a
// partition's rows is its PartitionTally::max_backlog, to the event.
#pragma once

#include <cstdint>
#include <span>

#include "base/time_point.h"
#include "run/run_tally.h"
#include "scenario/scenario.h"

namespace uslkit {

inline constexpr std::int64_t kMostPartitionRows = 240;
inline constexpr std::int64_t kLeastPartitionRows = 12;
// Rows of all partitions of all cells together, as long as each has kLeastPartitionRows.
inline constexpr std::int64_t kMostPartitionValues = 96'000;

// How long a row is: a multiple of series_interval_of(scenario).
[[nodiscard]] Duration partition_interval_of(const Scenario& scenario);

// A look at a partition at `now`, which counts for the row that ends at or after it. What comes
// after `end`, the end of the run, counts for the last row. Cost: a division and six comparisons.
void see_partition(TimePoint now, TimePoint end, Duration interval, const PartitionPeak& seen,
                   PartitionTally& tally);

// One column for every partition of every cell, as partition_results() has them; `all` are the
// tallies of all replications, `cells` to each.
[[nodiscard]] PartitionSeriesResult partition_series(const Scenario& scenario,
                                                     std::span<const RunTally> all,
                                                     std::size_t cells);

}  // namespace uslkit
