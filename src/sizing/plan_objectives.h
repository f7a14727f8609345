// plan_objectives: what a plan is expected to do, beside what was promised, in one world or many.
#pragma once

#include <cstdint>
#include <vector>

#include "sizing/sizing_model.h"
#include "sizing/sizing_plan.h"

namespace uslkit {

enum class ObjectiveKindOfPlan : std::uint8_t {
  ingest,         // ingress and brokers take the peak
  hot_partition,  // the fullest partition keeps up
  ack_p99,
  end_to_end_p99,
  lag,  // of the surge
  recovery,
  drains,  // consumers and database do the mean load at least
  availability,
};
inline constexpr std::size_t kPlanObjectives = 8;

// Bit k: objective k of ObjectiveKindOfPlan is missed.
using MissedObjectives = std::uint8_t;

// Decides for one plan and many worlds whether each objective is kept. What needs a search (the
// course of the surge) was searched once, in the model; the rest are closed forms. No allocation.
class PlanJudge {
 public:
  PlanJudge(const SizingModel& model, const PlanCounts& counts);

  [[nodiscard]] MissedObjectives missed(const World& world) const;
  // missed(world) == 0, decided as soon as one is missed, the cheap ones first.
  [[nodiscard]] bool keeps_all(const World& world) const;
  // Whether nothing grows without end: ingress and brokers take the peak, consumers and database do
  // the mean load, or the peak where it must be served.
  [[nodiscard]] bool carries(const World& world) const;

  // Events per second at the peak in the fullest cell.
  [[nodiscard]] double cell_rate(const World& world) const {
    return share_ * world.load_factor * model_.load.peak_rate;
  }
  // Events per second that get done in one cell: the least of consumers and database.
  [[nodiscard]] double cell_capacity(const World& world) const;

 private:
  // What the questions about one world share.
  struct Seen {
    double rate = 0;      // of the fullest cell at the peak
    double factor = 0;    // of the load, with the cell's share
    double slowdown = 1;  // of its consumers
    double capacity = 0;  // of its consumers and database
  };
  [[nodiscard]] Seen seen(const World& world) const;
  [[nodiscard]] bool keeps(ObjectiveKindOfPlan kind, const World& world, const Seen& seen) const;
  [[nodiscard]] bool takes_in(const World& world, const Seen& seen) const;
  [[nodiscard]] bool answers_in_time(const World& world, const Seen& seen) const;

  const SizingModel& model_;
  PlanCounts counts_;
  double share_;
  double ingest_bytes_per_s_;   // what the brokers of one cell take
  double consumers_at_work_;    // effective_consumers
  double shards_at_work_;       // effective_shards
  double largest_consumer_;     // share of the cell's load
  double slowest_answer_rate_;  // highest rate with an ack in time, at the likely validation
};

// Predicted values with formula and assumption, in the likely world; one for every objective that
// is promised or worth knowing.
[[nodiscard]] std::vector<PlannedObjective> predicted_objectives(const SizingModel& model,
                                                                 const PlanCounts& counts);

[[nodiscard]] const char* name_of(ObjectiveKindOfPlan kind);

}  // namespace uslkit
