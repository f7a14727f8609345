// partition_bars: the partitions of a run side by side, ready to draw: events, lag, consumers'
// time.
#pragma once

#include <string>
#include <vector>

#include "scenario/run_result.h"

namespace uslkit {

// One bar: a partition, or the greatest of several with neighbouring ranks.
struct PartitionBar {
  double events = 0;  // appended
  double work_lag_s = 0;
  double utilization = 0;
};

struct PartitionBars {
  std::vector<PartitionBar> bars{};
  std::int64_t partitions = 0;
  double all_events = 0;
  double fair_events = 0;  // all_events / partitions
  double per_bar = 1;      // partitions to a bar; the last one may have fewer
  // Of more than kMostBars partitions: by events, the greatest first, so that a hot one is never
  // lost among its neighbours. Else in their order, cell by cell.
  bool ranked = false;
  std::int64_t hottest_cell = 0;
  std::int64_t hottest_partition = 0;
  double hottest_events = 0;
};

inline constexpr std::int64_t kMostBars = 128;

// Throws InputError for a run without partitions.
[[nodiscard]] PartitionBars partition_bars(const RunResult& result);

// "shop: partition 17 took 3.1 times its share"; with its cell where there are several.
[[nodiscard]] std::string partitions_finding(const RunResult& result, const PartitionBars& bars);

}  // namespace uslkit
