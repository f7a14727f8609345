// The log of a plan: partitions, brokers, storage.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/broker_rules.h"
#include "model/log_sizing.h"
#include "model/storage.h"
#include "sizing/cell_performance.h"
#include "sizing/explain_plan.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

constexpr const char* kPapersFormula =
    "max(T/p, T/c): Confluent, Cloudera; ceil(T / C) F: ACM paper Eq. 2, with C a shard; "
    "specification 4.3, with C a consumer. Here the ceiling comes after F.";

SizingBound consumer_bound(const Explained& plan) {
  const double factor = plan.model.partition_factor;
  const double rate = plan.model.planned.consumer.gamma * plan.model.workers_per_partition;
  const double needed = plan.needs.partitions.consumer;
  return {.name = "consumer rate",
          .needed = needed,
          .formula = fmt::format("F T / c = {} x {} / {}", short_number(factor),
                                 rate_text(plan.needs.rate), rate_text(rate)),
          .source = kPapersFormula,
          .relax = fmt::format("consumers of {} need {}; a factor F of 1 needs {}",
                               rate_text(2 * rate), short_number(std::ceil(needed / 2)),
                               short_number(std::ceil(needed / factor)))};
}

SizingBound producer_bound(const Explained& plan) {
  return {.name = "producer rate",
          .needed = plan.needs.partitions.producer,
          .formula =
              fmt::format("F T / p = {} x {} / {}", short_number(plan.model.partition_factor),
                          rate_text(plan.needs.rate), rate_text(plan.model.partition_write_rate)),
          .source = "max(T/p, T/c): Confluent, Cloudera",
          .relax = "larger producer batches, or faster disks under each partition"};
}

SizingBound hot_bound(const Explained& plan) {
  const double top = std::min(1.0, plan.model.load.top_share / plan.needs.cell_share);
  return {
      .name = "hot partition",
      .needed = plan.needs.partitions.hot,
      .formula = fmt::format("fullest partition <= c / T, largest tenant q = {} of the cell's load",
                             share_text(top)),
      .source = "q + (1 - q) / P, or (1 + sqrt(2 P ln P S)) / P of the load (F21)",
      .relax = "split the key of the largest tenant, or give it a partition of its own"};
}

SizingBound consumers_bound(const Explained& plan) {
  const double workers = plan.model.workers_per_partition;
  return {.name = "one partition per consumer",
          .needed = static_cast<double>(plan.counts.cell.consumers) / workers,
          .formula = fmt::format("N / workers per partition = {} / {}", plan.counts.cell.consumers,
                                 short_number(workers)),
          .source = "consumers beyond the partitions sit idle (AWS MSK guide)",
          .relax = "key-parallel consumers: several workers per partition"};
}

SizingBound shards_bound(const Explained& plan) {
  return {.name = "one partition per shard",
          .needed = static_cast<double>(plan.counts.cell.database_shards),
          .formula = "partition p writes to shard p mod shards",
          .source = "",
          .relax = "fewer, larger shards"};
}

SizingBound broker_partitions_bound(const Explained& plan) {
  const double replicas = static_cast<double>(plan.counts.cell.partitions) *
                          static_cast<double>(plan.model.log_traffic.replication);
  return {
      .name = "partition replicas per broker",
      .needed = replicas / static_cast<double>(plan.model.partitions_per_broker),
      .formula = fmt::format("P r / limit = {} x {} / {}", plan.counts.cell.partitions,
                             plan.model.log_traffic.replication, plan.model.partitions_per_broker),
      .source = "1000 to 4000: Confluent, AWS MSK",
      .relax = "fewer partitions, or brokers that hold more"};
}

// Traffic of one cell, for the rules.
LogTraffic cell_traffic(const Explained& plan) {
  LogTraffic traffic = plan.model.log_traffic;
  traffic.ingress *= plan.needs.cell_share * plan.model.planned.load_factor;
  return traffic;
}

SizingBound throughput_bound(const Explained& plan) {
  const LogTraffic traffic = cell_traffic(plan);
  return {.name = "broker throughput",
          .needed = plan.needs.brokers.throughput,
          .formula = fmt::format(
              "X / (u min(disk / r, net / (G + r - 1))), X = {}, u = {}, r = {}, G = {}",
              bandwidth_text(traffic.ingress), share_text(plan.model.utilization),
              traffic.replication, short_number(traffic.consumer_groups)),
          .source = "AWS, right-sizing Apache Kafka clusters, Eq. 1",
          .relax = "more network or disk per broker, compression, fewer consumer groups"};
}

}  // namespace

PlannedQuantity explain_partitions(const Explained& plan) {
  PlannedQuantity result = counted(plan, "partitions", "partitions", plan.counts.cell.partitions,
                                   {consumer_bound(plan), producer_bound(plan), hot_bound(plan),
                                    consumers_bound(plan), shards_bound(plan)});
  result.formula = "max over the bounds, rounded up, then to a number with many divisors";
  result.source = kPapersFormula;
  result.assumption = "a key lives in one partition; rates are those of one partition";
  result.inputs = {
      {"peak load of a cell T", plan.needs.rate, "/s", "/traffic/classes"},
      {"consumer rate c", plan.model.planned.consumer.gamma, "/s", "/consumers/capacity"},
      {"headroom factor F", plan.model.partition_factor, "", "/headroom/partition_factor"}};
  const double needed = result.bounds.empty() ? 0 : std::ceil(result.bounds.front().needed);
  if (static_cast<double>(plan.counts.cell.partitions) > needed) {
    result.rounding = fmt::format(
        "from {} per cell to {}, so that its {} consumers have whole partitions in nearly equal "
        "numbers",
        short_number(needed), plan.counts.cell.partitions, plan.counts.cell.consumers);
  }
  return result;
}

PlannedQuantity explain_brokers(const Explained& plan) {
  const BrokerNeeds& needs = plan.needs.brokers;
  PlannedQuantity result =
      counted(plan, "brokers", "brokers", plan.counts.cell.brokers,
              {throughput_bound(plan),
               {.name = "storage per broker",
                .needed = needs.storage,
                .formula = fmt::format("bytes / disk of a broker = {} / {}",
                                       bytes_text_of(needs.storage * plan.model.broker_storage),
                                       bytes_text_of(plan.model.broker_storage)),
                .source = "",
                .relax = "tiered storage, shorter retention, compression or larger disks"},
               {.name = "failure domains",
                .needed = needs.domains,
                .formula = fmt::format("{} copies over {} domains, alike in each",
                                       plan.model.log_traffic.replication, plan.model.domains),
                .source = "AWS MSK: a multiple of the zones",
                .relax = "fewer domains or copies"},
               broker_partitions_bound(plan)});
  result.formula = "max over the bounds, rounded up to a multiple of the failure domains";
  result.source = "AWS, right-sizing Apache Kafka clusters, Eq. 1";
  result.assumption = "load spreads evenly over brokers; readers are served from memory";
  result.inputs = {
      {"ingress of a cell X", cell_traffic(plan).ingress, "B/s", "/traffic/classes"},
      {"replication r", static_cast<double>(plan.model.log_traffic.replication), "",
       "/log/replication"},
      {"consumer groups G", plan.model.log_traffic.consumer_groups, "", "/log/consumer_groups"}};
  return result;
}

PlannedQuantity explain_storage(const Explained& plan) {
  const LogCapacity& log = plan.request.log;
  const double bytes = plan.model.planned.load_factor * plan.model.stored_bytes;
  const double one_copy = bytes * log.fill / static_cast<double>(log.replication);
  PlannedQuantity result{.name = "storage",
                         .title = "log storage",
                         .unit = "B",
                         .value = bytes,
                         .per_cell = bytes * plan.needs.cell_share,
                         .needed = bytes};
  result.formula = fmt::format(
      "mean rate x size x retention x r / compression / fill: {} for one copy, x {} / {}",
      bytes_text_of(one_copy), log.replication, short_number(log.fill));
  result.source = "Netflix provides 2.5 x the data, AWS MSK 2 x: a fill of .4 and .5 (F9)";
  result.assumption = "decimal units; the mean rate of the profile, not its peak";
  result.inputs = {{"retention", in_seconds(log.retention), "s", "/log/retention"},
                   {"replication", static_cast<double>(log.replication), "", "/log/replication"},
                   {"compression", log.compression, "", "/log/compression"},
                   {"fill", log.fill, "", "/log/fill"}};
  result.bounds = {{.name = "retention",
                    .needed = bytes * plan.needs.cell_share,
                    .formula = result.formula,
                    .source = result.source,
                    .relax = fmt::format("half the retention or twice the compression: {}",
                                         bytes_text_of(bytes / 2))}};
  return result;
}

std::vector<BrokerRule> broker_rules(const SizingModel& model, const PlanCounts& counts) {
  LogTraffic traffic = model.log_traffic;
  traffic.ingress *=
      model.planned.load_factor * largest_cell_share(model, static_cast<double>(counts.cells));
  const BrokerLimits& broker = model.broker;
  std::vector<BrokerRule> rules;
  const bool bounded = std::isfinite(aws_largest_ingress(traffic, broker, 1));
  const bool has_network = std::isfinite(broker.network);
  if (bounded) {
    rules.push_back({"AWS right-sizing, Eq. 1, at 100 %", aws_brokers(traffic, broker, 1),
                     "min(disk n / r, disk network n / r, network n / (G + r - 1)) >= X"});
    rules.push_back({"AWS right-sizing, Eq. 1, at the planned utilisation",
                     aws_brokers(traffic, broker, model.utilization), "the same, times u"});
    if (has_network) {
      rules.push_back({"AWS MSK sizing script",
                       msk_brokers(traffic, broker, {.zones = model.domains}),
                       "6.5 X of disk, (5.7 + 1.5 G) X of network, a multiple of the zones"});
    }
  }
  if (has_network) {
    rules.push_back({"Netflix capacity model", netflix_brokers(traffic, broker),
                     "1.4 x max(X r, X G + X (r - 1)) of network"});
  }
  rules.push_back({"Alibaba Cloud", alibaba_brokers(traffic),
                   "max(4, 2 X (G + 2 r - 1) / 400 MB/s), for its own machines"});
  rules.push_back(
      {"Google Managed Kafka", std::nullopt,
       fmt::format("write-equivalent X r + (X G + X (r - 1)) / 4 = {}: a load, no count",
                   bandwidth_text(google_write_equivalent(traffic)))});
  rules.push_back({"this plan", counts.cell.brokers, "with storage, partitions and domains"});
  return rules;
}

}  // namespace uslkit
