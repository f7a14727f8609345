#include "sizing/plan_sizing.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/check.h"
#include "base/number_text.h"
#include "sizing/choose_cells.h"
#include "sizing/explain_infeasible.h"
#include "sizing/explain_plan.h"
#include "sizing/plan_alternatives.h"
#include "sizing/plan_objectives.h"
#include "sizing/plan_uncertainty.h"
#include "sizing/plan_warnings.h"
#include "sizing/quantity_text.h"
#include "sizing/worlds.h"

namespace uslkit {
namespace {

void add_load(const SizingModel& model, SizingPlan& plan) {
  const double factor = model.likely.load_factor;
  plan.utilization = model.utilization;
  plan.peak_rate = factor * model.load.peak_rate;
  plan.mean_rate = factor * model.load.mean_rate;
  plan.peak_bytes_per_s = factor * model.load.peak_bytes_per_s;
}

const char* likeliest_miss(const PlanOdds& odds) {
  const std::vector<double>::const_iterator least =
      std::min_element(odds.each.begin(), odds.each.end());
  if (*least == 1) return "";
  return name_of(static_cast<ObjectiveKindOfPlan>(least - odds.each.begin()));
}

// The odds of an objective stand beside its prediction.
void add_odds(const PlanOdds& odds, std::vector<PlannedObjective>& objectives) {
  constexpr std::array<std::pair<const char*, ObjectiveKindOfPlan>, 5> kPairs{{
      {"ack_p99_ms", ObjectiveKindOfPlan::ack_p99},
      {"end_to_end_p99_ms", ObjectiveKindOfPlan::end_to_end_p99},
      {"max_work_lag_s", ObjectiveKindOfPlan::lag},
      {"recovery_s", ObjectiveKindOfPlan::recovery},
      {"availability", ObjectiveKindOfPlan::availability},
  }};
  for (PlannedObjective& objective : objectives) {
    if (!objective.promised) continue;
    for (const auto& [name, kind] : kPairs) {
      if (objective.name == name) {
        objective.probability = odds.each[static_cast<std::size_t>(kind)];
      }
    }
  }
}

// The cheapest of the options that is sure enough and built for the likely load at least; the
// surest where none is.
const HeadroomOption& confident_option(const std::vector<HeadroomOption>& options,
                                       double confidence) {
  const HeadroomOption* surest = &options.back();
  for (const HeadroomOption& option : options) {  // by rising cost
    if (option.capacity_factor < 1) continue;
    if (option.probability_slo_met >= confidence) return option;
    if (option.probability_slo_met > surest->probability_slo_met) surest = &option;
  }
  return *surest;
}

void plan_for_confidence(SizingModel& model, SizingPlan& plan) {
  std::vector<HeadroomOption>& options = plan.uncertainty.headroom;
  const HeadroomOption& enough = confident_option(options, model.confidence);
  plan.planning_factor = enough.capacity_factor;
  plan.counts = enough.counts;
  model.planned.load_factor *= enough.capacity_factor;
  for (HeadroomOption& option : options) option.chosen = option.counts == plan.counts;
  if (enough.probability_slo_met < model.confidence) {
    plan.warnings.push_back(
        {"confidence-missed",
         fmt::format("no plan for up to twice the likely load keeps all promises with a confidence "
                     "of {}; this one does with {}",
                     format_number(model.confidence, 4),
                     format_number(enough.probability_slo_met, 4))});
  }
}

void add_uncertainty(const std::vector<World>& worlds, const SizingModel& model, SizingPlan& plan) {
  const PlanOdds odds = plan_odds(model, plan.counts, worlds);
  plan.uncertainty.probability_slo_met = odds.all;
  plan.uncertainty.probability_carried_without_domain = odds.carried_without_domain;
  plan.uncertainty.likeliest_miss = likeliest_miss(odds);
  add_odds(odds, plan.objectives);
  const NeedBands bands = need_bands(model, plan.counts, worlds);
  if (worlds.size() > 1) add_bands(bands, plan);
  add_band_warnings(bands, plan.warnings);
}

std::string answer_of(const SizingPlan& plan) {
  const CellCounts& cell = plan.counts.cell;
  const std::int64_t cells = plan.counts.cells;
  std::string text = fmt::format(
      "{} of {}, {}, {} and {}", counted_text(cells, "cell"),
      counted_text(cell.partitions, "partition"), counted_text(cell.consumers, "consumer"),
      counted_text(cell.brokers, "broker"), counted_text(cell.ingress_nodes, "ingress node"));
  if (cell.database_shards > 0) {
    text += fmt::format(", with {}", counted_text(cell.database_shards, "database shard"));
  }
  return text;
}

void add_deltas(const CurrentDeployment& current, SizingPlan& plan) {
  const auto add = [&plan](const char* name, const std::optional<std::int64_t>& today,
                           std::int64_t planned) {
    if (today) plan.deltas.push_back({.name = name, .current = *today, .planned = planned});
  };
  const std::int64_t cells = plan.counts.cells;
  const CellCounts& cell = plan.counts.cell;
  add("cells", current.cells, cells);
  add("ingress_nodes", current.ingress_nodes, cells * cell.ingress_nodes);
  add("brokers", current.brokers, cells * cell.brokers);
  add("partitions", current.partitions, cells * cell.partitions);
  add("consumers", current.consumers, cells * cell.consumers);
  add("database_shards", current.database_shards, cells * cell.database_shards);
}

}  // namespace

SizingPlan plan_sizing(const SizingRequest& request, const PlanOptions& options) {
  USLKIT_CHECK(options.draws >= 1);
  USLKIT_CHECK(options.draws <= PlanOptions::kMostDraws);
  SizingPlan plan{.name = request.name, .note = request.note};
  SizingModel model = make_sizing_model(request);
  model.stop = options.stop;
  add_load(model, plan);
  CellChoice choice = choose_cells(model, model.likely);
  if (!choice.chosen) {
    plan.infeasible = explain_infeasible(model, choice);
    return plan;
  }
  plan.counts = *choice.chosen;
  plan.uncertainty.seed = options.seed.value_or(request.seed);
  plan.uncertainty.draws = has_uncertainty(request) ? options.draws : 1;
  const std::vector<World> worlds =
      draw_worlds(request, plan.uncertainty.seed, plan.uncertainty.draws, options.stop);
  plan.uncertainty.headroom = headroom_options(model, plan.counts, worlds);
  if (model.confidence > 0) {
    plan_for_confidence(model, plan);
    choice = choose_cells(model, model.planned);
  }
  // From here on the counts are fixed.
  plan.cell_options = choice.options;
  plan.answer = answer_of(plan);
  if (request.prices) plan.currency = request.prices->currency;
  plan.quantities = explained_quantities(request, model, plan.counts);
  plan.broker_rules = broker_rules(model, plan.counts);
  plan.objectives = predicted_objectives(model, plan.counts);
  plan.alternatives = plan_alternatives(request, model, plan.counts);
  const std::vector<Note> warnings = plan_warnings(request, model, plan);
  plan.warnings.insert(plan.warnings.end(), warnings.begin(), warnings.end());
  add_uncertainty(worlds, model, plan);
  if (request.current) add_deltas(*request.current, plan);
  plan.assumptions = plan_assumptions(model);
  return plan;
}

}  // namespace uslkit
