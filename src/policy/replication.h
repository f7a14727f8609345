// ReplicationPolicy: when an append counts as acknowledged, and what a dead leader takes with it.
//
//   acks = 0          none       at once, unseen: even an append that no leader took
//   acks = 1, async   leader     when the leader has it
//   acks = all, sync  all        when every in-sync replica has it; refused when fewer than
//                                min_in_sync are left (Kafka: NOT_ENOUGH_REPLICAS)
//   semi-sync(k)      semi_sync  when the leader and k followers have it; refused when fewer than k
//                                are left (MySQL would fall back to async after a time-out). With
//                                k = replicas / 2 it is the majority of Raft.
// Assumes that the leader writes first and sends to all followers at the same moment. Immutable:
// safe to share. Cost: O(replicas) for all, O(replicas^2) for semi_sync; no allocation.
#pragma once

#include <cstdint>
#include <span>

#include "base/units.h"

namespace uslkit {

struct ReplicationOptions {
  enum class Acks : std::uint8_t { none, leader, all, semi_sync };

  Acks acks = Acks::all;
  int replicas = 3;             // >= 1, the leader counted
  int min_in_sync = 1;          // 1 .. replicas, for `all`; 1 accepts a leader alone
  int semi_sync_followers = 1;  // 1 .. replicas-1, for `semi_sync`: how many must have it

  void check() const;
};

// One replica at the moment of an append. The first one is the leader.
struct ReplicaState {
  // The leader's: its own write. A follower's: from the leader's write until its answer is back.
  Duration latency{0};
  bool in_sync = true;  // alive and up to date; a replica out of sync is not waited for
};

struct AckOutcome {
  bool acknowledged = false;
  Duration latency{0};  // until the acknowledgement; of a refusal 0
  int copies = 0;       // that are certain at that moment
};

class ReplicationPolicy {
 public:
  explicit ReplicationPolicy(const ReplicationOptions& options);

  // One state per replica of the options.
  [[nodiscard]] AckOutcome acknowledge(std::span<const ReplicaState> replicas) const;

  // Acknowledged events that are gone if the leader dies now and the most advanced follower takes
  // over: none with a second copy at each acknowledgement, otherwise what that follower is behind,
  // rate x its latency; infinite where no follower is in sync. 0 where nothing is acknowledged. For
  // acks = 0 also what is on its way to the leader.
  [[nodiscard]] double events_lost_if_leader_dies(std::span<const ReplicaState> replicas,
                                                  double appends_per_second) const;

 private:
  ReplicationOptions options_;
};

}  // namespace uslkit
