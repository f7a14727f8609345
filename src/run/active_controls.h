// ActiveControls: what faults and runbook actions do to a cell at this moment.
//
// How overlapping ones compose:
//   added latency    each fault adds its own, to its own share of the operations, independently
//   slow database    the factors multiply
//   clock skew       the skews add up
//   outages, pauses, partitions, brokers, cells: as long as any fault of the kind lasts
//   read-only, shed class: as long as any action of the kind lasts
//   rate limits      the lowest counts;  cache times to live: the longest
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/units.h"
#include "run/partition_leaders.h"
#include "scenario/faults.h"

namespace uslkit {

// What is added to the operations of one place.
class AddedLatency {
 public:
  [[nodiscard]] bool none() const { return always_ == Duration{0} && sometimes_.empty(); }
  // Whether of() reads its draw.
  [[nodiscard]] bool needs_uniform() const { return !sometimes_.empty(); }
  // Of one operation, by one draw from [0, 1), which serves all faults one after another.
  [[nodiscard]] Duration of(double uniform) const;

  void add(const LatencyFault& fault);

 private:
  Duration always_{0};
  std::vector<LatencyFault> sometimes_;  // those with a share below 1
};

struct ActiveControls {
  // ---- Faults. ----
  std::array<AddedLatency, 4> added_latency{};  // by LatencyPlace
  double database_factor = 1;                   // of every operation's time
  bool database_out = false;
  bool cell_lost = false;
  bool consumers_paused = false;
  bool log_full = false;                       // its disk is full
  Duration clock_skew{0};                      // of the consumers
  std::int64_t cache_flushes = 0;              // so far; when it grows every key expires
  std::vector<std::uint8_t> partition_down{};  // by partition; empty: no log
  std::optional<PartitionLeaders> leaders{};   // absent: no log

  // ---- Runbook. ----
  bool read_only = false;
  std::vector<std::uint8_t> class_shed{};  // by traffic class
  std::optional<Rate> rate_limit{};        // over all cells
  std::optional<Duration> cache_ttl{};

  [[nodiscard]] const AddedLatency& added(LatencyPlace place) const {
    return added_latency[static_cast<std::size_t>(place)];
  }
  // Neither appends nor reads, by a partition fault or for want of a leader.
  [[nodiscard]] bool partition_stands_still(std::size_t partition, TimePoint now) const {
    return partition_down[partition] != 0 || leaders->stands_still(partition, now);
  }
};

}  // namespace uslkit
