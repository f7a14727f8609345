#include "model/log_sizing.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("1.2 million a second at 50 thousand a partition and twofold headroom take 48") {
  CHECK(partitions_needed({.throughput = 1.2e6, .producer_rate = 1e6, .consumer_rate = 5e4}) == 24);
  CHECK(partitions_needed({.throughput = 1.2e6,
                           .producer_rate = 1e6,
                           .consumer_rate = 5e4,
                           .headroom_factor = 2.0}) == 48);
}

TEST_CASE("the slower of producer and consumer decides") {
  CHECK(partitions_needed({.throughput = 100.0, .producer_rate = 10.0, .consumer_rate = 25.0}) ==
        10);
  CHECK(partitions_needed({.throughput = 100.0, .producer_rate = 25.0, .consumer_rate = 10.0}) ==
        10);
}

TEST_CASE("the ceiling comes after the factor: 4.2 doubled is 9 and not 10") {
  CHECK(partitions_needed({.throughput = 42.0,
                           .producer_rate = 10.0,
                           .consumer_rate = 10.0,
                           .headroom_factor = 2.0}) == 9);
}

TEST_CASE("the count is a multiple of the planned and at least the largest consumer count") {
  const PartitionQuestion question{.throughput = 42.0,
                                   .producer_rate = 10.0,
                                   .consumer_rate = 10.0,
                                   .planned_consumers = 4,
                                   .largest_consumers = 9};
  CHECK(partitions_needed(question) == 12);
}

TEST_CASE("rounding noise buys no partition, and no load still needs one") {
  CHECK(partitions_needed({.throughput = 0.3, .producer_rate = 0.1, .consumer_rate = 0.1}) == 3);
  CHECK(partitions_needed({.throughput = 0.7, .producer_rate = 0.1, .consumer_rate = 0.1}) == 7);
  CHECK(partitions_needed({.throughput = 0.0}) == 1);
}

TEST_CASE("among 40 to 50 partitions 48 can be shared in the most ways") {
  CHECK(most_divisible({.at_least = 40, .at_most = 50}) == 48);
  CHECK(most_divisible({.at_least = 40, .at_most = 50, .multiple_of = 5}) == 40);
  CHECK(most_divisible({.at_least = 41, .at_most = 44, .multiple_of = 10}) == 0);
  CHECK(most_divisible({.at_least = 1, .at_most = 1}) == 1);
}

TEST_CASE("consumers beyond the partitions sit idle, unless partitions feed several workers") {
  CHECK(useful_consumers({.wanted = 48, .partitions = 24}) == 24);
  CHECK(useful_consumers({.wanted = 48, .partitions = 24, .workers_per_partition = 2}) == 48);
  CHECK(useful_consumers({.wanted = 5, .partitions = 24}) == 5);
  CHECK(useful_consumers({.wanted = 0, .partitions = 1}) == 0);
}

}  // namespace
}  // namespace uslkit
