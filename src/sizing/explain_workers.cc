// The workers of a plan: consumers and ingress nodes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/round_up.h"
#include "sizing/cell_performance.h"
#include "sizing/explain_plan.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

// Consumers for a rate, by the inverse USL; infinite past its peak.
double consumers_for(const UslParameters& usl, double rate) {
  const ConcurrencyRoots roots = usl_concurrency_at_throughput(usl, rate);
  return roots.before_peak.value_or(usl_throughput(usl, 1) >= rate ? 1 : kNoLimit);
}

SizingBound processing_bound(const Explained& plan, std::string name, double rate,
                             std::string formula, std::string relax) {
  const UslParameters& usl = plan.model.planned.consumer;
  return {.name = std::move(name),
          .needed = rate > 0 ? consumers_for(usl, rate) : 0,
          .formula = fmt::format("{}; X(N) = {}", formula, rate_text(rate)),
          .source = "inverse USL: beta N^2 + (alpha - beta - gamma/X) N + 1 - alpha = 0",
          .relax = std::move(relax)};
}

std::string inverse_text(const UslParameters& usl) {
  return fmt::format(
      "N = smallest root of X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1)), "
      "alpha = {}, beta = {}, gamma = {}",
      short_number(usl.alpha), short_number(usl.beta), rate_text(usl.gamma));
}

SizingBound layout_bound(const Explained& plan, double needed) {
  return {.name = plan.model.promises_end_to_end() ? "even partitions and end-to-end latency"
                                                   : "even partitions",
          .needed = needed,
          .formula = fmt::format("the fullest consumer has ceil(P / N) = {} of {} partitions",
                                 (plan.counts.cell.partitions + plan.counts.cell.consumers - 1) /
                                     plan.counts.cell.consumers,
                                 plan.counts.cell.partitions),
          .source = "",
          .relax = "more partitions spread more evenly"};
}

}  // namespace

PlannedQuantity explain_consumers(const Explained& plan) {
  const ProcessingNeeds& needs = plan.needs.processing;
  const SizingModel& model = plan.model;
  const double share = plan.needs.cell_share * model.planned.load_factor;
  std::vector<SizingBound> bounds = {
      processing_bound(plan, "sustained load", needs.sustained,
                       fmt::format("mean / u = {} / {}", rate_text(share * model.load.mean_rate),
                                   share_text(model.utilization)),
                       "a higher planned utilisation"),
      processing_bound(plan, "peak load", needs.peak,
                       fmt::format("peak / u = {} / {}", rate_text(plan.needs.rate),
                                   share_text(model.utilization)),
                       model.promises_end_to_end()
                           ? "without the end-to-end promise the log could absorb the peak"
                           : "a promise on the lag instead would let the log absorb the peak"),
      processing_bound(
          plan, "lag of the surge", share * model.lag_capacity,
          fmt::format("lowest capacity with a work-lag of at most {}", time_text(model.max_lag)),
          "a longer lag"),
      processing_bound(
          plan, "recovery from the surge", share * model.recovery_capacity,
          fmt::format("lowest capacity that recovers within {}", time_text(model.recovery)),
          "a longer recovery"),
      processing_bound(plan, "catching up after a rebalance", needs.catch_up,
                       "mean x (1 + pause / recovery)",
                       "a shorter pause: cooperative rebalancing")};
  const double unrounded = static_cast<double>(round_up_to_count(plan.needs.consumers));
  if (static_cast<double>(plan.counts.cell.consumers) > unrounded) {
    bounds.push_back(layout_bound(plan, static_cast<double>(plan.counts.cell.consumers)));
  }
  PlannedQuantity result =
      counted(plan, "consumers", "consumers", plan.counts.cell.consumers, std::move(bounds));
  result.formula = inverse_text(model.planned.consumer);
  result.source = "Gunther (2007), solved for N (F2); capped by partitions x workers (F5)";
  result.assumption = "consumers slow each other down as the curve says, also beyond its data";
  result.inputs = {{"load of a cell at the peak", plan.needs.rate, "/s", "/traffic/classes"},
                   {"alpha", model.planned.consumer.alpha, "", "/consumers/capacity"},
                   {"beta", model.planned.consumer.beta, "", "/consumers/capacity"},
                   {"gamma", model.planned.consumer.gamma, "/s", "/consumers/capacity"},
                   {"utilisation u", model.utilization, "", "/headroom/utilization"}};
  if (static_cast<double>(plan.counts.cell.consumers) > unrounded) {
    result.rounding = fmt::format(
        "from {} to {} per cell, so that none has more partitions than it "
        "can carry{}",
        short_number(unrounded), plan.counts.cell.consumers,
        model.promises_end_to_end() ? " in time" : "");
  }
  return result;
}

PlannedQuantity explain_ingress(const Explained& plan) {
  const IngressNeeds& needs = plan.needs.ingress;
  const SizingModel& model = plan.model;
  std::vector<SizingBound> bounds = {
      {.name = "validation",
       .needed = needs.work,
       .formula = fmt::format("T S / (c u) = {} x {} / ({} x {})", rate_text(plan.needs.rate),
                              time_text(model.planned.validation),
                              short_number(model.ingress_servers), share_text(model.utilization)),
       .source = "utilisation law",
       .relax = "faster validation, or more cores per node"},
      {.name = "network",
       .needed = needs.network,
       .formula =
           fmt::format("bytes in / (network x u) of {}", bandwidth_text(model.ingress_network)),
       .source = "",
       .relax = "more network per node"},
      {.name = "failure domains",
       .needed = needs.domains,
       .formula = "one in each domain",
       .source = "",
       .relax = "fewer domains"}};
  const double unrounded = static_cast<double>(round_up_to_count(needs.most()));
  if (static_cast<double>(plan.counts.cell.ingress_nodes) > unrounded) {
    bounds.push_back({.name = "whole nodes",
                      .needed = static_cast<double>(plan.counts.cell.ingress_nodes),
                      .formula = fmt::format("n - ceil(n / {}) still carry the peak; ack p99 <= {}",
                                             model.domains, time_text(model.ack_p99)),
                      .source = "M/M/c, waits halved for constant service",
                      .relax = "smaller nodes, or a longer ack p99"});
  }
  PlannedQuantity result = counted(plan, "ingress_nodes", "ingress nodes",
                                   plan.counts.cell.ingress_nodes, std::move(bounds));
  result.formula = "max over the bounds, rounded up";
  result.source = "utilisation law";
  result.assumption = "nodes share nothing, so that they scale linearly";
  result.inputs = {{"load of a cell at the peak T", plan.needs.rate, "/s", "/traffic/classes"},
                   {"validation S", model.planned.validation, "s", "/ingress/validation"},
                   {"servers of a node c", model.ingress_servers, "", "/ingress/servers"},
                   {"utilisation u", model.utilization, "", "/headroom/utilization"}};
  return result;
}

}  // namespace uslkit
