#include "model/broker_rules.h"

#include <algorithm>

#include "base/check.h"
#include "model/round_up.h"

namespace uslkit {

namespace {

constexpr double kMskVolumeFactor = 6.5;
constexpr double kMskTieredVolumeFactor = 1.5;
constexpr double kMskNetworkFactor = 5.7;
constexpr double kMskFanOutFactor = 1.5;  // 3 / 2: two zones carry the reads of three
constexpr double kNetflixHeadroom = 1.4;
constexpr double kAlibabaBrokerBytesPerSecond = 400e6;

void check(const LogTraffic& traffic) {
  USLKIT_CHECK(traffic.ingress >= 0.0);
  USLKIT_CHECK(traffic.consumer_groups >= 0.0);
  USLKIT_CHECK(traffic.replication >= 1);
}

void check(const BrokerLimits& broker) {
  USLKIT_CHECK(broker.disk > 0.0);
  USLKIT_CHECK(broker.disk_network > 0.0);
  USLKIT_CHECK(broker.network > 0.0);
}

// Bytes written per byte of ingress, on all brokers together.
double copies_written(const LogTraffic& traffic) {
  return static_cast<double>(traffic.replication);
}

// Bytes sent per byte of ingress: to every group and to every follower.
double copies_sent(const LogTraffic& traffic) {
  return traffic.consumer_groups + static_cast<double>(traffic.replication) - 1.0;
}

std::int64_t at_least_one(double brokers) {
  return std::max<std::int64_t>(1, round_up_to_count(brokers));
}

}  // namespace

double aws_largest_ingress(const LogTraffic& traffic, const BrokerLimits& broker,
                           std::int64_t brokers) {
  check(traffic);
  check(broker);
  USLKIT_CHECK(brokers >= 1);
  const double count = static_cast<double>(brokers);
  const double written = std::min(broker.disk, broker.disk_network) * count;
  const double by_disk = written / copies_written(traffic);
  // One copy without readers sends nothing: the network is then no limit.
  if (copies_sent(traffic) <= 0.0) return by_disk;
  return std::min(by_disk, broker.network * count / copies_sent(traffic));
}

std::int64_t aws_brokers(const LogTraffic& traffic, const BrokerLimits& broker,
                         double utilisation) {
  USLKIT_CHECK(utilisation > 0.0);
  USLKIT_CHECK(utilisation <= 1.0);
  const double of_one = utilisation * aws_largest_ingress(traffic, broker, 1);
  return std::max(traffic.replication, round_up_to_count(traffic.ingress / of_one));
}

std::int64_t msk_brokers(const LogTraffic& traffic, const BrokerLimits& broker,
                         const MskOptions& options) {
  check(traffic);
  check(broker);
  const double volume = kMskVolumeFactor + (options.tiered_storage ? kMskTieredVolumeFactor : 0.0);
  const double network = kMskNetworkFactor + kMskFanOutFactor * traffic.consumer_groups;
  const double by_volume = volume * traffic.ingress / std::min(broker.disk, broker.disk_network);
  const double by_network = network * traffic.ingress / broker.network;
  return round_up_to_multiple(at_least_one(std::max(by_volume, by_network)), options.zones);
}

std::int64_t netflix_brokers(const LogTraffic& traffic, const BrokerLimits& broker) {
  check(traffic);
  check(broker);
  const double busier = std::max(copies_written(traffic), copies_sent(traffic));
  return at_least_one(kNetflixHeadroom * traffic.ingress * busier / broker.network);
}

std::int64_t alibaba_brokers(const LogTraffic& traffic) {
  check(traffic);
  const double copies =
      traffic.consumer_groups + 2.0 * static_cast<double>(traffic.replication) - 1.0;
  const double brokers = traffic.ingress * copies * 2.0 / kAlibabaBrokerBytesPerSecond;
  return std::max<std::int64_t>(4, round_up_to_count(brokers));
}

double google_write_equivalent(const LogTraffic& traffic) {
  check(traffic);
  return traffic.ingress * (copies_written(traffic) + 0.25 * copies_sent(traffic));
}

std::int64_t brokers_for_partitions(const PartitionLimit& limit) {
  USLKIT_CHECK(limit.partitions >= 1);
  USLKIT_CHECK(limit.replication >= 1);
  USLKIT_CHECK(limit.replicas_per_broker >= 1);
  const std::int64_t replicas = limit.partitions * limit.replication;
  const std::int64_t brokers =
      (replicas + limit.replicas_per_broker - 1) / limit.replicas_per_broker;
  return std::max(brokers, limit.replication);
}

double rule_disagreement(const std::vector<std::int64_t>& counts) {
  USLKIT_CHECK(!counts.empty());
  const std::int64_t fewest = *std::min_element(counts.begin(), counts.end());
  const std::int64_t most = *std::max_element(counts.begin(), counts.end());
  USLKIT_CHECK(fewest >= 1);
  return static_cast<double>(most) / static_cast<double>(fewest);
}

}  // namespace uslkit
