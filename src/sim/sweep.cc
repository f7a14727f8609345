#include "sim/sweep.h"

#include <numeric>
#include <optional>
#include <utility>

namespace uslkit {
namespace {

// Nothing where it was stopped on the way: half a run is no measurement.
std::optional<SweepRow> run_task(const SweepPlan& plan, std::size_t number,
                                 const SweepOptions& options, PartProgress& progress) {
  const SweepTask& task = plan.tasks[number];
  SimulateOptions run{.threads = 1, .stop = options.stop};
  run.on_progress = [&progress, number](const SimulateProgress& state) {
    progress.tell(number, state.fraction, state.requests, 0);
  };
  const RunResult result = simulate(task.scenario, run);
  if (options.stop != nullptr && *options.stop) return std::nullopt;
  progress.done(number);
  SweepRow row = sweep_row(plan.points[task.point], result);
  row.point = task.point;
  row.replication = task.replication;
  return row;
}

}  // namespace

SweepPlan plan_sweep(const SweepRequest& request, const ReadPoint& read) {
  SweepPlan plan;
  for (const std::string& vary : request.vary) plan.axes.push_back(parse_vary(vary));
  plan.points = sweep_points(plan.axes, request.mode);
  for (std::size_t i = 0; i < plan.points.size(); ++i) {
    const Scenario scenario = read(plan.points[i].settings);
    for (std::int64_t r = 0; r < request.repeats; ++r) {
      plan.tasks.push_back({.point = i, .replication = r, .scenario = scenario});
      // Repetitions are independent; the points of one repetition share their seed.
      plan.tasks.back().scenario.seed += static_cast<std::uint64_t>(r);
    }
  }
  return plan;
}

void sweep_parts(const SweepPlan& plan, const SweepOptions& options,
                 const PartFlow<SweepRow>& flow) {
  PartProgress progress(options.on_progress, flow.expected);
  make_parts<SweepRow>(options.threads, flow, [&](std::size_t number) {
    return run_task(plan, number, options, progress);
  });
}

std::vector<SweepRow> run_sweep(const SweepPlan& plan, const SweepOptions& options) {
  std::vector<std::optional<SweepRow>> rows(plan.tasks.size());
  std::vector<std::size_t> numbers(rows.size());
  std::iota(numbers.begin(), numbers.end(), 0);
  PartOrder order({.parts = std::move(numbers), .stop = options.stop});
  PartFlow<SweepRow> flow{.expected = rows.size()};
  flow.next = [&order] { return order.next(); };
  flow.made = [&rows](std::size_t i, SweepRow row) { rows[i] = std::move(row); };
  sweep_parts(plan, options, flow);
  std::vector<SweepRow> done;
  for (std::optional<SweepRow>& row : rows) {
    if (row) done.push_back(*std::move(row));
  }
  return done;
}

}  // namespace uslkit
