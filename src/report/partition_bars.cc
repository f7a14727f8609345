#include "report/partition_bars.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_plot_words.h"

namespace uslkit {
namespace {

constexpr double kEven = 1.1;  // times the fair share: what chance alone does to few events

double events_of(const PartitionResult& partition) {
  return static_cast<double>(partition.appended);
}

std::vector<const PartitionResult*> in_order(const RunResult& result, bool ranked) {
  std::vector<const PartitionResult*> order;
  for (const PartitionResult& each : result.partitions) order.push_back(&each);
  if (ranked) {
    std::stable_sort(order.begin(), order.end(),
                     [](const PartitionResult* a, const PartitionResult* b) {
                       return a->appended > b->appended;
                     });
  }
  return order;
}

// The greatest of each of their numbers.
void take_greater(const PartitionResult& partition, PartitionBar& bar) {
  bar.events = std::max(bar.events, events_of(partition));
  bar.work_lag_s = std::max(bar.work_lag_s, partition.max_work_lag_s);
  bar.utilization = std::max(bar.utilization, partition.utilization);
}

}  // namespace

PartitionBars partition_bars(const RunResult& result) {
  if (result.partitions.empty()) {
    throw nothing_to_draw("partitions", "a run without partitions", "a run with a log");
  }
  PartitionBars bars{.partitions = std::ssize(result.partitions)};
  bars.ranked = bars.partitions > kMostBars;
  const std::int64_t per_bar = (bars.partitions + kMostBars - 1) / kMostBars;
  bars.per_bar = static_cast<double>(per_bar);
  const std::vector<const PartitionResult*> order = in_order(result, bars.ranked);
  const PartitionResult* hottest = order.front();
  for (std::size_t i = 0; i < order.size(); ++i) {
    const PartitionResult& partition = *order[i];
    if (static_cast<std::int64_t>(i) % per_bar == 0) bars.bars.emplace_back();
    take_greater(partition, bars.bars.back());
    bars.all_events += events_of(partition);
    if (partition.appended > hottest->appended) hottest = &partition;
  }
  bars.fair_events = bars.all_events / static_cast<double>(bars.partitions);
  bars.hottest_cell = hottest->cell;
  bars.hottest_partition = hottest->partition;
  bars.hottest_events = events_of(*hottest);
  return bars;
}

std::string partitions_finding(const RunResult& result, const PartitionBars& bars) {
  const std::string name = run_name(result);
  if (!(bars.all_events > 0)) return name + ": no event was appended";
  if (bars.partitions == 1) return name + ": one partition takes every event";
  const double times = bars.hottest_events / bars.fair_events;
  if (times < kEven) {
    return fmt::format("{}: {} partitions share the events evenly", name, bars.partitions);
  }
  const std::string where =
      result.cells.size() > 1
          ? fmt::format("partition {} of cell {}", bars.hottest_partition, bars.hottest_cell)
          : fmt::format("partition {}", bars.hottest_partition);
  return fmt::format("{}: {} took {} times its fair share", name, where, human_number(times, 2));
}

}  // namespace uslkit
