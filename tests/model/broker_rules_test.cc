#include "model/broker_rules.h"

#include <cmath>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

// 1.2 million events of 1 kB per second, one reading group, three copies; 10 Gbit/s brokers.
constexpr LogTraffic kTraffic{.ingress = 1.2e9, .consumer_groups = 1.0, .replication = 3};
constexpr BrokerLimits kBroker{.disk = 1e10, .disk_network = 1e10, .network = 1.25e9};

TEST_CASE("one 10 Gbit/s broker carries 417 MB/s, and 1.2 GB/s take 3 at 100 % and 5 at 60 %") {
  CHECK(std::abs(aws_largest_ingress(kTraffic, kBroker, 1) - 416.7e6) < 0.1e6);
  CHECK(aws_brokers(kTraffic, kBroker, 1.0) == 3);
  CHECK(aws_brokers(kTraffic, kBroker, 0.6) == 5);
}

TEST_CASE("the bound grows with the brokers and is set by the scarcest resource") {
  CHECK(relative_error(aws_largest_ingress(kTraffic, kBroker, 6),
                       6.0 * aws_largest_ingress(kTraffic, kBroker, 1)) < 1e-15);
  const BrokerLimits slow_disk{.disk = 3e8, .disk_network = 1e10, .network = 1.25e9};
  CHECK(aws_largest_ingress(kTraffic, slow_disk, 1) == 1e8);
  const BrokerLimits slow_path{.disk = 1e10, .disk_network = 6e8, .network = 1.25e9};
  CHECK(aws_largest_ingress(kTraffic, slow_path, 1) == 2e8);
}

TEST_CASE("never fewer brokers than replicas") {
  CHECK(aws_brokers({.ingress = 1.0}, kBroker, 0.5) == 3);
  CHECK(brokers_for_partitions({.partitions = 1, .replication = 3}) == 3);
}

TEST_CASE("one copy that nobody reads is limited by the disk alone") {
  const LogTraffic sink{.ingress = 1.0, .consumer_groups = 0.0, .replication = 1};
  CHECK(aws_largest_ingress(sink, kBroker, 2) == 2e10);
}

TEST_CASE("the MSK rule counts 7.2 x ingress on the network with one group, in whole zones") {
  // 7.2 x 1.2 GB/s / 1.25 GB/s = 6.9, so 7, so 9 of three zones.
  CHECK(msk_brokers(kTraffic, kBroker, {}) == 9);
  CHECK(msk_brokers(kTraffic, kBroker, {.zones = 1}) == 7);
  const BrokerLimits slow_disk{.disk = 1e9, .disk_network = 1e10, .network = 1e12};
  CHECK(msk_brokers(kTraffic, slow_disk, {.zones = 1}) == 8);                           // 7.8
  CHECK(msk_brokers(kTraffic, slow_disk, {.tiered_storage = true, .zones = 1}) == 10);  // 9.6
}

TEST_CASE("Netflix, Alibaba and Google, worked by hand") {
  CHECK(netflix_brokers(kTraffic, kBroker) == 5);  // 1.4 x 3.6 / 1.25 = 4.03
  const LogTraffic many_readers{.ingress = 1.2e9, .consumer_groups = 5.0, .replication = 3};
  CHECK(netflix_brokers(many_readers, kBroker) == 10);  // 1.4 x 8.4 / 1.25 = 9.4
  CHECK(alibaba_brokers(kTraffic) == 36);               // 1.2 x 6 x 2 / 0.4
  CHECK(alibaba_brokers({.ingress = 1.0}) == 4);
  CHECK(relative_error(google_write_equivalent(kTraffic), 1.2e9 * 3.75) < 1e-15);
}

TEST_CASE("partition replicas per broker are rounded up") {
  CHECK(brokers_for_partitions({.partitions = 2000, .replication = 3}) == 6);
  CHECK(brokers_for_partitions({.partitions = 2001, .replication = 3}) == 7);
  CHECK(brokers_for_partitions(
            {.partitions = 2001, .replication = 3, .replicas_per_broker = 4000}) == 3);
}

TEST_CASE("disagreement is the largest count over the smallest") {
  CHECK(rule_disagreement({5, 9, 36}) == 7.2);
  CHECK(rule_disagreement({4}) == 1.0);
}

}  // namespace
}  // namespace uslkit
