#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/number_text.h"
#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

// Something with a number from 0, of which there are `count`.
void check_index(std::int64_t index, std::int64_t count, const char* what,
                 const std::string& pointer, const std::string& count_pointer, Findings& findings) {
  if (index < count) return;
  findings.add({.pointer = pointer,
                .found = fmt::format("{} {} of {}", what, index, count),
                .allowed = fmt::format("0 to {}", count - 1),
                .hint = "numbers start at 0",
                .contradicts = count_pointer});
}

void check_length(std::size_t length, std::int64_t count, const char* what,
                  const std::string& pointer, const std::string& count_pointer,
                  Findings& findings) {
  if (static_cast<std::int64_t>(length) == count) return;
  findings.add({.pointer = pointer,
                .found = fmt::format("{} values for {} {}", length, count, what),
                .allowed = "one value for each",
                .contradicts = count_pointer});
}

struct CheckFault {
  const Scenario& scenario;
  const Fault& fault;
  std::string pointer;
  Findings& findings;

  void operator()(const PartitionFault& partitions) const {
    if (!scenario.log) return;
    std::int64_t count = scenario.log->partitions;
    if (scenario.log->resharding) count = std::max(count, scenario.log->resharding->partitions);
    for (std::size_t i = 0; i < partitions.partitions.size(); ++i) {
      check_index(partitions.partitions[i], count, "partition",
                  fmt::format("{}/partitions/{}", pointer, i), "/log/partitions", findings);
    }
  }
  void operator()(const BrokerLossFault& loss) const {
    if (!scenario.log) return;
    check_index(loss.broker, scenario.log->brokers, "broker", pointer + "/broker", "/log/brokers",
                findings);
  }
  void operator()(const CellLossFault&) const {
    if (fault.cell) return;
    findings.add({.pointer = pointer,
                  .found = "the loss of a cell that is not named",
                  .allowed = "\"cell\" beside it"});
  }
  void operator()(const auto&) const {}
};

void check_faults(const Scenario& scenario, Findings& findings) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& fault = scenario.faults[i];
    const std::string pointer = fmt::format("/faults/{}", i);
    if (fault.cell) {
      check_index(*fault.cell, scenario.cells.count, "cell", pointer + "/cell", "/cells/count",
                  findings);
    }
    std::visit(CheckFault{scenario, fault, pointer, findings}, fault.fault);
  }
}

// Of two entries for one tenant, which holds is left open.
template <class Entry>
void check_tenants_once(const std::vector<Entry>& entries, const std::string& pointer,
                        Findings& findings) {
  std::map<std::int64_t, std::size_t> first;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto [place, is_new] = first.emplace(entries[i].tenant, i);
    if (is_new) continue;
    findings.add({.pointer = fmt::format("{}/{}/tenant", pointer, i),
                  .found = fmt::format("tenant {} a second time", entries[i].tenant),
                  .allowed = "one entry for each tenant",
                  .contradicts = fmt::format("{}/{}/tenant", pointer, place->second)});
  }
}

void check_directory(const LogSpec& log, Findings& findings) {
  const std::vector<DirectoryEntry>& directory = log.partitioner.directory;
  for (std::size_t i = 0; i < directory.size(); ++i) {
    check_index(directory[i].partition, log.partitions, "partition",
                fmt::format("/log/partitioner/directory/{}/partition", i), "/log/partitions",
                findings);
  }
  check_tenants_once(directory, "/log/partitioner/directory", findings);
}

void check_log(const LogSpec& log, Findings& findings) {
  if (log.replication > log.brokers) {
    findings.add({.pointer = "/log/replication",
                  .found = fmt::format("{} copies on {} brokers", log.replication, log.brokers),
                  .allowed = "at most one copy per broker",
                  .contradicts = "/log/brokers"});
  }
  if (log.min_in_sync > log.replication) {
    findings.add({.pointer = "/log/min_in_sync",
                  .found = fmt::format("{} copies in sync of {}", log.min_in_sync, log.replication),
                  .allowed = "at most the replication",
                  .contradicts = "/log/replication"});
  }
  const PartitionerSpec& partitioner = log.partitioner;
  if (!partitioner.directory.empty() && partitioner.by != PartitionerKind::directory) {
    findings.add({.pointer = "/log/partitioner/directory",
                  .found = "a directory that this partitioner does not look into",
                  .allowed = "a directory beside \"by\": \"directory\"",
                  .contradicts = "/log/partitioner/by"});
  }
  check_directory(log, findings);
  if (partitioner.by == PartitionerKind::geography && partitioner.regions > log.partitions) {
    findings.add(
        {.pointer = "/log/partitioner/regions",
         .found = fmt::format("{} regions for {} partitions", partitioner.regions, log.partitions),
         .allowed = "at least one partition per region",
         .contradicts = "/log/partitions"});
  }
}

void check_ingress(const IngressSpec& ingress, Findings& findings) {
  const bool is_weighted = ingress.balancing == Balancing::weighted;
  if (is_weighted || !ingress.weights.empty()) {
    if (!is_weighted) {
      findings.add({.pointer = "/ingress/weights",
                    .found = "weights that this balancing does not use",
                    .allowed = "weights beside \"balancing\": \"weighted\"",
                    .contradicts = "/ingress/balancing"});
    }
    check_length(ingress.weights.size(), ingress.nodes, "nodes", "/ingress/weights",
                 "/ingress/nodes", findings);
  }
  if (ingress.queue_limit && !ingress.servers) {
    findings.add({.pointer = "/ingress/queue_limit",
                  .found = "a limit for a queue that does not exist",
                  .allowed = "\"servers\" beside it",
                  .hint = "an ingress without \"servers\" is a pure delay"});
  }
}

void check_cells(const CellsSpec& cells, Findings& findings) {
  if (cells.shares.empty()) return;
  check_length(cells.shares.size(), cells.count, "cells", "/cells/shares", "/cells/count",
               findings);
  constexpr double kTolerance = 1e-6;  // thirds have no exact double
  const double sum = std::accumulate(cells.shares.begin(), cells.shares.end(), 0.0);
  if (sum < 1 - kTolerance || sum > 1 + kTolerance) {
    findings.add({.pointer = "/cells/shares",
                  .found = fmt::format("shares that add up to {}", format_number(sum, 9)),
                  .allowed = "shares that add up to 1"});
  }
}

void check_tenants(const HotTenants& tenants, const std::string& pointer, Findings& findings) {
  check_tenants_once(tenants.hot, pointer + "/hot", findings);
  double sum = 0;
  for (std::size_t i = 0; i < tenants.hot.size(); ++i) {
    sum += tenants.hot[i].share;
    check_index(tenants.hot[i].tenant, tenants.count, "tenant",
                fmt::format("{}/hot/{}/tenant", pointer, i), pointer + "/count", findings);
  }
  constexpr double kTolerance = 1e-9;
  if (sum <= 1 + kTolerance) return;
  findings.add({.pointer = pointer + "/hot",
                .found = fmt::format("shares that add up to {}", format_number(sum, 9)),
                .allowed = "at most 1"});
}

}  // namespace

void check_hot_tenants(const TrafficSpec& traffic, Findings& findings) {
  for (std::size_t i = 0; i < traffic.classes.size(); ++i) {
    const HotTenants* hot = std::get_if<HotTenants>(&traffic.classes[i].tenants);
    if (hot != nullptr) {
      check_tenants(*hot, fmt::format("/traffic/classes/{}/tenants", i), findings);
    }
  }
}

void check_counts(const Scenario& scenario, Findings& findings) {
  check_ingress(scenario.ingress, findings);
  if (scenario.log) check_log(*scenario.log, findings);
  check_cells(scenario.cells, findings);
  check_faults(scenario, findings);
}

}  // namespace uslkit
