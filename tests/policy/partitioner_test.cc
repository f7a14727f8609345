#include "policy/partitioner.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

constexpr std::uint64_t kKeys = 100'000;

// The share of the keys 0 .. kKeys-1 that two partitioners send to different places.
double share_moved(const Partitioner& before, const Partitioner& after) {
  std::int64_t moved = 0;
  for (std::uint64_t key = 0; key < kKeys; ++key) {
    if (before.route(key) != after.route(key)) ++moved;
  }
  return static_cast<double>(moved) / static_cast<double>(kKeys);
}

// Four standard errors of a share p among kKeys independent keys.
double chance(double share) {
  return 4 * std::sqrt(share * (1 - share) / static_cast<double>(kKeys));
}

std::vector<std::int64_t> keys_per_partition(const Partitioner& partitioner) {
  std::vector<std::int64_t> counts(partitioner.partitions());
  for (std::uint64_t key = 0; key < kKeys; ++key) ++counts[partitioner.route(key)];
  return counts;
}

TEST_CASE("the key hash is SplitMix64's: its published first output, and the same for text") {
  static_assert(key_hash(std::uint64_t{1234567}) == 6457827717110365317ULL);
  // FNV-1a of "a" is 0xaf63dc4c8601ec8c (its authors' test vector).
  static_assert(key_hash(std::string_view("a")) == key_hash(0xAF63DC4C8601EC8CULL));
}

TEST_CASE("every input bit of the key hash moves every output bit half of the time") {
  constexpr int kSamples = 4000;
  for (int bit = 0; bit < 64; ++bit) {
    std::vector<int> flips(64);
    for (std::uint64_t sample = 0; sample < kSamples; ++sample) {
      const std::uint64_t key = key_hash(sample, 1);  // anywhere among the 64-bit numbers
      const std::uint64_t difference = key_hash(key) ^ key_hash(key ^ (std::uint64_t{1} << bit));
      for (std::size_t out = 0; out < 64; ++out)
        flips[out] += static_cast<int>((difference >> out) & 1);
    }
    const double limit = 5 * std::sqrt(kSamples * 0.25);  // 4096 pairs: 5 standard deviations
    for (const int count : flips) CHECK(std::abs(count - kSamples / 2.0) < limit);
  }
}

TEST_CASE("hash partitions are even: chi-squared over 24 partitions below its 0.1 % limit") {
  const Partitioner hash({.kind = PartitionerOptions::Kind::hash, .partitions = 24});
  double chi_squared = 0;
  const double expected = static_cast<double>(kKeys) / 24;
  for (const std::int64_t count : keys_per_partition(hash)) {
    const double difference = static_cast<double>(count) - expected;
    chi_squared += difference * difference / expected;
  }
  CHECK(chi_squared < 49.7);  // 23 degrees of freedom
}

TEST_CASE("from N to N+1 partitions modulo moves N/(N+1) of the keys, a ring 1/(N+1)") {
  for (const std::uint32_t n : {4U, 24U}) {
    CAPTURE(n);
    const double one_more = 1.0 / (n + 1.0);
    const Partitioner modulo({.kind = PartitionerOptions::Kind::hash, .partitions = n});
    Partitioner modulo_after = modulo;
    modulo_after.resize(n + 1);
    CHECK(std::abs(share_moved(modulo, modulo_after) - (1 - one_more)) < chance(one_more));

    // The arcs of one ring are uneven, so the mean over many rings is compared.
    double sum = 0;
    constexpr int kSeeds = 30;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const Partitioner ring(
          {.kind = PartitionerOptions::Kind::ring, .partitions = n, .seed = seed});
      Partitioner ring_after = ring;
      ring_after.resize(n + 1);
      sum += share_moved(ring, ring_after);
    }
    // A node's share varies by about 1/sqrt(V) of itself from ring to ring.
    CHECK(std::abs(sum / kSeeds - one_more) < 4 * one_more / std::sqrt(100.0 * kSeeds));
  }
}

TEST_CASE("a range partitioner keeps order and cuts into lengths that differ by at most one") {
  for (const std::uint64_t keys : {1ULL, 7ULL, 24ULL, 1000ULL}) {
    CAPTURE(keys);
    const RangePartitioner range({.partitions = 7, .keys = keys});
    std::vector<std::int64_t> counts(7);
    std::uint32_t last = 0;
    for (std::uint64_t key = 0; key < keys; ++key) {
      const std::uint32_t partition = range.route(key);
      CHECK(partition >= last);
      last = partition;
      ++counts.at(partition);
    }
    CHECK(*std::max_element(counts.begin(), counts.end()) -
              *std::min_element(counts.begin(), counts.end()) <=
          1);
  }
}

TEST_CASE("keys that grow beyond the range all meet the last partition: the papers' hot spot") {
  const RangePartitioner range({.partitions = 4, .keys = 100});
  CHECK(range.route(99) == 3);
  CHECK(range.route(100) == 3);
  CHECK(range.route(~std::uint64_t{0}) == 3);
  const RangePartitioner by_hand({.partitions = 3, .first_keys = {10, 11}});
  CHECK(by_hand.route(9) == 0);
  CHECK(by_hand.route(10) == 1);
  CHECK(by_hand.route(11) == 2);
}

TEST_CASE("a directory sends its keys where it says and all others as the hash does") {
  const DirectoryPartitioner directory(
      {.partitions = 5, .entries = {{.key = 900, .partition = 4}, {.key = 7, .partition = 0}}});
  const HashPartitioner hash({.partitions = 5});
  for (std::uint64_t key = 0; key < 1000; ++key) {
    const std::uint32_t expected = key == 7 ? 0 : key == 900 ? 4 : hash.route(key);
    CHECK(directory.route(key) == expected);
  }
}

TEST_CASE("regions own disjoint groups of partitions that together are all of them") {
  const GeoPartitioner geo({.partitions = 8, .regions = 3});  // groups of 3, 3, 2
  std::vector<int> region_of(8, -1);
  for (std::uint64_t key = 0; key < 3000; ++key) {
    const int region = static_cast<int>(key % 3);
    const std::uint32_t partition = geo.route(key);
    CHECK((region_of.at(partition) == -1 || region_of[partition] == region));
    region_of[partition] = region;
    CHECK(geo.route(key, static_cast<std::uint32_t>(region)) == partition);
  }
  CHECK(region_of == std::vector<int>{0, 0, 0, 1, 1, 1, 2, 2});
  const GeoPartitioner by_hand({.partitions = 4, .regions = 2, .group_sizes = {3, 1}});
  CHECK(by_hand.route(5) == 3);  // region 1 has one partition
  CHECK(by_hand.partitions() == 4);
}

TEST_CASE("every rule stays within its partitions and gives the same answer twice") {
  using Kind = PartitionerOptions::Kind;
  for (const Kind kind : {Kind::hash, Kind::range, Kind::directory, Kind::ring, Kind::geography}) {
    for (const std::uint32_t partitions : {1U, 3U, 64U}) {
      const Partitioner partitioner({.kind = kind, .partitions = partitions, .keys = kKeys});
      for (std::uint64_t key = 0; key < 2000; ++key) {
        CHECK(partitioner.route(key) < partitions);
        CHECK(partitioner.route(key) == partitioner.route(key));
      }
    }
  }
}

}  // namespace
}  // namespace uslkit
