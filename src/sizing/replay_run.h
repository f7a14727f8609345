// replay_run: one contestant of a replay over the whole load.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenario/consumer_scaling.h"
#include "sizing/autoscale_replay.h"
#include "sizing/load_curve.h"
#include "sizing/needed_consumers.h"

namespace uslkit {

// What all contestants share. Holds references: the parts must outlive it.
struct ReplayField {
  const LoadCurve& load;
  const NeededConsumers& needed;
  const std::vector<std::int32_t>& needed_per_tick;  // for the greatest rate of each tick
  const ReplayOptions& options;
  std::int64_t ticks_per_row = 1;
};

// Consumers that do not depend on the lag: from `at_s` on so many. The first step is at 0; times
// grow.
struct PlanStep {
  double at_s = 0;
  double consumers = 1;
};

[[nodiscard]] ReplayOutcome replay_policy(const ReplayField& field, const NamedPolicy& policy);

// Perfect foresight: no delay, no standstill.
[[nodiscard]] ReplayOutcome replay_foresight(const ReplayField& field);

// At the times `probes_s`, which do not fall, the backlog is told in `backlogs`.
struct PlanQuestion {
  std::string name{};
  ReplayKind kind = ReplayKind::fixed;
  std::vector<PlanStep> steps{};
  std::vector<double> probes_s{};
};
struct PlanAnswer {
  ReplayOutcome outcome{};
  std::vector<double> backlogs{};
};
[[nodiscard]] PlanAnswer replay_plan(const ReplayField& field, PlanQuestion question);

}  // namespace uslkit
