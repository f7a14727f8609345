// What follows from a plan in motion: surge, hot partition, rebalance, bandwidth.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/fluid_surge.h"
#include "sizing/cell_performance.h"
#include "sizing/explain_plan.h"
#include "sizing/plan_objectives.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

double whole_capacity(const Explained& plan) {
  return PlanJudge(plan.model, plan.counts).cell_capacity(plan.model.likely) /
         plan.needs.cell_share;
}

// Of the fullest cell at the peak.
double likely_rate(const Explained& plan) {
  return plan.needs.cell_share * plan.model.likely.load_factor * plan.model.load.peak_rate;
}

PlannedQuantity lone(std::string name, std::string title, std::string unit, double value) {
  return {.name = std::move(name),
          .title = std::move(title),
          .unit = std::move(unit),
          .value = value,
          .per_cell = value,
          .needed = value};
}

}  // namespace

PlannedQuantity explain_surge(const Explained& plan) {
  const double capacity = whole_capacity(plan);
  const double factor = plan.model.likely.load_factor;
  const SurgeLag lag = surge_lag(plan.model.load, capacity / factor);
  PlannedQuantity result =
      lone("surge", "largest backlog of the surge", "events", lag.backlog * factor);
  result.per_cell = result.value * plan.needs.cell_share;
  result.formula = fmt::format(
      "Q' = lambda(t) - c, never below 0, c = {}; work-lag {}, recovered {} after "
      "reaching the peak",
      rate_text(capacity), time_text(lag.max_lag), time_text(lag.recovery));
  result.source = "fluid limit, Newell (1982), chapter 2 (F17)";
  result.assumption = "rates without chance, all planned consumers at work from the start";
  result.inputs = {{"capacity", capacity, "/s", ""},
                   {"peak", factor * plan.model.load.peak_rate, "/s", "/traffic/classes"},
                   {"work-lag", lag.max_lag, "s", ""},
                   {"recovery", lag.recovery, "s", ""}};
  result.bounds = {{"capacity against peak", result.value, result.formula, result.source,
                    "more consumers, or an autoscaler that starts earlier"}};
  return result;
}

PlannedQuantity explain_hot_partition(const Explained& plan) {
  const SizingModel& model = plan.model;
  const double partitions = static_cast<double>(plan.counts.cell.partitions);
  const double share = largest_partition_share(model, plan.needs.cell_share, partitions);
  const double capacity = model.likely.consumer.gamma * model.workers_per_partition /
                          consumer_slowdown(model.likely, plan.counts.cell);
  PlannedQuantity result = lone("hot_partition", "load of the fullest partition / what it carries",
                                "", share * likely_rate(plan) / capacity);
  result.formula = fmt::format(
      "max(q + (1 - q) / P, (1 + sqrt(2 P ln P S)) / P) x T / c, largest tenant q = {}, "
      "sum of squared shares S = {}",
      share_text(std::min(1.0, model.load.top_share / plan.needs.cell_share)),
      short_number(std::min(1.0, model.load.concentration / plan.needs.cell_share)));
  result.source = "share of the largest key (F21); Raab and Steger (1998) for tenants of any size";
  result.assumption =
      "a typical maximum of hashing, not a bound; more partitions do not help the "
      "largest tenant";
  result.inputs = {{"imbalance: fullest / mean partition", share * partitions, "", ""},
                   {"load of the fullest partition", share * likely_rate(plan), "/s", ""},
                   {"what a partition carries", capacity, "/s", "/consumers/capacity"}};
  result.bounds = {{"largest tenant", result.value, result.formula, result.source,
                    "split the key of the largest tenant"}};
  return result;
}

PlannedQuantity explain_rebalance(const Explained& plan) {
  const SizingModel& model = plan.model;
  const double capacity = whole_capacity(plan);
  const double mean = model.likely.load_factor * model.load.mean_rate;
  const Pause pause{
      .arrival_rate = mean, .service_rate = capacity, .duration = model.rebalance_pause};
  PlannedQuantity result =
      lone("rebalance", "until a rebalance pause is caught up", "s", pause_disturbance(pause));
  result.formula =
      fmt::format("P / (1 - rho), P = {}, rho = {}: backlog {} events, drain {}",
                  time_text(pause.duration), share_text(mean / capacity),
                  short_number(pause_backlog(pause)), time_text(pause_drain_time(pause)));
  result.source = "fluid limit (F19)";
  result.assumption = "every partition stands still (eager); cooperative: only those that move";
  result.inputs = {{"pause P", pause.duration, "s", "/consumers/rebalance_pause"},
                   {"utilisation rho at the mean load", mean / capacity, "", ""},
                   {"age-lag at its end", pause.duration, "s", ""}};
  result.bounds = {{"pause", result.value, result.formula, result.source,
                    "cooperative rebalancing, static membership"}};
  return result;
}

PlannedQuantity explain_bandwidth(const Explained& plan) {
  const SizingModel& model = plan.model;
  const double cell = model.log_traffic.ingress * model.likely.load_factor * plan.needs.cell_share;
  const double brokers = static_cast<double>(plan.counts.cell.brokers);
  const double copies = static_cast<double>(model.log_traffic.replication);
  const double in = cell * copies / brokers;
  const double out = cell * (model.log_traffic.consumer_groups + copies - 1) / brokers;
  PlannedQuantity result =
      lone("bandwidth", "network of a broker, busier direction", "B/s", std::max(in, out));
  result.formula = fmt::format("in X r / n = {}, out X (G + r - 1) / n = {}", bandwidth_text(in),
                               bandwidth_text(out));
  result.source = "AWS, right-sizing Apache Kafka clusters, Eq. 1";
  result.assumption = "load spreads evenly over brokers";
  result.inputs = {
      {"into a broker", in, "B/s", ""},
      {"out of a broker", out, "B/s", ""},
      {"into an ingress node",
       model.load.peak_bytes_per_s * model.likely.load_factor * plan.needs.cell_share /
           static_cast<double>(plan.counts.cell.ingress_nodes),
       "B/s", ""},
      {"into a consumer", cell / static_cast<double>(plan.counts.cell.consumers), "B/s", ""},
      {"network of a broker", model.broker.network, "B/s", "/log/broker/network"}};
  result.bounds = {{"replication and fan-out", result.value, result.formula, result.source,
                    "compression, follower fetching, fewer groups"}};
  return result;
}

}  // namespace uslkit
