// Coordination: a closed system of workers whose only bottleneck is how they coordinate: from a
// mechanism to alpha and beta.
#pragma once

#include <cstdint>
#include <string>

#include "scenario/service_law.h"

namespace uslkit {

enum class Mechanism : std::uint8_t {
  stop_the_world,     // each request ends with a pause S + k (N-1) in which everybody stands still
  barrier,            // rounds: all work, then one after another takes the lock
  leader_append,      // Raft: a leader serialises entries and sends each to its N-1 followers
  master_lock,        // one write master with a lock, N-1 replicas told under it
  parallel_exchange,  // barrier with the exchanges outside the lock: contention, no crosstalk
  asynchronous_lock,  // a FIFO lock and nobody waits but its users: M/M/1//N, not a USL
};

// The number of workers N is the scenario's own /workers, so that a sweep reads well.
struct CoordinationSpec {
  std::string note{};
  Mechanism mechanism = Mechanism::stop_the_world;
  ServiceLaw local_work = ConstantLaw{};  // Z: parallel
  ServiceLaw serial = ConstantLaw{};      // S: one at a time
  ServiceLaw exchange = ConstantLaw{};    // k: per other worker, inside the serial part
  std::int64_t batch = 1;                 // entries per append round: divides k
  Duration heartbeat_interval{0};         // leader_append: 0 = none
  Duration heartbeat_cost{0};             // per follower
  std::int64_t requests = 200000;         // per run and cell, after the warm-up
};

}  // namespace uslkit
