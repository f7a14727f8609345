#include "run/placement.h"

#include <algorithm>
#include <numeric>

#include "base/portable_math.h"
#include "scenario/log_partitioner.h"

namespace uslkit {
namespace {

std::vector<double> shares_of(const NoTenants&) { return {}; }

std::vector<double> shares_of(const UniformTenants& uniform) {
  return std::vector<double>(static_cast<std::size_t>(uniform.count),
                             1.0 / static_cast<double>(uniform.count));
}

// Tenant k-1 sends in proportion to 1 / k^s; summed from the small end, as everywhere.
std::vector<double> shares_of(const ZipfTenants& zipf) {
  std::vector<double> shares(static_cast<std::size_t>(zipf.count));
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares[i] = portable_exp(-zipf.exponent * portable_log(static_cast<double>(i + 1)));
  }
  const double sum = std::accumulate(shares.rbegin(), shares.rend(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

std::vector<double> shares_of(const HotTenants& tenants) {
  double hot = 0;
  for (const HotTenant& tenant : tenants.hot) hot += tenant.share;
  const std::size_t others = static_cast<std::size_t>(tenants.count) -
                             std::min(tenants.hot.size(), static_cast<std::size_t>(tenants.count));
  const double rest = others > 0 ? std::max(0.0, 1 - hot) / static_cast<double>(others) : 0;
  std::vector<double> shares(static_cast<std::size_t>(tenants.count), rest);
  for (const HotTenant& tenant : tenants.hot) {
    shares[static_cast<std::size_t>(tenant.tenant)] = tenant.share;
  }
  return shares;
}

}  // namespace

std::vector<double> tenant_shares(const Tenants& tenants) {
  return std::visit([](const auto& kind) { return shares_of(kind); }, tenants);
}

Placement::Placement(const Tenants& tenants, const std::optional<LogSpec>& log) {
  const std::vector<double> shares = tenant_shares(tenants);
  if (!shares.empty()) tenants_.emplace(shares);
  if (!log) {
    partition_of_tenant_.assign(shares.size(), 0);
    return;
  }
  if (tenants_) partitioner_.emplace(partitioner_options(*log, shares.size()));
  count_ = static_cast<std::uint32_t>(log->partitions);
  partitions_ = static_cast<double>(count_);
  fill_table();
}

void Placement::fill_partitions(std::span<const double> uniforms,
                                std::span<std::uint32_t> partitions) const {
  const std::size_t count = uniforms.size();
  if (tenants_) {
    const AliasTable& tenants = *tenants_;
    const std::uint32_t* const partition_of = partition_of_tenant_.data();
    for (std::size_t i = 0; i < count; ++i) {
      partitions[i] = partition_of[tenants.pick(uniforms[i])];
    }
    return;
  }
  const double all = partitions_;
  const std::int32_t last = static_cast<std::int32_t>(count_) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t partition = static_cast<std::int32_t>(uniforms[i] * all);
    partitions[i] = static_cast<std::uint32_t>(std::min(partition, last));
  }
}

void Placement::resize(std::uint32_t partitions) {
  count_ = partitions;
  partitions_ = static_cast<double>(partitions);
  if (partitioner_) partitioner_->resize(partitions);
  fill_table();
}

void Placement::fill_table() {
  if (!tenants_ || !partitioner_) return;
  partition_of_tenant_.resize(tenants_->size());
  for (std::uint32_t tenant = 0; tenant < partition_of_tenant_.size(); ++tenant) {
    partition_of_tenant_[tenant] = partitioner_->route(tenant);
  }
}

}  // namespace uslkit
