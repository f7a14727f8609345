// ConsumerGroup: who works on which partition, through kills, standbys, rebalances and scaling.
//
// With n members and P partitions, from scratch:
//   n <= P   member j owns the partitions {p : p mod n == j}, one batch at a time
//   n >  P   member j works on partition j mod P while j / P < workers per partition; members
//            beyond P x workers are idle
// An eager rebalance assigns from scratch and every partition stands still for the pause. A
// cooperative one is sticky: as few partitions as possible change hands, still in equal shares, and
// only partitions whose set of consumers changes stand still.
//
// The life of a consumer (ids are dense: 0 .. capacity-1; the first `count` are the members,
// standbys follow):
//
//   absent --scale out--> member --kill--> dead, still a member --session timeout--> dead, away
//     ^                    |  ^                  |  |                                   |
//     +----scale in--------+  +-- restarted -----+  +-- replaced by a standby at once   |
//                             +-- restarted: joins where the group is short ------------+
//
// A killed consumer's batch is lost uncommitted and must be delivered again; who leaves cleanly or
// is moved by a rebalance finishes the batch in hand. A consumer that restarts before its session
// has timed out keeps its partitions (Kafka's static membership, KIP-345): no rebalance. One that
// was replaced becomes a standby itself.
//
// Time is an argument and must not decrease. Not thread-safe. Invariants: every partition has an
// owner while there is a member; at most `workers` owners each; loads differ by at most one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time_point.h"
#include "scenario/consumers.h"
#include "scenario/control_event.h"

namespace uslkit {

using ConsumerId = std::uint32_t;
using PartitionId = std::uint32_t;

// What a call has changed; lists of ids in increasing order, each id once.
struct GroupChange {
  std::vector<ConsumerId> died;       // their batches in hand are to be delivered again
  std::vector<ConsumerId> left;       // they finish the batch in hand and then take no more
  std::vector<ConsumerId> consumers;  // perhaps free to work on something new: wake them
  std::vector<ControlEvent> events;   // "fault", "fault_end", "takeover", "rebalance"
};

struct ConsumerGroupOptions {
  std::int64_t partitions = 1;
  std::int64_t consumers = 1;
  std::int64_t workers_per_partition = 1;
  std::int64_t standby = 0;
  RebalanceSpec rebalance;
};

class ConsumerGroup {
 public:
  explicit ConsumerGroup(const ConsumerGroupOptions& options);

  // ---- Hot: asked per batch. ----
  // Whether the consumer may take a batch of the partition now.
  [[nodiscard]] bool may_work(ConsumerId consumer, PartitionId partition, TimePoint now) const;
  // The consumers of a partition, dead ones included, in increasing order.
  [[nodiscard]] std::span<const ConsumerId> owners(PartitionId partition) const {
    return owners_[partition];
  }
  // The partitions of a consumer in increasing order; empty: it is idle, standby, away or absent.
  [[nodiscard]] std::span<const PartitionId> partitions_of(ConsumerId consumer) const {
    return partitions_of_[consumer];
  }
  [[nodiscard]] bool alive(ConsumerId consumer) const { return alive_[consumer] != 0; }
  // The partition stands still before this moment.
  [[nodiscard]] TimePoint paused_until(PartitionId partition) const { return paused_[partition]; }

  // ---- Counts. ----
  [[nodiscard]] std::size_t capacity() const { return alive_.size(); }  // ids so far; may grow
  [[nodiscard]] std::int64_t partitions() const { return std::ssize(owners_); }
  [[nodiscard]] std::int64_t wanted() const { return wanted_; }  // members, and dead ones away
  [[nodiscard]] std::int64_t at_work() const;  // living members with at least one partition
  [[nodiscard]] std::int64_t idle() const;     // living members without a partition
  [[nodiscard]] std::int64_t standby() const { return std::ssize(standby_); }
  // Living consumers of a partition that does not pause; 0: it stands still.
  [[nodiscard]] std::int64_t working_on(PartitionId partition, TimePoint now) const;

  // ---- What comes by itself: session timeouts and ends of pauses. ----
  [[nodiscard]] TimePoint next_change() const;  // TimePoint::max(): nothing is due
  GroupChange apply(TimePoint now);             // everything due up to now, in order

  // ---- What is done to it. ----
  // Kills ceil(share x members alive) of them, drawn without replacement; `fault` names the kill.
  GroupChange kill(TimePoint now, double share, std::size_t fault, Random& random);
  // The end of that fault: those killed by it that are still dead and wanted come back.
  GroupChange restart(TimePoint now, std::size_t fault);
  // From now on `wanted` replicas. `full_stop` > 0: every partition stands still so long at least.
  GroupChange scale_to(TimePoint now, std::int64_t wanted, Duration full_stop = Duration{0});
  // Another number of partitions; every partition stands still for `pause`.
  GroupChange reshard(TimePoint now, std::int64_t partitions, Duration pause);

 private:
  using Assignment = std::vector<std::vector<ConsumerId>>;  // owners by partition

  struct Death {
    ConsumerId consumer = 0;
    TimePoint at{};
    std::size_t fault = 0;
    bool member = true;  // neither noticed nor replaced
  };

  void rebalance(TimePoint now, const std::string& why, Duration at_least, GroupChange& change);
  [[nodiscard]] Assignment next_assignment() const;
  void share_partitions(Assignment& owners) const;
  void share_consumers(Assignment& owners) const;
  void adopt(Assignment assignment);
  void fill_from_standbys(TimePoint now, GroupChange& change);
  void hand_over(ConsumerId dead, ConsumerId standby);
  void notice_deaths(TimePoint now, GroupChange& change);
  [[nodiscard]] bool take_back(const Death& death, GroupChange& change);
  void drop_members(std::int64_t count, GroupChange& change);
  void add_members(std::int64_t count);
  void pause(PartitionId partition, TimePoint until);
  void end_pauses(TimePoint now, GroupChange& change);
  void wake_owners(PartitionId partition, GroupChange& change) const;
  [[nodiscard]] std::vector<ConsumerId> free_ids(std::int64_t count);

  ConsumerGroupOptions options_;
  std::int64_t wanted_;
  std::vector<ConsumerId> members_;  // increasing; the dead among them have not been noticed
  std::vector<ConsumerId> standby_;  // increasing
  std::vector<Death> deaths_;        // in the order of time; until they are back
  std::vector<std::uint8_t> alive_;  // by consumer
  std::vector<std::vector<PartitionId>> partitions_of_;  // by consumer
  Assignment owners_;
  std::vector<TimePoint> paused_;      // by partition
  std::vector<TimePoint> pause_ends_;  // increasing, each once
};

}  // namespace uslkit
