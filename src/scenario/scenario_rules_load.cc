#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/units_text.h"
#include "scenario/expected_requests.h"
#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

// Times of a list must grow; two equal ones leave open which holds.
template <class Point>
bool check_times_grow(const std::vector<Point>& points, const std::string& pointer,
                      Findings& findings) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i - 1].at < points[i].at) continue;
    findings.add({.pointer = fmt::format("{}/{}/at", pointer, i),
                  .found = fmt::format("{} after {}", format_duration(points[i].at),
                                       format_duration(points[i - 1].at)),
                  .allowed = "times that grow",
                  .contradicts = fmt::format("{}/{}/at", pointer, i - 1)});
    return false;
  }
  return true;
}

// Whether the profile can be evaluated.
bool check_profile(const RateProfile& profile, const std::string& pointer, Findings& findings) {
  const auto check_all = [&](const std::vector<RateProfile>& parts, const char* key) {
    bool good = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      good &= check_profile(parts[i], fmt::format("{}/{}/{}", pointer, key, i), findings);
    }
    return good;
  };
  if (const StepsRate* steps = std::get_if<StepsRate>(&profile.shape)) {
    return check_times_grow(steps->steps, pointer + "/steps", findings);
  }
  if (const SumRate* sum = std::get_if<SumRate>(&profile.shape)) {
    return check_all(sum->parts, "parts");
  }
  if (const ProductRate* product = std::get_if<ProductRate>(&profile.shape)) {
    const bool grows = check_times_grow(product->multiplier, pointer + "/multiplier", findings);
    return check_all(product->of, "of") && grows;
  }
  return true;
}

void check_shares(const TrafficClass& traffic, const std::string& pointer, Findings& findings) {
  if (traffic.poison_share + traffic.invalid_share <= 1) return;
  findings.add({.pointer = pointer + "/poison_share",
                .found = fmt::format("a poison share of {} and an invalid share of {}",
                                     format_number(traffic.poison_share, 0),
                                     format_number(traffic.invalid_share, 0)),
                .allowed = "shares that add up to at most 1",
                .contradicts = pointer + "/invalid_share"});
}

// Every request is an event at least: a run that asks for more requests than it may spend events
// would be stopped for certain.
void check_budget(const Scenario& scenario, double requests_per_run, const char* pointer,
                  Findings& findings) {
  const double requests = requests_per_run * static_cast<double>(scenario.replications);
  if (requests <= static_cast<double>(scenario.budget.events)) return;
  findings.add({.pointer = pointer,
                .found = fmt::format("about {} requests in all", format_number(requests, 2)),
                .allowed = fmt::format("at most {}, as many as the budget has events",
                                       scenario.budget.events),
                .hint = "shorten the run, lower the rates or raise /budget/events",
                .contradicts = "/budget/events"});
}

struct MemoryPart {
  double bytes = 0;
  std::string pointer;
};

// Every run of a cell keeps its histograms until all are done: 20 windows of two and four a class,
// 16 kB each where latencies span eight powers of two, and 12 kB a partition. The servers of a
// database are kept while a cell runs.
void check_records(const Scenario& scenario, Findings& findings) {
  const std::int64_t runs = scenario.cells.count * scenario.replications;
  const double histograms = 40 + 4 * static_cast<double>(scenario.traffic.classes.size());
  const double partitions = scenario.log ? static_cast<double>(scenario.log->partitions) : 0;
  const double servers = scenario.database ? static_cast<double>(scenario.database->shards) *
                                                 static_cast<double>(scenario.database->servers)
                                           : 0;
  const double all = static_cast<double>(runs);
  const MemoryPart results{all * 16e3 * histograms,
                           scenario.replications > 1 ? "/replications" : "/cells/count"};
  const MemoryPart logs{all * 12e3 * partitions, "/log/partitions"};
  const MemoryPart databases{128 * servers, "/database/servers"};
  const double bytes = results.bytes + logs.bytes + databases.bytes;
  if (bytes <= static_cast<double>(scenario.budget.memory.count)) return;
  const MemoryPart most =
      std::max({results, logs, databases},
               [](const MemoryPart& a, const MemoryPart& b) { return a.bytes < b.bytes; });
  findings.add({.pointer = most.pointer,
                .found = fmt::format("{} runs of a cell, which keep about {} GB", runs,
                                     format_number(bytes / 1e9, 2)),
                .allowed = fmt::format("at most {}, the budget of memory",
                                       format_bytes(scenario.budget.memory)),
                .hint = "fewer replications, cells, partitions or servers, or raise /budget/memory",
                .contradicts = "/budget/memory"});
}

}  // namespace

bool check_traffic(const TrafficSpec& traffic, Findings& findings) {
  check_hot_tenants(traffic, findings);
  bool can_be_evaluated = true;
  for (std::size_t i = 0; i < traffic.classes.size(); ++i) {
    const std::string pointer = fmt::format("/traffic/classes/{}", i);
    check_shares(traffic.classes[i], pointer, findings);
    can_be_evaluated &= check_profile(traffic.classes[i].rate, pointer + "/rate", findings);
  }
  return can_be_evaluated;
}

void check_load(const Scenario& scenario, Findings& findings) {
  check_records(scenario, findings);
  if (check_traffic(scenario.traffic, findings)) {
    double requests = 0;
    for (const TrafficClass& each : scenario.traffic.classes) {
      requests += expected_requests(each.rate, scenario.duration);
    }
    check_budget(scenario, requests, "/duration", findings);
  }
  if (scenario.coordination) {
    const double per_run = static_cast<double>(scenario.coordination->requests) *
                           static_cast<double>(scenario.cells.count);
    check_budget(scenario, per_run, "/coordination/requests", findings);
  }
}

}  // namespace uslkit
