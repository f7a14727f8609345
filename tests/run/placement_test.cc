#include "run/placement.h"

#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace uslkit;

constexpr int kGrid = 200'000;

// Shares of tenants and partitions over an even grid of [0, 1].
struct Shares {
  std::vector<double> tenant;
  std::vector<double> partition;
};

Shares shares_of(const Placement& placement, std::size_t partitions) {
  Shares shares{std::vector<double>(placement.tenant_count()), std::vector<double>(partitions)};
  for (int i = 0; i < kGrid; ++i) {
    const KeyPlace place = placement.place((i + 0.5) / kGrid);
    shares.tenant[place.tenant] += 1.0 / kGrid;
    shares.partition[place.partition] += 1.0 / kGrid;
  }
  return shares;
}

LogSpec log_of(std::int64_t partitions, PartitionerKind by = PartitionerKind::hash) {
  LogSpec log;
  log.partitions = partitions;
  log.partitioner.by = by;
  return log;
}

}  // namespace

TEST_CASE("requests without tenants are uniform over the partitions, both ends included") {
  const Placement placement(NoTenants{}, log_of(7));
  const Shares shares = shares_of(placement, 7);
  for (const double share : shares.partition) {
    CHECK(share == doctest::Approx(1.0 / 7).epsilon(0.001));
  }
  CHECK(placement.place(0).partition == 0);
  CHECK(placement.place(1).partition == 6);
  CHECK(placement.tenant_count() == 1);
}

TEST_CASE("tenants have the shares that their law says") {
  const std::vector<double> zipf = tenant_shares(ZipfTenants{.count = 100, .exponent = 1.2});
  CHECK(std::accumulate(zipf.begin(), zipf.end(), 0.0) == doctest::Approx(1).epsilon(1e-14));
  for (std::size_t k = 1; k <= zipf.size(); ++k) {
    CHECK(zipf[k - 1] == doctest::Approx(zipf[0] * std::pow(static_cast<double>(k), -1.2)));
  }
  const std::vector<double> hot =
      tenant_shares(HotTenants{.count = 5, .hot = {{.tenant = 3, .share = 0.6}}});
  for (std::size_t i = 0; i < hot.size(); ++i) {
    CHECK(hot[i] == doctest::Approx(i == 3 ? 0.6 : 0.1));
  }
  CHECK(tenant_shares(HotTenants{.count = 1, .hot = {{.tenant = 0, .share = 0.5}}}) ==
        std::vector<double>{0.5});
  CHECK(tenant_shares(NoTenants{}).empty());
}

TEST_CASE("a tenant lives in one partition, and its share is its partition's") {
  for (const PartitionerKind by : {PartitionerKind::hash, PartitionerKind::range,
                                   PartitionerKind::directory, PartitionerKind::ring}) {
    const Placement placement(ZipfTenants{.count = 40, .exponent = 1}, log_of(8, by));
    std::vector<std::set<std::uint32_t>> homes(40);
    for (int i = 0; i < kGrid; ++i) {
      const KeyPlace place = placement.place(i / (kGrid - 1.0));
      REQUIRE(place.partition < 8);
      homes[place.tenant].insert(place.partition);
    }
    for (const std::set<std::uint32_t>& of_tenant : homes) CHECK(of_tenant.size() == 1);
    const std::vector<double> expected = tenant_shares(ZipfTenants{.count = 40, .exponent = 1});
    const Shares shares = shares_of(placement, 8);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(shares.tenant[i] == doctest::Approx(expected[i]).epsilon(0.01));
    }
  }
}

TEST_CASE("many keys at once go to the partitions of each by itself, both ends included") {
  std::vector<double> uniforms{0, 1};
  for (int i = 0; i < 10'000; ++i) uniforms.push_back((i + 0.5) / 10'000);
  for (const Tenants& tenants : {Tenants{NoTenants{}}, Tenants{ZipfTenants{.count = 500}}}) {
    const Placement placement(tenants, log_of(7));
    std::vector<std::uint32_t> partitions(uniforms.size());
    placement.fill_partitions(uniforms, partitions);
    bool same = true;
    for (std::size_t i = 0; i < uniforms.size(); ++i) {
      same = same && partitions[i] == placement.place(uniforms[i]).partition;
    }
    CHECK(same);
  }
}

TEST_CASE("after a resize keys go to all of the partitions, without one too many") {
  Placement fresh(NoTenants{}, log_of(4));
  fresh.resize(6);
  for (const double share : shares_of(fresh, 6).partition) {
    CHECK(share == doctest::Approx(1.0 / 6).epsilon(0.001));
  }
  Placement keyed(UniformTenants{500}, log_of(4));
  keyed.resize(6);
  const Shares shares = shares_of(keyed, 6);
  for (const double share : shares.partition) CHECK(share > 0.08);
}

TEST_CASE("without a log every tenant has the same place") {
  const Placement placement(UniformTenants{3}, std::nullopt);
  const Shares shares = shares_of(placement, 1);
  for (const double share : shares.tenant) CHECK(share == doctest::Approx(1.0 / 3));
}
