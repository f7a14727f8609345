// Faults: what breaks, when, for how long, and where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/units.h"

namespace uslkit {

struct KillConsumersFault {  // noticed after the session timeout, unless a standby takes over
  double share = 0.2;        // of the consumers at work
};
enum class LatencyPlace : std::uint8_t { ingress, log, consumers, database };
struct LatencyFault {  // added to every operation there (for consumers: to every batch)
  LatencyPlace place = LatencyPlace::database;
  Duration added{0};
  double share = 1;  // of the operations
};
struct PartitionFault {  // these partitions accept no appends and give nothing to read
  std::vector<std::int64_t> partitions{};
};
struct BrokerLossFault {  // its partitions stand still until a new leader is elected
  std::int64_t broker = 0;
};
struct SlowDatabaseFault {
  double factor = 2;  // of every operation's time
};
struct DatabaseOutageFault {};  // corrupt or gone: no operation finishes; consumers retry
struct CellLossFault {};        // the cell of the fault, completely
struct ConsumerPauseFault {};   // a rebalance or a long garbage collection: nobody consumes
struct ClockSkewFault {         // of the consumers: age-lags are wrong by it
  Duration skew{0};             // may be negative
};
struct CacheFlushFault {};  // every key of the cache expires at once
struct DiskFullFault {};    // of the log: it takes no appends, and gives what it has to read

using FaultKind = std::variant<KillConsumersFault, LatencyFault, PartitionFault, BrokerLossFault,
                               SlowDatabaseFault, DatabaseOutageFault, CellLossFault,
                               ConsumerPauseFault, ClockSkewFault, CacheFlushFault, DiskFullFault>;

struct Fault {
  std::string note{};
  Duration at{0};
  std::optional<Duration> length{};    // absent: until the end of the run
  std::optional<std::int64_t> cell{};  // absent: every cell (cell_loss needs one)
  FaultKind fault{};                   // in JSON its kind and fields stand beside `at`
};

}  // namespace uslkit
