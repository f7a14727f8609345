#include "sizing/plan_warnings.h"

#include <cmath>
#include <variant>

#include <fmt/format.h>

#include "model/broker_rules.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

constexpr double kDisagreement = 2;

void add_rules(const SizingPlan& plan, std::vector<Note>& warnings) {
  std::vector<std::int64_t> counts;
  for (const BrokerRule& rule : plan.broker_rules) {
    if (rule.brokers && rule.name != "this plan") counts.push_back(*rule.brokers);
  }
  if (counts.empty()) return;
  const double disagreement = rule_disagreement(counts);
  if (disagreement <= kDisagreement) return;
  warnings.push_back(
      {"broker-rules-disagree",
       fmt::format("the published rules for brokers differ by a factor of {}: only a "
                   "measurement decides",
                   short_number(disagreement))});
}

void add_fit(const WorkerCapacity& capacity, double planned, const char* what,
             std::vector<Note>& warnings) {
  const FitCapacity* fit = std::get_if<FitCapacity>(&capacity);
  if (fit == nullptr) return;
  if (fit->largest_measured > 0 && planned > fit->largest_measured) {
    warnings.push_back(
        {"fit-extrapolated",
         fmt::format("{} {} are planned, but the fit was measured up to N = {}",
                     short_number(planned), what, short_number(fit->largest_measured))});
  }
  for (const std::string& doubt : fit->doubts) {
    warnings.push_back({"fit-doubtful", fmt::format("the fit of the {}: {}", what, doubt)});
  }
}

void add_hot_partition(const SizingPlan& plan, std::vector<Note>& warnings) {
  const PlannedQuantity* hot = plan.find("hot_partition");
  if (hot == nullptr || hot->value <= plan.utilization) return;
  warnings.push_back(
      {"hot-partition",
       fmt::format(
           "the fullest partition runs at {} of what it carries, though {} are planned: its "
           "events wait longer than the p99 of this plan says",
           share_text(hot->value), share_text(plan.utilization))});
}

void add_open_limits(const SizingModel& model, std::vector<Note>& warnings) {
  if (std::isinf(model.broker.network) && std::isinf(model.broker.disk)) {
    warnings.push_back({"broker-limits-open",
                        "no network or disk of a broker is given: brokers follow from domains, "
                        "partitions and storage alone"});
  }
  if (std::isinf(model.broker_storage)) {
    warnings.push_back({"broker-storage-open", "no storage of a broker is given: it never limits"});
  }
}

void add_pause(const SizingModel& model, std::vector<Note>& warnings) {
  if (model.rebalance_pause <= model.max_lag) return;
  warnings.push_back(
      {"rebalance-breaks-lag",
       fmt::format("a rebalance pause of {} alone is longer than the promised lag of {}: use "
                   "cooperative rebalancing or static membership",
                   time_text(model.rebalance_pause), time_text(model.max_lag))});
}

void add_alternatives(const SizingPlan& plan, std::vector<Note>& warnings) {
  for (const RejectedAlternative& each : plan.alternatives) {
    if (!each.feasible || each.name != "autoscale into the surge") continue;
    warnings.push_back({"autoscaling-would-do", fmt::format("{}: {}", each.name, each.reason)});
  }
}

}  // namespace

std::vector<Note> plan_warnings(const SizingRequest& request, const SizingModel& model,
                                const SizingPlan& plan) {
  std::vector<Note> warnings;
  add_rules(plan, warnings);
  add_fit(request.consumers.capacity, static_cast<double>(plan.counts.cell.consumers), "consumers",
          warnings);
  if (request.database) {
    add_fit(request.database->capacity, static_cast<double>(plan.counts.cell.pool),
            "database connections", warnings);
  }
  add_hot_partition(plan, warnings);
  add_open_limits(model, warnings);
  add_pause(model, warnings);
  add_alternatives(plan, warnings);
  return warnings;
}

void add_band_warnings(const NeedBands& bands, std::vector<Note>& warnings) {
  if (bands.infeasible_share == 0) return;
  warnings.push_back(
      {"worlds-infeasible", fmt::format("in {} of the drawn worlds no number of cells would do",
                                        share_text(bands.infeasible_share))});
}

}  // namespace uslkit
