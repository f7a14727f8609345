#include "sizing/plan_alternatives.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/fluid_course.h"
#include "model/round_up.h"
#include "sizing/cell_counts.h"
#include "sizing/cell_performance.h"
#include "sizing/plan_objectives.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

double saving(const SizingModel& model, const PlanCounts& from, const PlanCounts& to) {
  return cost_per_month(model, from) - cost_per_month(model, to);
}

// Consumers for the load before the surge, and the planned number once an autoscaler has seen it.
std::optional<RejectedAlternative> autoscaled(const SizingModel& model, const PlanCounts& counts) {
  const LoadSummary& load = model.load;
  const double factor = model.planned.load_factor;
  if (load.first_rate >= 0.8 * load.peak_rate) return std::nullopt;  // there is no surge
  const double share = largest_cell_share(model, static_cast<double>(counts.cells));
  const double before = factor * share * load.first_rate / model.utilization;
  const std::optional<std::int64_t> few =
      usl_workers_for_throughput(model.planned.consumer, before);
  if (!few || *few >= counts.cell.consumers) return std::nullopt;
  PlanCounts standing = counts;
  standing.cell.consumers = *few;
  const double low = consumer_capacity(model, model.planned, standing.cell) / (share * factor);
  const double high = PlanJudge(model, counts).cell_capacity(model.planned) / (share * factor);
  const FluidCourse course =
      fluid_course({.load = load.knots,
                    .capacity = low,
                    .end = load.length_s,
                    .scaler = FluidScaler{.trigger = std::max(1e-3, model.scale_trigger),
                                          .growth = std::max(1e-9, high / low - 1),
                                          .delay = model.start_delay,
                                          .cooldown = model.start_delay,
                                          .highest = high},
                    .recovered_below = 1});
  const double recovery =
      course.recovered_at ? std::max(0.0, *course.recovered_at - load.peak_reached_s) : kNoLimit;
  RejectedAlternative result{.name = "autoscale into the surge"};
  result.outcome = fmt::format(
      "{} consumers per cell before it, {} after a work-lag of {} and {} to start: work-lag {}, "
      "recovered {} after the peak",
      *few, counts.cell.consumers, time_text(model.scale_trigger), time_text(model.start_delay),
      time_text(course.largest_work_lag), time_text(recovery));
  result.saves_per_month = saving(model, counts, standing);
  if (model.promises_end_to_end()) {
    result.reason = fmt::format("the end-to-end p99 of {} does not allow a backlog",
                                time_text(model.end_to_end_p99));
  } else if (course.largest_work_lag > model.max_lag) {
    result.reason = fmt::format("the promised work-lag is {}", time_text(model.max_lag));
  } else if (recovery > model.recovery) {
    result.reason = fmt::format("the promised recovery is {}", time_text(model.recovery));
  } else {
    result.feasible = true;
    result.reason =
        "it keeps the promises; what it saves is an upper bound, for the consumers of "
        "the surge still cost while it lasts";
  }
  return result;
}

std::optional<RejectedAlternative> one_cell(const SizingModel& model, const PlanCounts& counts) {
  if (counts.cells == 1) return std::nullopt;
  RejectedAlternative result{.name = "one cell"};
  if (model.fewest_cells > 1) {
    result.outcome = "one cell takes the whole load with it";
    result.reason =
        fmt::format("blast radius and availability ask for at least {} cells", model.fewest_cells);
    return result;
  }
  const CellCountsAnswer answer = cell_counts(model, model.planned, 1);
  if (!answer.counts) {
    result.outcome = "infeasible";
    result.reason = fmt::format("it runs into {}", name_of(answer.wall));
    const double limit = usl_throughput_limit(model.planned.consumer);
    if (answer.wall == CellWall::consumer_peak) {
      result.reason += fmt::format(": no number of consumers does more than {}", rate_text(limit));
    }
    return result;
  }
  const PlanCounts one = plan_counts(model, model.planned, 1, *answer.counts);
  result.feasible = true;
  result.outcome = fmt::format("{} consumers, {} nodes", one.cell.consumers, one.nodes());
  result.saves_per_month = saving(model, counts, one);
  result.reason = fmt::format(
      "{} nodes against {}: larger cells scale worse, and one lost cell "
      "takes all of the load with it",
      one.nodes(), counts.nodes());
  return result;
}

// What everybody else's calculator would say: n consumers do n times as much as one.
std::optional<RejectedAlternative> linear(const SizingModel& model, const PlanCounts& counts) {
  const UslParameters& usl = model.planned.consumer;
  if (usl.alpha == 0 && usl.beta == 0) return std::nullopt;
  const CellNeeds needs = cell_needs(model, model.planned, static_cast<double>(counts.cells));
  const double asked = needs.processing.most();
  const std::int64_t count = std::max<std::int64_t>(1, round_up_to_count(asked / usl.gamma));
  const double done = usl_throughput(usl, static_cast<double>(count));
  if (count >= counts.cell.consumers) return std::nullopt;
  RejectedAlternative result{.name = "linear scaling"};
  result.outcome = fmt::format("{} consumers per cell", count);
  result.reason = fmt::format("by the measured curve they do {} of the {} that are asked for",
                              rate_text(done), rate_text(asked));
  PlanCounts fewer = counts;
  fewer.cell.consumers = count;
  result.saves_per_month = saving(model, counts, fewer);
  return result;
}

std::optional<RejectedAlternative> no_spare_domain(const SizingRequest& request,
                                                   const SizingModel& model,
                                                   const PlanCounts& counts) {
  if (!request.domains.absorb_one_loss || model.utilization >= request.headroom.utilization) {
    return std::nullopt;
  }
  SizingModel without = model;
  without.utilization = request.headroom.utilization;
  const CellCountsAnswer answer = cell_counts(without, model.planned, counts.cells);
  if (!answer.counts) return std::nullopt;
  const PlanCounts smaller = plan_counts(model, model.planned, counts.cells, *answer.counts);
  return RejectedAlternative{
      .name = "no room for a lost domain",
      .outcome = fmt::format("utilisation {} instead of {}", share_text(without.utilization),
                             share_text(model.utilization)),
      .reason = fmt::format("with one of {} domains lost the rest would run at {}", model.domains,
                            share_text(without.utilization * static_cast<double>(model.domains) /
                                       static_cast<double>(model.domains - 1))),
      .saves_per_month = saving(model, counts, smaller)};
}

}  // namespace

std::vector<RejectedAlternative> plan_alternatives(const SizingRequest& request,
                                                   const SizingModel& model,
                                                   const PlanCounts& counts) {
  std::vector<RejectedAlternative> all;
  for (const std::optional<RejectedAlternative>& each :
       {autoscaled(model, counts), one_cell(model, counts), linear(model, counts),
        no_spare_domain(request, model, counts)}) {
    if (each) all.push_back(*each);
  }
  return all;
}

}  // namespace uslkit
