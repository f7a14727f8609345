#include "sizing/autoscale_replay.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/check.h"
#include "base/input_error.h"
#include "base/units_text.h"
#include "sizing/load_curve.h"
#include "sizing/needed_consumers.h"
#include "sizing/replay_run.h"

namespace uslkit {
namespace {

std::int64_t tick_count(const LoadTrace& trace, Duration tick) {
  const std::int64_t length = std::llround(trace.length_s() * 1e9);
  const std::int64_t ticks = length / tick.count() + (length % tick.count() > 0 ? 1 : 0);
  if (ticks <= kMostReplayTicks) return ticks;
  throw InputError({.place = {.source = trace.source.name},
                    .found = fmt::format("{} ticks of {}", ticks, format_duration(tick)),
                    .allowed = fmt::format("at most {}", kMostReplayTicks),
                    .hint = "a longer --tick, or a part of the load"});
}

std::vector<std::int32_t> needed_per_tick(const LoadCurve& load, const NeededConsumers& needed,
                                          std::int64_t ticks, double tick_s) {
  std::vector<std::int32_t> result;
  result.reserve(static_cast<std::size_t>(ticks));
  for (std::int64_t i = 0; i < ticks; ++i) {
    const double from = tick_s * static_cast<double>(i);
    const double rate = load.greatest_rate(from, std::min(from + tick_s, load.end_s()));
    result.push_back(static_cast<std::int32_t>(needed.for_rate(rate)));
  }
  return result;
}

// A measured number holds until the next one; before the first it was the same.
std::vector<PlanStep> measured_steps(const LoadTrace& trace) {
  std::vector<PlanStep> steps;
  for (const LoadSample& sample : trace.samples) {
    if (!sample.consumers) continue;
    steps.push_back({.at_s = steps.empty() ? 0 : sample.time_s, .consumers = *sample.consumers});
  }
  return steps;
}

MeasuredFit compare(const std::vector<double>& model, const std::vector<double>& measured) {
  USLKIT_CHECK(model.size() == measured.size());
  MeasuredFit fit{.points = std::ssize(model)};
  double sum = 0;
  for (std::size_t i = 0; i < model.size(); ++i) {
    fit.mean_absolute_error_events += std::abs(model[i] - measured[i]);
    sum += measured[i];
    fit.greatest_measured_events = std::max(fit.greatest_measured_events, measured[i]);
    fit.greatest_model_events = std::max(fit.greatest_model_events, model[i]);
  }
  const double points = static_cast<double>(model.size());
  fit.mean_absolute_error_events /= points;
  fit.relative_error = sum > 0 ? fit.mean_absolute_error_events * points / sum
                               : std::numeric_limits<double>::infinity();
  if (sum <= 0 && fit.mean_absolute_error_events <= 0) fit.relative_error = 0;
  return fit;
}

void replay_measured(const ReplayField& field, const LoadTrace& trace, AutoscaleReplay& replay) {
  PlanQuestion question{
      .name = "as it was", .kind = ReplayKind::measured, .steps = measured_steps(trace)};
  if (question.steps.empty()) return;
  std::vector<double> measured;
  for (const LoadSample& sample : trace.samples) {
    if (!sample.backlog_events) continue;
    question.probes_s.push_back(sample.time_s);
    measured.push_back(*sample.backlog_events);
  }
  PlanAnswer answer = replay_plan(field, std::move(question));
  replay.outcomes.push_back(std::move(answer.outcome));
  if (!measured.empty()) replay.measured_fit = compare(answer.backlogs, measured);
}

void fill_rows(const ReplayField& field, AutoscaleReplay& replay) {
  const std::size_t per_row = static_cast<std::size_t>(field.ticks_per_row);
  const std::vector<std::int32_t>& needed = field.needed_per_tick;
  for (std::size_t first = 0; first < needed.size(); first += per_row) {
    const std::size_t last = std::min(first + per_row, needed.size());
    replay.needed.push_back(*std::max_element(needed.begin() + static_cast<std::ptrdiff_t>(first),
                                              needed.begin() + static_cast<std::ptrdiff_t>(last)));
    const double from = replay.row_s * static_cast<double>(replay.load_per_s.size());
    const double to = std::min(from + replay.row_s, replay.length_s);
    replay.load_per_s.push_back((field.load.cumulative_at(to) - field.load.cumulative_at(from)) /
                                (to - from));
  }
}

// The number of consumers at first: as stated, as measured, or as the first load needs.
std::int64_t start_of(const ReplayOptions& options, const LoadTrace& trace,
                      const NeededConsumers& needed) {
  if (options.start > 0) return options.start;
  for (const LoadSample& sample : trace.samples) {
    if (sample.consumers) return std::max<std::int64_t>(1, std::llround(*sample.consumers));
  }
  return needed.for_rate(trace.samples.front().rate_per_s);
}

AutoscaleReplay summary_of(const ReplayQuestion& question, const LoadCurve& load,
                           const NeededConsumers& needed) {
  AutoscaleReplay replay{.options = question.options};
  replay.options.start = start_of(question.options, question.trace, needed);
  replay.length_s = load.end_s();
  replay.arrived_events = load.total();
  replay.mean_rate = load.total() / load.end_s();
  replay.peak_at_s = load.peak_at_s();
  replay.peak_rate = load.rate_at(replay.peak_at_s);
  replay.waiting_at_start_events = load.waiting();
  replay.most_useful = needed.most_useful();
  replay.useful_by_peak = needed.peak_binds();
  replay.most_throughput = needed.throughput(static_cast<double>(needed.most_useful()));
  replay.needed_at_peak = needed.for_rate(replay.peak_rate);
  replay.peak_is_served = needed.serves(replay.peak_rate);
  return replay;
}

}  // namespace

void ReplayOptions::check() const {
  USLKIT_CHECK(partitions >= 1);
  USLKIT_CHECK(workers_per_partition >= 1);
  USLKIT_CHECK(start >= 0);
  USLKIT_CHECK(tick > Duration{0});
  USLKIT_CHECK(rebalance_pause >= Duration{0});
  USLKIT_CHECK(slo_lag > Duration{0});
}

std::string_view name_of(ReplayKind kind) {
  switch (kind) {
    case ReplayKind::policy:
      return "policy";
    case ReplayKind::fixed:
      return "static";
    case ReplayKind::foresight:
      return "foresight";
    case ReplayKind::measured:
      return "measured";
  }
  return "";
}

AutoscaleReplay autoscale_replay(const ReplayQuestion& question) {
  question.options.check();
  const ReplayOptions& asked = question.options;
  const LoadTrace& trace = question.trace;
  const std::int64_t ticks = tick_count(trace, asked.tick);
  const double tick_s = in_seconds(asked.tick);
  const LoadCurve load(trace.points(), trace.samples.front().backlog_events.value_or(0));
  const NeededConsumers needed({.capacity = asked.capacity,
                                .places = asked.partitions * asked.workers_per_partition,
                                .target_utilization = asked.target_utilization});
  const std::vector<std::int32_t> per_tick = needed_per_tick(load, needed, ticks, tick_s);
  AutoscaleReplay replay = summary_of(question, load, needed);
  const std::int64_t most_rows = kMostReplayRows;
  const ReplayField field{
      .load = load,
      .needed = needed,
      .needed_per_tick = per_tick,
      .options = replay.options,
      .ticks_per_row = std::max<std::int64_t>(1, (ticks + most_rows - 1) / most_rows)};
  replay.row_s = tick_s * static_cast<double>(field.ticks_per_row);
  fill_rows(field, replay);
  // From here on the contestants, in the order of the report.
  for (const NamedPolicy& policy : question.policies) {
    replay.outcomes.push_back(replay_policy(field, policy));
  }
  std::vector<std::int64_t> fixed = question.fixed;
  if (fixed.empty()) fixed.push_back(replay.needed_at_peak);
  for (const std::int64_t count : fixed) {
    PlanQuestion plan{.name = fmt::format("static {}", count),
                      .kind = ReplayKind::fixed,
                      .steps = {{0, static_cast<double>(count)}}};
    replay.outcomes.push_back(replay_plan(field, std::move(plan)).outcome);
  }
  replay.outcomes.push_back(replay_foresight(field));
  replay_measured(field, trace, replay);
  return replay;
}

}  // namespace uslkit
