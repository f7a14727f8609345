#include "sizing/plan_objectives.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/number_text.h"
#include "sizing/cell_performance.h"

namespace uslkit {
namespace {

constexpr MissedObjectives bit(ObjectiveKindOfPlan kind) {
  return static_cast<MissedObjectives>(1U << static_cast<unsigned>(kind));
}

std::string number(double value) { return format_number(value, 4); }

std::optional<double> promised(double limit, double scale) {
  return limit < kNoLimit ? std::optional<double>(limit * scale) : std::nullopt;
}

PlannedObjective ack_objective(const SizingModel& model, const PlanCounts& counts, double rate) {
  const World& world = model.likely;
  const double found = ack_p99(model, world, counts.cell, rate);
  return {.name = "ack_p99_ms",
          .title = "ack p99",
          .unit = "ms",
          .predicted = found * 1e3,
          .promised = promised(model.ack_p99, 1e3),
          .met = found <= model.ack_p99,
          .formula = fmt::format(
              "W99 / 2 + validation + append = {} ms; W99 of M/M/c with c = {} servers a node, "
              "halved for constant service (Erlang 1917; Allen and Cunneen 1990)",
              number(found * 1e3), number(model.ingress_servers)),
          .assumption =
              "Poisson arrivals, spread evenly over the nodes; append and replication "
              "take constant time"};
}

PlannedObjective end_to_end_objective(const SizingModel& model, const PlanCounts& counts,
                                      double rate) {
  const double found = end_to_end_p99(model, model.likely, counts.cell, rate);
  return {
      .name = "end_to_end_p99_ms",
      .title = "end-to-end p99 at the peak",
      .unit = "ms",
      .predicted = found * 1e3,
      .promised = promised(model.end_to_end_p99, 1e3),
      .met = found <= model.end_to_end_p99,
      .formula =
          "d + C / k + C + v s, C = k t0 / (1 - lambda t1): k partitions in turn, Poisson "
          "counts spread by s; d + 1.99 C for large batches and k = 1 (fluid limit of "
          "Bailey 1954)",
      .assumption = model.load.top_share > 0
                        ? "batch times without spread; the events of the fullest consumer: those "
                          "of the others are faster"
                        : "batch times without spread: a coefficient of variation of .1 adds 2 "
                          "to 4 ms to 35 ms",
      .upper_limit = model.load.top_share > 0};
}

PlannedObjective lag_objective(const SizingModel& model, double capacity, const SurgeLag& lag) {
  return {.name = "max_work_lag_s",
          .title = "largest work-lag",
          .unit = "s",
          .predicted = lag.max_lag,
          .promised = promised(model.max_lag, 1),
          .met = lag.max_lag <= model.max_lag,
          .formula = fmt::format("largest Q / c of Q' = lambda(t) - c with c = {}/s (Newell 1982)",
                                 number(capacity)),
          .assumption = "rates without chance: below saturation a queue of some batches remains"};
}

PlannedObjective recovery_objective(const SizingModel& model, const SurgeLag& lag) {
  return {.name = "recovery_s",
          .title = "recovery after reaching the peak",
          .unit = "s",
          .predicted = lag.recovery,
          .promised = promised(model.recovery, 1),
          .met = lag.recovery <= model.recovery,
          .formula = "time from the first moment of the peak to a work-lag below 1 s for good",
          .assumption = "rates without chance"};
}

PlannedObjective availability_objective(const SizingModel& model, const PlanCounts& counts) {
  const double blast = largest_cell_share(model, static_cast<double>(counts.cells));
  const double found = 1 - model.incident_share_of_year * blast;
  return {
      .name = "availability",
      .title = "availability of acks",
      .predicted = found,
      .promised = model.availability > 0 ? std::optional<double>(model.availability) : std::nullopt,
      .met = found >= model.availability,
      .formula = fmt::format("1 - incidents x detection / year x blast radius = 1 - {} x {}",
                             number(model.incident_share_of_year), number(blast)),
      .assumption =
          "an incident takes one cell until it is detected; nothing is shed, because "
          "the ingress takes the peak",
      .tolerance = 1e-4};
}

// The highest rate of one cell at which the ack keeps its promise, at the likely validation: the
// p99 grows with the rate, so one search decides every world of that validation.
double highest_rate_in_time(const SizingModel& model, const CellCounts& counts) {
  if (model.ack_p99 == kNoLimit || model.likely.validation == 0) return kNoLimit;
  double low = 0;
  double high =
      static_cast<double>(counts.ingress_nodes) * model.ingress_servers / model.likely.validation;
  constexpr int kSteps = 50;
  for (int step = 0; step < kSteps; ++step) {
    const double middle = (low + high) / 2;
    const bool in_time = ack_p99(model, model.likely, counts, middle) <= model.ack_p99;
    (in_time ? low : high) = middle;
  }
  return low;
}

}  // namespace

const char* name_of(ObjectiveKindOfPlan kind) {
  switch (kind) {
    case ObjectiveKindOfPlan::ingest:
      return "ingress and brokers take the peak";
    case ObjectiveKindOfPlan::hot_partition:
      return "the fullest partition keeps up";
    case ObjectiveKindOfPlan::ack_p99:
      return "ack p99";
    case ObjectiveKindOfPlan::end_to_end_p99:
      return "end-to-end p99 at the peak";
    case ObjectiveKindOfPlan::lag:
      return "largest work-lag";
    case ObjectiveKindOfPlan::recovery:
      return "recovery";
    case ObjectiveKindOfPlan::drains:
      return "the mean load is served";
    case ObjectiveKindOfPlan::availability:
      return "availability of acks";
  }
  return "";
}

PlanJudge::PlanJudge(const SizingModel& model, const PlanCounts& counts)
    : model_(model),
      counts_(counts),
      share_(largest_cell_share(model, static_cast<double>(counts.cells))),
      ingest_bytes_per_s_(broker_capacity(model, counts.cell)),
      consumers_at_work_(effective_consumers(model, counts.cell)),
      shards_at_work_(effective_shards(counts.cell)),
      largest_consumer_(largest_consumer_share(model, share_, counts.cell)),
      slowest_answer_rate_(highest_rate_in_time(model, counts.cell)) {}

PlanJudge::Seen PlanJudge::seen(const World& world) const {
  Seen seen{.factor = share_ * world.load_factor};
  seen.rate = seen.factor * model_.load.peak_rate;
  seen.slowdown = consumer_slowdown(world, counts_.cell);
  seen.capacity = consumers_at_work_ * world.consumer.gamma / seen.slowdown;
  if (model_.database && model_.database->operations_per_event > 0) {
    seen.capacity =
        std::min(seen.capacity, shards_at_work_ * shard_capacity(*model_.database, world) /
                                    model_.database->operations_per_event);
  }
  return seen;
}

double PlanJudge::cell_capacity(const World& world) const { return seen(world).capacity; }

bool PlanJudge::takes_in(const World& world, const Seen& seen) const {
  const double nodes = static_cast<double>(counts_.cell.ingress_nodes);
  return seen.factor * model_.log_traffic.ingress <= ingest_bytes_per_s_ &&
         seen.rate * world.validation < nodes * model_.ingress_servers &&
         seen.factor * model_.load.peak_bytes_per_s <= nodes * model_.ingress_network;
}

bool PlanJudge::answers_in_time(const World& world, const Seen& seen) const {
  if (model_.ack_p99 == kNoLimit) return true;
  if (world.validation == model_.likely.validation) return seen.rate <= slowest_answer_rate_;
  return ack_p99(model_, world, counts_.cell, seen.rate) <= model_.ack_p99;
}

bool PlanJudge::carries(const World& world) const {
  const Seen seen = this->seen(world);
  const double load = model_.serves_peak() ? model_.load.peak_rate : model_.load.mean_rate;
  return takes_in(world, seen) && seen.factor * load <= seen.capacity;
}

bool PlanJudge::keeps(ObjectiveKindOfPlan kind, const World& world, const Seen& seen) const {
  switch (kind) {
    case ObjectiveKindOfPlan::ingest:
      return takes_in(world, seen);
    case ObjectiveKindOfPlan::drains:
      return seen.factor * model_.load.mean_rate < seen.capacity;
    case ObjectiveKindOfPlan::lag:
      return seen.capacity >= seen.factor * model_.lag_capacity;
    case ObjectiveKindOfPlan::recovery:
      return seen.capacity >= seen.factor * model_.recovery_capacity;
    case ObjectiveKindOfPlan::availability:
      return 1 - model_.incident_share_of_year * share_ >= model_.availability;
    case ObjectiveKindOfPlan::hot_partition:
      return model_.load.top_share == 0 ||
             largest_consumer_ * seen.rate * seen.slowdown <= world.consumer.gamma;
    case ObjectiveKindOfPlan::ack_p99:
      return answers_in_time(world, seen);
    case ObjectiveKindOfPlan::end_to_end_p99:
      return !model_.promises_end_to_end() ||
             (seen.rate < seen.capacity &&
              end_to_end_p99_within(model_, world, counts_.cell, seen.rate, model_.end_to_end_p99));
  }
  return true;
}

MissedObjectives PlanJudge::missed(const World& world) const {
  const Seen seen = this->seen(world);
  MissedObjectives missed = 0;
  for (unsigned k = 0; k < kPlanObjectives; ++k) {
    const ObjectiveKindOfPlan kind = static_cast<ObjectiveKindOfPlan>(k);
    if (!keeps(kind, world, seen)) missed = static_cast<MissedObjectives>(missed | bit(kind));
  }
  return missed;
}

bool PlanJudge::keeps_all(const World& world) const {
  using Kind = ObjectiveKindOfPlan;
  const Seen seen = this->seen(world);
  return keeps(Kind::availability, world, seen) && keeps(Kind::drains, world, seen) &&
         keeps(Kind::lag, world, seen) && keeps(Kind::recovery, world, seen) &&
         keeps(Kind::ingest, world, seen) && keeps(Kind::hot_partition, world, seen) &&
         keeps(Kind::ack_p99, world, seen) && keeps(Kind::end_to_end_p99, world, seen);
}

std::vector<PlannedObjective> predicted_objectives(const SizingModel& model,
                                                   const PlanCounts& counts) {
  const PlanJudge judge(model, counts);
  const double rate = judge.cell_rate(model.likely);
  const double capacity = judge.cell_capacity(model.likely);
  const double share = largest_cell_share(model, static_cast<double>(counts.cells));
  // The surge at a load factor of 1, met by what the fullest cell's share leaves for it.
  const SurgeLag lag = surge_lag(model.load, capacity / (share * model.likely.load_factor));
  return {ack_objective(model, counts, rate), end_to_end_objective(model, counts, rate),
          lag_objective(model, capacity / share, lag), recovery_objective(model, lag),
          availability_objective(model, counts)};
}

}  // namespace uslkit
