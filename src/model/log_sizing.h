// How many partitions a log needs and how many consumers can use them.
#pragma once

#include <cstdint>

namespace uslkit {

// Source: Confluent and Cloudera sizing guides, partitions >= max(T/p, T/c); Kafka issue trackers
// for the rest (kedacore/keda#7517: only divisors of the partition count load consumers evenly).
// Assumes keys that spread evenly (see skew.h) and rates measured on one partition.
struct PartitionQuestion {
  double throughput = 0.0;             // T >= 0, events per second
  double producer_rate = 1.0;          // p > 0: what one partition accepts
  double consumer_rate = 1.0;          // c > 0: what one consumer reads from one partition
  double headroom_factor = 1.0;        // F >= 1, for growth and catching up
  std::int64_t planned_consumers = 1;  // >= 1; the result is a multiple of it
  std::int64_t largest_consumers = 1;  // >= 1: more will never be wanted
};

// max(ceil(F max(T/p, T/c)), largest consumers), rounded up to a multiple of the planned consumers.
// The ceiling comes *after* the factor: ceil(T/c) x F would buy headroom for the rounding too.
[[nodiscard]] std::int64_t partitions_needed(const PartitionQuestion& question);

struct DivisorQuestion {
  std::int64_t at_least = 1;  // >= 1
  std::int64_t at_most = 1;   // >= at_least, the range holds at most 1e6 numbers
  std::int64_t multiple_of = 1;
};
// The number in the range with the most divisors (the smallest of equals), because a consumer count
// loads its members evenly only if it divides the partitions. 0 if the range holds no multiple.
[[nodiscard]] std::int64_t most_divisible(const DivisorQuestion& question);

// A partition belongs to one consumer of a group at a time, so members beyond the number of
// partitions sit idle (AWS MSK guide). With key-parallel consumers each partition feeds several
// workers. Result: min(wanted, partitions x workers per partition).
struct ConsumerQuestion {
  std::int64_t wanted = 1;                 // >= 0, e.g. from the inverse USL of the consumers
  std::int64_t partitions = 1;             // >= 1
  std::int64_t workers_per_partition = 1;  // >= 1; 1 unless consumers are key-parallel
};
[[nodiscard]] std::int64_t useful_consumers(const ConsumerQuestion& question);

}  // namespace uslkit
