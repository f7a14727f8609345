// The declared fields of coordination systems.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<Mechanism>>& words_of<Mechanism>() {
  static const std::vector<Word<Mechanism>> words{
      {"stop_the_world", Mechanism::stop_the_world,
       "Each request ends with a pause S + k (N-1) in which everybody stands still"},
      {"barrier", Mechanism::barrier, "Rounds: all work, then one after another takes the lock"},
      {"leader_append", Mechanism::leader_append,
       "Raft: a leader serialises entries and sends each to its N-1 followers"},
      {"master_lock", Mechanism::master_lock,
       "One write master with a lock, N-1 replicas told under it"},
      {"parallel_exchange", Mechanism::parallel_exchange,
       "A barrier with the exchanges outside the lock: contention, no crosstalk"},
      {"asynchronous_lock", Mechanism::asynchronous_lock,
       "A FIFO lock and nobody waits but its users: M/M/1//N, not a USL"}};
  return words;
}

template <>
const ObjectFields<CoordinationSpec>& fields_of<CoordinationSpec>() {
  static const ObjectFields<CoordinationSpec> fields =
      ObjectFields<CoordinationSpec>("coordination",
                                     "From a mechanism to alpha and beta; the number of workers is "
                                     "the scenario's own \"workers\".")
          .field("note", &CoordinationSpec::note, {.doc = "What it is for, to people"})
          .field("mechanism", &CoordinationSpec::mechanism, {.doc = "How the workers coordinate"})
          .field("local_work", &CoordinationSpec::local_work, {.doc = "Z: work done in parallel"})
          .field("serial", &CoordinationSpec::serial, {.doc = "S: work done one at a time"})
          .field("exchange", &CoordinationSpec::exchange,
                 {.doc = "k: per other worker, inside the serial part"})
          .field("batch", &CoordinationSpec::batch,
                 {.doc = "Entries per append round: divides k", .lowest = 1, .highest = 1000000})
          .field("heartbeat_interval", &CoordinationSpec::heartbeat_interval,
                 {.doc = "Of a leader; 0 is none"})
          .field("heartbeat_cost", &CoordinationSpec::heartbeat_cost, {.doc = "Per follower"})
          .field("requests", &CoordinationSpec::requests,
                 {.doc = "Per run and cell, after the warm-up",
                  .lowest = 1,
                  .highest = 1000000000000});
  return fields;
}

}  // namespace uslkit
