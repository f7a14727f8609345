#include "sizing/plan_json.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

template <class Item, class Function>
Json array_of(const std::vector<Item>& items, const Function& to) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(to(item));
  return array;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

template <class Value>
Json optional_json(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json month_json(const std::optional<Month>& month) {
  return month ? Json(month_text(*month)) : Json(nullptr);
}

Json interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return Json::array({number(interval->lower), number(interval->upper)});
}

Json input_json(const NamedNumber& input) {
  return {{"name", input.name},
          {"value", number(input.value)},
          {"unit", input.unit},
          {"pointer", input.source}};
}

Json bound_json(const SizingBound& bound) {
  return {{"name", bound.name},
          {"needed_per_cell", number(bound.needed)},
          {"formula", bound.formula},
          {"source", bound.source},
          {"relax", bound.relax}};
}

Json quantity_json(const PlannedQuantity& quantity) {
  Json json;
  json["title"] = quantity.title;
  json["unit"] = quantity.unit;
  json["value"] = number(quantity.value);
  json["per_cell"] = number(quantity.per_cell);
  json["needed"] = number(quantity.needed);
  json["interval"] = interval_json(quantity.interval);
  json["median"] = quantity.interval ? number(quantity.median) : Json(nullptr);
  json["formula"] = quantity.formula;
  json["inputs"] = array_of(quantity.inputs, input_json);
  json["binding_constraint"] = quantity.binding_constraint();
  json["relax"] = quantity.bounds.empty() ? "" : quantity.bounds.front().relax;
  json["bounds"] = array_of(quantity.bounds, bound_json);
  json["rounding"] = quantity.rounding;
  json["source"] = quantity.source;
  json["assumption"] = quantity.assumption;
  return json;
}

Json probability_json(const UncertaintyResult& uncertainty) {
  Json json;
  json["title"] = "probability that every promise is kept";
  json["unit"] = "";
  json["value"] = number(uncertainty.probability_slo_met);
  json["interval"] =
      interval_json(counted_interval(uncertainty.probability_slo_met, uncertainty.draws));
  json["formula"] =
      fmt::format("share of {} drawn worlds in which no promise is broken", uncertainty.draws);
  json["inputs"] = Json::array(
      {input_json({.name = "drawn worlds", .value = static_cast<double>(uncertainty.draws)})});
  json["binding_constraint"] = uncertainty.likeliest_miss;
  json["carried_without_domain"] = optional_json(uncertainty.probability_carried_without_domain);
  return json;
}

Json counts_json(const PlanCounts& counts) {
  return {{"cells", counts.cells},
          {"nodes", counts.nodes()},
          {"storage_bytes", number(counts.storage_bytes)},
          {"per_cell",
           {{"ingress_nodes", counts.cell.ingress_nodes},
            {"brokers", counts.cell.brokers},
            {"partitions", counts.cell.partitions},
            {"consumers", counts.cell.consumers},
            {"database_shards", counts.cell.database_shards},
            {"connections_per_shard", counts.cell.pool}}}};
}

Json objective_json(const PlannedObjective& objective) {
  return {{"name", objective.name},
          {"title", objective.title},
          {"unit", objective.unit},
          {"predicted", number(objective.predicted)},
          {"promised", optional_json(objective.promised)},
          {"met", objective.met},
          {"probability", optional_json(objective.probability)},
          {"formula", objective.formula},
          {"assumption", objective.assumption},
          {"tolerance", objective.tolerance}};
}

Json headroom_json(const HeadroomOption& option) {
  return {{"capacity_factor", option.capacity_factor},
          {"counts", counts_json(option.counts)},
          {"cost_per_month", number(option.cost_per_month)},
          {"probability_slo_met", option.probability_slo_met},
          {"expected_penalty_per_month", number(option.expected_penalty)},
          {"regret_per_month", number(option.regret)},
          {"pareto", option.pareto},
          {"chosen", option.chosen},
          {"least_regret", option.least_regret}};
}

Json uncertainty_json(const UncertaintyResult& uncertainty) {
  Json json;
  json["draws"] = uncertainty.draws;
  json["seed"] = uncertainty.seed;
  json["likeliest_miss"] = uncertainty.likeliest_miss;
  json["headroom"] = array_of(uncertainty.headroom, headroom_json);
  return json;
}

Json cell_option_json(const CellOption& option) {
  return {{"counts", counts_json(option.counts)},
          {"cost_per_month", number(option.cost_per_month)},
          {"blast_radius", option.blast_radius},
          {"pareto", option.pareto},
          {"chosen", option.chosen},
          {"reason", option.reason}};
}

Json rule_json(const BrokerRule& rule) {
  return {{"name", rule.name},
          {"brokers_per_cell", optional_json(rule.brokers)},
          {"formula", rule.formula}};
}

Json alternative_json(const RejectedAlternative& alternative) {
  return {{"name", alternative.name},
          {"outcome", alternative.outcome},
          {"reason", alternative.reason},
          {"saves_per_month", optional_json(alternative.saves_per_month)},
          {"feasible", alternative.feasible}};
}

Json infeasibility_json(const Infeasibility& each) {
  return {{"constraint", each.constraint},
          {"found", each.found},
          {"promised", each.promised},
          {"nearest", each.nearest},
          {"nearest_value", optional_json(each.nearest_value)},
          {"relax", each.relax},
          {"pointer", each.pointer}};
}

Json delta_json(const Delta& delta) {
  return {{"name", delta.name}, {"current", delta.current}, {"planned", delta.planned}};
}

Json note_json(const Note& note) { return {{"code", note.code}, {"text", note.text}}; }

Json forecast_month_json(const ForecastMonth& month) {
  return {{"month", month_text(month.month)},
          {"peak_per_s", number(month.peak_rate)},
          {"peak_per_s_interval", Json::array({number(month.low), number(month.high)})},
          {"counts", month.counts ? counts_json(*month.counts) : Json(nullptr)},
          {"cost_per_month", month.counts ? number(month.cost_per_month) : Json(nullptr)}};
}

Json resource_json(const ResourceForecast& resource) {
  return {{"name", resource.name},
          {"capacity_per_s", number(resource.capacity_per_s)},
          {"utilization_now", number(resource.utilization_now)},
          {"eighty_percent", month_json(resource.eighty_percent)},
          {"eighty_percent_early", month_json(resource.eighty_percent_early)},
          {"full", month_json(resource.full)}};
}

Json addition_json(const Addition& addition) {
  return {{"by", month_text(addition.by)},
          {"what", addition.what},
          {"from", addition.from},
          {"to", addition.to}};
}

Json forecast_json(const SizingForecast& forecast) {
  Json json;
  json["method"] = forecast.method;
  json["basis"] = forecast.basis;
  json["months"] = array_of(forecast.months, forecast_month_json);
  json["resources"] = array_of(forecast.resources, resource_json);
  json["additions"] = array_of(forecast.additions, addition_json);
  json["infeasible_from"] = month_json(forecast.infeasible_from);
  json["sentences"] = forecast.sentences;
  return json;
}

Json check_json(const PlanCheck& check) {
  return {{"name", check.name},
          {"title", check.title},
          {"unit", check.unit},
          {"predicted", number(check.predicted)},
          {"simulated", number(check.simulated.value)},
          {"simulated_interval",
           check.simulated.low && check.simulated.high
               ? Json::array({number(*check.simulated.low), number(*check.simulated.high)})
               : Json(nullptr)},
          {"gap", number(check.gap)},
          {"tolerance", check.tolerance},
          {"agrees", check.agrees},
          {"promised", optional_json(check.promised)},
          {"kept", optional_json(check.kept)},
          {"broken_assumption", check.broken_assumption}};
}

Json verification_json(const PlanVerification& verification) {
  return {{"scope", verification.scope},
          {"slo_met", verification.slo_met},
          {"agrees", verification.agrees},
          {"checks", array_of(verification.checks, check_json)}};
}

bool is_top_level(const std::string& name) {
  const std::vector<std::string>& names = top_level_quantities();
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Without a plan every number would be a default that means nothing.
void add_plan(const SizingPlan& plan, Json& json) {
  const bool planned = plan.infeasible.empty();
  json["currency"] = plan.currency.empty() ? Json(nullptr) : Json(plan.currency);
  json["load"] = {{"peak_per_s", number(plan.peak_rate)},
                  {"mean_per_s", number(plan.mean_rate)},
                  {"peak_bytes_per_s", number(plan.peak_bytes_per_s)}};
  json["utilization"] = number(plan.utilization);
  json["planning_factor"] = number(plan.planning_factor);
  json["counts"] = planned ? counts_json(plan.counts) : Json(nullptr);
  for (const std::string& name : top_level_quantities()) {
    const PlannedQuantity* quantity = plan.find(name);
    json[name] = planned && quantity != nullptr ? quantity_json(*quantity) : Json(nullptr);
  }
  json["probability_slo_met"] = planned ? probability_json(plan.uncertainty) : Json(nullptr);
  json["further"] = Json::object();
  for (const PlannedQuantity& quantity : plan.quantities) {
    if (!is_top_level(quantity.name)) json["further"][quantity.name] = quantity_json(quantity);
  }
  json["objectives"] = array_of(plan.objectives, objective_json);
  json["uncertainty"] = planned ? uncertainty_json(plan.uncertainty) : Json(nullptr);
  json["cell_options"] = array_of(plan.cell_options, cell_option_json);
  json["broker_rules"] = array_of(plan.broker_rules, rule_json);
  json["alternatives"] = array_of(plan.alternatives, alternative_json);
  json["deltas"] = array_of(plan.deltas, delta_json);
  json["warnings"] = array_of(plan.warnings, note_json);
  json["assumptions"] = plan.assumptions;
}

}  // namespace

const std::vector<std::string>& top_level_quantities() {
  static const std::vector<std::string> kNames = {"partitions",      "consumers", "brokers",
                                                  "database_shards", "cells",     "ingress_nodes",
                                                  "storage",         "cost"};
  return kNames;
}

std::optional<Interval> counted_interval(double share, std::int64_t draws) {
  if (draws < 2) return std::nullopt;
  constexpr double kZ = 1.6448536269514722;
  const double n = static_cast<double>(draws);
  const double middle = (share + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double spread = share * (1 - share) / n + kZ * kZ / (4 * n * n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(spread);
  return Interval{std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Json sizing_answer_to_json(const SizingAnswer& answer) {
  const SizingPlan& plan = answer.plan;
  Json json;
  json["name"] = plan.name;
  json["answer"] = plan.answer;
  json["infeasible"] = array_of(plan.infeasible, infeasibility_json);
  add_plan(plan, json);
  json["forecast"] = answer.forecast ? forecast_json(*answer.forecast) : Json(nullptr);
  json["verification"] =
      answer.verification ? verification_json(*answer.verification) : Json(nullptr);
  return json;
}

}  // namespace uslkit
