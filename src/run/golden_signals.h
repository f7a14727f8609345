// golden_signals: the papers' four alarms over a run, with their two inverted definitions put
// right.
#pragma once

#include <vector>

#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// Source: the papers' table "Golden Signals for High-Throughput": lag > 1,000,000 events, latency >
// 30 s, saturation > 1.0, dead letters > 1 %. Two of its definitions are inverted or blind:
// - lag = Max(WriteOffset) - Max(ReadOffset) is 0 for a partition that stands still beside one that
//   is read: offsets of (100, 100) written and (100, 0) read differ by max - max = 0. Here: the
//   unread events of all partitions.
// - saturation = PartitionCount / ConsumerCount > 1, "add partitions": above 1 it is consumers that
//   are missing, below 1 consumers stand idle. Here: places to consume (partitions x workers per
//   partition) over consumers at work, and the remedy is to add consumers.
// Reads the series, counts and duration of `result`. Signals that need a log are left out where the
// scenario has none.
[[nodiscard]] std::vector<GoldenSignal> golden_signals(const Scenario& scenario,
                                                       const RunResult& result);

}  // namespace uslkit
