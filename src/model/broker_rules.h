// How many brokers a log needs, by each of the published rules: they disagree, so show them all.
#pragma once

#include <cstdint>
#include <vector>

namespace uslkit {

// What flows through the log. Bytes per second of uncompressed or compressed events, but the same
// for all fields and for the broker limits.
struct LogTraffic {
  double ingress = 0.0;          // X >= 0, written by producers
  double consumer_groups = 1.0;  // G >= 0, each reads everything (the "fan-out")
  std::int64_t replication = 3;  // r >= 1
};

// Sustained limits of one broker, bytes per second, each > 0.
struct BrokerLimits {
  double disk = 1.0;          // volume throughput
  double disk_network = 1.0;  // between instance and volume (EBS bandwidth)
  double network = 1.0;       // of the instance, in each direction
};

// --- AWS, "Best practices for right-sizing your Apache Kafka clusters", equation 1.
// Ingress that n brokers can carry at 100 %: min(disk n / r, disk network n / r,
// network n / (G + r - 1)); reads are served from memory, so they cost no disk.
[[nodiscard]] double aws_largest_ingress(const LogTraffic& traffic, const BrokerLimits& broker,
                                         std::int64_t brokers);
// Fewest brokers whose bound, times the utilisation in (0, 1], reaches the ingress; at least r.
[[nodiscard]] std::int64_t aws_brokers(const LogTraffic& traffic, const BrokerLimits& broker,
                                       double utilisation);

// --- AWS MSK sizing script (msk_sizing.py), conservative: replication 3 with one zone down and
// catch-up reads included. Volume traffic 6.5 x ingress (8 with tiered storage), network traffic
// (5.7 + 1.5 x groups) x ingress; the count is a multiple of the zones.
struct MskOptions {
  bool tiered_storage = false;
  std::int64_t zones = 3;  // >= 1
};
[[nodiscard]] std::int64_t msk_brokers(const LogTraffic& traffic, const BrokerLimits& broker,
                                       const MskOptions& options);

// --- Netflix service-capacity-modeling: the larger of bytes in, X r, and bytes out,
// X G + X (r - 1), times 1.4 for headroom, over the network of one broker.
[[nodiscard]] std::int64_t netflix_brokers(const LogTraffic& traffic, const BrokerLimits& broker);

// --- Alibaba Cloud: max(4, peak x (G + 2 r - 1) x 2 / 400 MB/s), for its own machines.
[[nodiscard]] std::int64_t alibaba_brokers(const LogTraffic& traffic);

// --- Google Managed Service for Kafka: "write-equivalent" bytes per second, in which a byte read
// counts a quarter: X r + (X G + X (r - 1)) / 4. A load, not yet a number of brokers.
[[nodiscard]] double google_write_equivalent(const LogTraffic& traffic);

// --- Confluent, AWS and others: at most so many partition replicas per broker (1000 to 4000).
struct PartitionLimit {
  std::int64_t partitions = 1;
  std::int64_t replication = 3;
  std::int64_t replicas_per_broker = 1000;
};
[[nodiscard]] std::int64_t brokers_for_partitions(const PartitionLimit& limit);

// Largest over smallest count: above 2 the rules disagree so much that only a measurement decides.
// Counts >= 1, at least one of them.
[[nodiscard]] double rule_disagreement(const std::vector<std::int64_t>& counts);

}  // namespace uslkit
