#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/document_kind.h"
#include "sizing/plan_json.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What is infinite is null in the document.
double number_or_infinity(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  return value.is_null() ? kInfinity : value.number();
}

std::optional<double> optional_number(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  return value.is_null() ? std::nullopt : std::optional<double>(value.number());
}

std::optional<Month> optional_month(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  if (value.is_null()) return std::nullopt;
  return parse_month(value.string(), value.place());
}

Month month_at(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  return parse_month(value.string(), value.place());
}

std::optional<Interval> interval_at(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  if (value.is_null()) return std::nullopt;
  if (value.size() != 2) value.fail(value.description(), "an array of 2: [lower, upper]");
  const JsonValue lower = value.element(0);
  const JsonValue upper = value.element(1);
  return Interval{.lower = lower.is_null() ? -kInfinity : lower.number(),
                  .upper = upper.is_null() ? kInfinity : upper.number()};
}

template <typename Convert>
auto items(const JsonValue& object, std::string_view key, Convert convert)
    -> std::vector<decltype(convert(object))> {
  std::vector<decltype(convert(object))> result;
  for (const JsonValue& element : object.array_at(key)) result.push_back(convert(element));
  return result;
}

std::vector<std::string> strings_at(const JsonValue& object, std::string_view key) {
  return items(object, key, [](const JsonValue& value) { return value.string(); });
}

NamedNumber input_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .value = number_or_infinity(object, "value"),
          .unit = object.string_at("unit"),
          .source = object.string_at("pointer")};
}

SizingBound bound_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .needed = number_or_infinity(object, "needed_per_cell"),
          .formula = object.string_at("formula"),
          .source = object.string_at("source"),
          .relax = object.string_at("relax")};
}

PlannedQuantity quantity_from(const std::string& name, const JsonValue& object) {
  return {.name = name,
          .title = object.string_at("title"),
          .unit = object.string_at("unit"),
          .value = number_or_infinity(object, "value"),
          .per_cell = number_or_infinity(object, "per_cell"),
          .needed = number_or_infinity(object, "needed"),
          .interval = interval_at(object, "interval"),
          .median = optional_number(object, "median").value_or(0),
          .formula = object.string_at("formula"),
          .source = object.string_at("source"),
          .assumption = object.string_at("assumption"),
          .inputs = items(object, "inputs", input_from),
          .bounds = items(object, "bounds", bound_from),
          .rounding = object.string_at("rounding")};
}

PlanCounts counts_from(const JsonValue& object) {
  const JsonValue cell = object.object_at("per_cell");
  return {.cells = object.integer_at("cells", 1),
          .cell = {.ingress_nodes = cell.integer_at("ingress_nodes", 0),
                   .brokers = cell.integer_at("brokers", 0),
                   .partitions = cell.integer_at("partitions", 0),
                   .consumers = cell.integer_at("consumers", 0),
                   .database_shards = cell.integer_at("database_shards", 0),
                   .pool = cell.integer_at("connections_per_shard", 0)},
          .storage_bytes = number_or_infinity(object, "storage_bytes")};
}

PlannedObjective objective_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .title = object.string_at("title"),
          .unit = object.string_at("unit"),
          .predicted = number_or_infinity(object, "predicted"),
          .promised = optional_number(object, "promised"),
          .met = object.boolean_at("met"),
          .probability = optional_number(object, "probability"),
          .formula = object.string_at("formula"),
          .assumption = object.string_at("assumption"),
          .tolerance = object.number_at("tolerance")};
}

HeadroomOption headroom_from(const JsonValue& object) {
  return {.capacity_factor = object.number_at("capacity_factor"),
          .counts = counts_from(object.object_at("counts")),
          .cost_per_month = number_or_infinity(object, "cost_per_month"),
          .probability_slo_met = object.number_at("probability_slo_met"),
          .expected_penalty = number_or_infinity(object, "expected_penalty_per_month"),
          .regret = number_or_infinity(object, "regret_per_month"),
          .pareto = object.boolean_at("pareto"),
          .chosen = object.boolean_at("chosen"),
          .least_regret = object.boolean_at("least_regret")};
}

UncertaintyResult uncertainty_from(const JsonValue& root) {
  const JsonValue object = root.object_at("uncertainty");
  const JsonValue probability = root.object_at("probability_slo_met");
  return {
      .draws = object.integer_at("draws", 0),
      .seed = static_cast<std::uint64_t>(object.integer_at("seed", 0)),
      .probability_slo_met = probability.number_at("value"),
      .probability_carried_without_domain = optional_number(probability, "carried_without_domain"),
      .likeliest_miss = object.string_at("likeliest_miss"),
      .headroom = items(object, "headroom", headroom_from)};
}

CellOption cell_option_from(const JsonValue& object) {
  return {.counts = counts_from(object.object_at("counts")),
          .cost_per_month = number_or_infinity(object, "cost_per_month"),
          .blast_radius = object.number_at("blast_radius"),
          .pareto = object.boolean_at("pareto"),
          .chosen = object.boolean_at("chosen"),
          .reason = object.string_at("reason")};
}

BrokerRule rule_from(const JsonValue& object) {
  const JsonValue brokers = object.at("brokers_per_cell");
  return {.name = object.string_at("name"),
          .brokers = brokers.is_null() ? std::nullopt : std::optional(brokers.integer(0)),
          .formula = object.string_at("formula")};
}

RejectedAlternative alternative_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .outcome = object.string_at("outcome"),
          .reason = object.string_at("reason"),
          .saves_per_month = optional_number(object, "saves_per_month"),
          .feasible = object.boolean_at("feasible")};
}

Infeasibility infeasibility_from(const JsonValue& object) {
  return {.constraint = object.string_at("constraint"),
          .found = object.string_at("found"),
          .promised = object.string_at("promised"),
          .nearest = object.string_at("nearest"),
          .nearest_value = optional_number(object, "nearest_value"),
          .relax = object.string_at("relax"),
          .pointer = object.string_at("pointer")};
}

Delta delta_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .current = object.integer_at("current"),
          .planned = object.integer_at("planned")};
}

Note note_from(const JsonValue& object) {
  return {.code = object.string_at("code"), .text = object.string_at("text")};
}

ForecastMonth forecast_month_from(const JsonValue& object) {
  const std::optional<Interval> interval = interval_at(object, "peak_per_s_interval");
  const JsonValue counts = object.at("counts");
  return {.month = month_at(object, "month"),
          .peak_rate = number_or_infinity(object, "peak_per_s"),
          .low = interval ? interval->lower : -kInfinity,
          .high = interval ? interval->upper : kInfinity,
          .counts = counts.is_null() ? std::nullopt : std::optional(counts_from(counts)),
          .cost_per_month = optional_number(object, "cost_per_month").value_or(0)};
}

ResourceForecast resource_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .capacity_per_s = number_or_infinity(object, "capacity_per_s"),
          .utilization_now = number_or_infinity(object, "utilization_now"),
          .eighty_percent = optional_month(object, "eighty_percent"),
          .eighty_percent_early = optional_month(object, "eighty_percent_early"),
          .full = optional_month(object, "full")};
}

Addition addition_from(const JsonValue& object) {
  return {.by = month_at(object, "by"),
          .what = object.string_at("what"),
          .from = object.integer_at("from"),
          .to = object.integer_at("to")};
}

SizingForecast forecast_from(const JsonValue& object) {
  return {.method = object.string_at("method"),
          .basis = object.string_at("basis"),
          .months = items(object, "months", forecast_month_from),
          .resources = items(object, "resources", resource_from),
          .additions = items(object, "additions", addition_from),
          .sentences = strings_at(object, "sentences"),
          .infeasible_from = optional_month(object, "infeasible_from")};
}

PlanCheck check_from(const JsonValue& object) {
  const std::optional<Interval> interval = interval_at(object, "simulated_interval");
  const JsonValue kept = object.at("kept");
  PlanCheck check{.name = object.string_at("name"),
                  .title = object.string_at("title"),
                  .unit = object.string_at("unit"),
                  .predicted = number_or_infinity(object, "predicted"),
                  .simulated = {.value = number_or_infinity(object, "simulated")},
                  .gap = number_or_infinity(object, "gap"),
                  .tolerance = object.number_at("tolerance"),
                  .agrees = object.boolean_at("agrees"),
                  .promised = optional_number(object, "promised"),
                  .kept = kept.is_null() ? std::nullopt : std::optional(kept.boolean()),
                  .broken_assumption = object.string_at("broken_assumption")};
  if (interval) {
    check.simulated.low = interval->lower;
    check.simulated.high = interval->upper;
  }
  return check;
}

PlanVerification verification_from(const JsonValue& object) {
  return {.scope = object.string_at("scope"),
          .checks = items(object, "checks", check_from),
          .slo_met = object.boolean_at("slo_met"),
          .agrees = object.boolean_at("agrees")};
}

std::vector<PlannedQuantity> quantities_from(const JsonValue& root) {
  std::vector<PlannedQuantity> quantities;
  for (const std::string& name : top_level_quantities()) {
    const JsonValue value = root.at(name);
    if (!value.is_null()) quantities.push_back(quantity_from(name, value));
  }
  for (const auto& [name, value] : root.object_at("further").members()) {
    quantities.push_back(quantity_from(name, value));
  }
  return quantities;
}

SizingPlan plan_from(const JsonValue& root) {
  SizingPlan plan;
  plan.name = root.string_at("name");
  plan.answer = root.string_at("answer");
  plan.infeasible = items(root, "infeasible", infeasibility_from);
  const JsonValue load = root.object_at("load");
  plan.peak_rate = number_or_infinity(load, "peak_per_s");
  plan.mean_rate = number_or_infinity(load, "mean_per_s");
  plan.peak_bytes_per_s = number_or_infinity(load, "peak_bytes_per_s");
  plan.utilization = number_or_infinity(root, "utilization");
  plan.planning_factor = number_or_infinity(root, "planning_factor");
  const JsonValue currency = root.at("currency");
  if (!currency.is_null()) plan.currency = currency.string();
  plan.quantities = quantities_from(root);
  plan.objectives = items(root, "objectives", objective_from);
  plan.cell_options = items(root, "cell_options", cell_option_from);
  plan.broker_rules = items(root, "broker_rules", rule_from);
  plan.alternatives = items(root, "alternatives", alternative_from);
  plan.deltas = items(root, "deltas", delta_from);
  plan.warnings = items(root, "warnings", note_from);
  plan.assumptions = strings_at(root, "assumptions");
  if (!plan.infeasible.empty()) return plan;
  // From here on there is a plan.
  plan.counts = counts_from(root.object_at("counts"));
  plan.uncertainty = uncertainty_from(root);
  return plan;
}

}  // namespace

SizingAnswer sizing_answer_from_json(const JsonDocument& document) {
  const JsonValue root = document.root();
  check_document(root, {.kind = "size", .made_by = "uslkit size request.json --json > plan.json"});
  SizingAnswer answer{.plan = plan_from(root), .forecast = {}, .verification = {}};
  const JsonValue forecast = root.at("forecast");
  if (!forecast.is_null()) answer.forecast = forecast_from(forecast);
  const JsonValue verification = root.at("verification");
  if (!verification.is_null()) answer.verification = verification_from(verification);
  return answer;
}

}  // namespace uslkit
