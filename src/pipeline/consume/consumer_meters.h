// ConsumerMeters: what a ConsumerPool has done so far and what lies before it, at one moment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time_point.h"
#include "pipeline/consume/batch_costs.h"
#include "pipeline/log/log.h"
#include "pipeline/store/store_batch.h"

namespace uslkit {

// Counters only grow; all since start().
struct PartitionMeters {
  LogOffset next = 0;            // everything below it is settled
  LogOffset unread_from = 0;     // everything below it is settled or in the hands of consumers
  LogOffset end = 0;             // of the log
  std::int64_t backlog = 0;      // unread, or in the hands of consumers
  std::int64_t applied = 0;      // events that changed the state
  std::int64_t batches = 0;      // begun
  std::int64_t lost = 0;         // taken by the log's retention before they were read
  std::int64_t busy_ns = 0;      // of its consumers, running batches included
  std::int64_t consumer_ns = 0;  // consumer time given to it, as the simulator counts it
  // Of the oldest event that no consumer has taken: what the age-lag is of; absent: all are taken.
  std::optional<TimePoint> oldest_unread_birth{};
  double service_rate = 0;  // events/s that its living consumers can take at full batches, by law
  std::string error{};      // why nobody works on it any more; empty: it works
};

struct ConsumerMeters {
  std::int64_t at_work = 0;    // living consumers with a partition
  std::int64_t capacity = 0;   // consumer ids so far
  double busy_s = 0;           // consumer time spent on batches: processing and writing
  double given_s = 0;          // consumer time that was there to be spent
  double database_busy_s = 0;  // server time; of the real store where there is no database section
  std::int64_t database_servers = 0;  // all shards; 0 without a database section
  ApplyCounts counts{};               // as the store told; redelivered: by the consumers, see below
  std::int64_t redelivered = 0;       // events given back by a crash or kill, to be read again
  std::int64_t crashes = 0;           // of consumers that met a poison event
  std::int64_t unreadable = 0;        // records that are no event, among the dead letters
  std::int64_t store_retries = 0;     // writes repeated after a passing fault
  std::int64_t hand_over_waits = 0;   // consumers that found the writers' queue full
  Duration clock_skew{0};             // of the consumers, to be added to now for the age-lag
  std::vector<PartitionMeters> partitions{};
  BatchCosts costs{};
  std::string error{};  // the first partition's, where any has stopped
};

}  // namespace uslkit
