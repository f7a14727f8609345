// Theory of uneven keys: what the fullest partition carries.
#include <algorithm>

#include <fmt/format.h>

#include "base/number_text.h"
#include "model/skew.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

struct Claim {
  std::string formula;
  std::string assumption;
  double imbalance = 0;  // fullest partition / mean partition
  bool holds = true;
};

struct Imbalance {
  double partitions = 1;

  std::optional<Claim> operator()(const NoTenants&) const { return std::nullopt; }
  std::optional<Claim> operator()(const UniformTenants& tenants) const {
    return Claim{
        .formula = "1 + sqrt(2 P ln P / m) (Raab and Steger 1998)",
        .assumption = "a typical maximum for m >> P ln P tenants, hashed",
        .imbalance = uniform_tenants_imbalance(static_cast<double>(tenants.count), partitions)};
  }
  std::optional<Claim> operator()(const ZipfTenants& tenants) const {
    const ZipfShares zipf{.tenants = tenants.count, .exponent = tenants.exponent};
    return Claim{.formula = "1 + (P - 1) p1, p1 = 1 / H(m, s) (Zipf 1949)",
                 .assumption = fmt::format(
                     "the partition of the greatest tenant is the fullest, s near 1 or above: {}",
                     tenants.exponent >= 0.8 ? "holds here" : "not so here"),
                 .imbalance = zipf_imbalance(zipf, partitions),
                 .holds = tenants.exponent >= 0.8};
  }
  std::optional<Claim> operator()(const HotTenants& tenants) const {
    double hottest = 0;
    for (const HotTenant& tenant : tenants.hot) hottest = std::max(hottest, tenant.share);
    if (!(hottest > 0)) return std::nullopt;
    return Claim{.formula = "1 + (P - 1) p1, p1 the hottest tenant's share",
                 .assumption =
                     "the partition of the hottest tenant is the fullest, the others' "
                     "tenants are even",
                 .imbalance = 1 + (partitions - 1) * hottest};
  }
};

// Greatest over mean of the events appended, within each cell, the worst cell.
double simulated_imbalance(const RunResult& result) {
  double worst = 0;
  std::size_t first = 0;
  while (first < result.partitions.size()) {
    double sum = 0;
    double greatest = 0;
    double count = 0;
    std::size_t i = first;
    for (;
         i < result.partitions.size() && result.partitions[i].cell == result.partitions[first].cell;
         ++i) {
      const double appended = static_cast<double>(result.partitions[i].appended);
      sum += appended;
      greatest = std::max(greatest, appended);
      ++count;
    }
    if (sum > 0) worst = std::max(worst, greatest * count / sum);
    first = i;
  }
  return worst;
}

}  // namespace

void add_skew_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  if (!scenario.log || scenario.log->partitions < 2 || scenario.log->resharding) return;
  if (scenario.traffic.classes.size() != 1 || scenario.cells.count > 1) return;
  if (!scenario.log->partitioner.directory.empty()) return;
  const double partitions = static_cast<double>(scenario.log->partitions);
  std::optional<Claim> claim =
      std::visit(Imbalance{partitions}, scenario.traffic.classes.front().tenants);
  if (scenario.log->partitioner.by == PartitionerKind::ring && !claim) {
    const double nodes = static_cast<double>(scenario.log->partitioner.virtual_nodes);
    claim = Claim{.formula = "1 + sqrt(2 ln P / V) (typical maximum of P normal shares)",
                  .assumption = "a ring with V virtual nodes per partition; slightly high",
                  .imbalance = ring_imbalance(partitions, nodes)};
  }
  if (!claim) return;
  rows.push_back(theory_row({.quantity = "fullest partition / mean",
                             .formula = claim->formula,
                             .assumption = claim->assumption,
                             .theory = claim->imbalance,
                             .holds = claim->holds},
                            {.value = simulated_imbalance(result)}));
}

}  // namespace uslkit
