// Placement: whose key a request carries and to which partition that key belongs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "policy/partitioner.h"
#include "run/alias_table.h"
#include "scenario/scenario.h"

namespace uslkit {

struct KeyPlace {
  std::uint32_t tenant = 0;
  std::uint32_t partition = 0;
};

// The probabilities of the tenants of a class; empty where every request has a fresh key.
[[nodiscard]] std::vector<double> tenant_shares(const Tenants& tenants);

// Of one traffic class. The partition of each tenant is looked up in a table, not hashed again.
class Placement {
 public:
  Placement(const Tenants& tenants, const std::optional<LogSpec>& log);

  // One uniform of [0, 1] decides both.
  [[nodiscard]] KeyPlace place(double uniform) const {
    if (!tenants_) return {0, uniform_partition(uniform)};
    const std::uint32_t tenant = tenants_->pick(uniform);
    return {tenant, partition_of_tenant_[tenant]};
  }

  // Of a class that has tenants: the tenant alone, without a look at its partition.
  [[nodiscard]] std::uint32_t tenant(double uniform) const { return tenants_->pick(uniform); }

  // The partitions of many.
  void fill_partitions(std::span<const double> uniforms, std::span<std::uint32_t> partitions) const;

  // Fetches what place(uniform) will look at: tables of many tenants are far away.
  [[gnu::always_inline]] void prefetch(double uniform) const {
    if (tenants_) tenants_->prefetch(uniform);
  }

  // From now on keys go to so many partitions.
  void resize(std::uint32_t partitions);
  [[nodiscard]] std::uint32_t tenant_count() const {
    return tenants_ ? static_cast<std::uint32_t>(tenants_->size()) : 1;
  }

 private:
  [[nodiscard]] std::uint32_t uniform_partition(double uniform) const {
    const std::uint32_t partition = static_cast<std::uint32_t>(uniform * partitions_);
    return partition < count_ ? partition : count_ - 1;
  }
  void fill_table();

  std::optional<AliasTable> tenants_;
  std::optional<Partitioner> partitioner_;
  std::uint32_t count_ = 1;
  double partitions_ = 1;
  std::vector<std::uint32_t> partition_of_tenant_;
};

}  // namespace uslkit
