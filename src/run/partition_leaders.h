// PartitionLeaders: which broker leads a partition, and when it stands still for want of a leader.
//
// The replicas of partition p are the brokers p, p + 1, ..., p + replication - 1 (mod brokers); the
// first leads. When a leader is lost, the next living replica leads after `leader_election`; until
// then nothing is appended or read. With no living replica the partition stands still until one of
// them is back, which then leads at once. Who is back follows; it does not take its leadership
// back. Time is an argument and must not decrease. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time_point.h"
#include "scenario/event_log.h"

namespace uslkit {

class PartitionLeaders {
 public:
  // Also knows the partitions that a resharding will add.
  explicit PartitionLeaders(const LogSpec& log);

  // Losses of one broker may overlap: it is back when each of them has ended.
  void lose(TimePoint now, std::int64_t broker);
  void restore(TimePoint now, std::int64_t broker);

  // No leader: no appends, nothing to read.
  [[nodiscard]] bool stands_still(std::size_t partition, TimePoint now) const {
    return now < available_from_[partition];
  }
  // The leader, elected or being elected; none: no replica lives.
  [[nodiscard]] std::optional<std::int64_t> leader(std::size_t partition) const;
  // Living replicas; an append that waits for all of them needs `min_in_sync`.
  [[nodiscard]] std::int64_t in_sync(std::size_t partition) const;
  [[nodiscard]] bool enough_in_sync(std::size_t partition) const {
    return in_sync(partition) >= min_in_sync_;
  }
  [[nodiscard]] std::int64_t brokers_down() const;
  // Partitions that this broker leads.
  [[nodiscard]] std::int64_t led_by(std::int64_t broker) const;

  // The next end of an election after `now`; TimePoint::max(): none.
  [[nodiscard]] TimePoint next_after(TimePoint now) const;

 private:
  static constexpr std::int64_t kNobody = -1;

  [[nodiscard]] bool alive(std::int64_t broker) const {
    return losses_[static_cast<std::size_t>(broker)] == 0;
  }
  [[nodiscard]] std::int64_t first_alive(std::size_t partition) const;

  std::int64_t replication_;
  std::int64_t min_in_sync_;
  Duration election_;
  std::vector<int> losses_;                // by broker, those that last
  std::vector<std::int64_t> leader_;       // by partition
  std::vector<TimePoint> available_from_;  // by partition; max: until a replica is back
};

}  // namespace uslkit
