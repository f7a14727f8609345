// LogWriter: how long the log takes to have an event: bandwidth, throughput limit, replication.
//
// Brokers and the limit are first-come-first-served servers whose work is known when it comes, so
// that Lindley's recursion (1952), free = max(free, arrival) + work, replaces events. An event is
// readable when all replicas in sync have it (Kafka's high watermark), whatever the acks.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time_point.h"
#include "scenario/event_log.h"

namespace uslkit {

struct AppendTimes {
  TimePoint answered;  // the client's ack
  TimePoint readable;  // for a consumer, pull included
};

// What the caller has drawn for one append.
struct AppendDraws {
  Duration append{0};       // from validated to with the leader, faults included
  Duration replication{0};  // the slowest follower's; 0 without followers
};

class LogWriter {
 public:
  LogWriter(const LogSpec& log, Duration pull);

  [[nodiscard]] AppendTimes append(TimePoint validated, std::uint32_t partition, double bytes,
                                   Durability acks, const AppendDraws& draws) {
    TimePoint written = validated + draws.append;
    if (limited_) written = through_limits(written, partition, bytes);
    const TimePoint everywhere = written + draws.replication;
    TimePoint answered = everywhere;
    if (acks == Durability::leader) answered = written;
    if (acks == Durability::none) answered = validated;
    return {answered, everywhere + pull_};
  }

  // Of a resharding: each event is written `factor` times; `share` of the bandwidth is left.
  void set_dual_write(double factor) { copies_factor_ = factor; }
  void set_bandwidth_left(double share) { bandwidth_left_ = share; }

  [[nodiscard]] std::uint32_t broker_of(std::uint32_t partition) const {
    return partition % static_cast<std::uint32_t>(broker_free_.size());
  }
  // The greatest wait that a new append would meet now.
  [[nodiscard]] Duration backlog(TimePoint now) const;

 private:
  [[nodiscard]] TimePoint through_limits(TimePoint at, std::uint32_t partition, double bytes);

  Duration pull_;
  bool limited_;
  double append_ns_;  // of the throughput limit; 0: none
  double byte_ns_;    // of one broker, replication included; 0: none
  double copies_factor_ = 1;
  double bandwidth_left_ = 1;
  // Fractions of a nanosecond matter at millions per second: free times are doubles in ns.
  double limit_free_ns_ = 0;
  std::vector<double> broker_free_;
};

// The papers' limits of a log product (ACM paper, Table 2), where the scenario gives none of its
// own.
[[nodiscard]] LogSpec with_profile(LogSpec log);

// Does a lost broker lose unread events that were not replicated? Logs that live in memory do.
[[nodiscard]] bool lives_in_memory(LogProfile profile);

}  // namespace uslkit
