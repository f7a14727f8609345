#include "policy/flink_autoscaler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {
namespace {

// Events per second that drain the backlog within the catch-up time.
double backlog_rate(const FlinkAutoscalerOptions& options, const ScalingObservation& observed) {
  if (options.catch_up == Duration{0}) return 0;
  return observed.backlog_events / in_seconds(options.catch_up);
}

// And those that drain what a restart leaves behind.
double restart_rate(const FlinkAutoscalerOptions& options, const ScalingObservation& observed) {
  if (options.catch_up == Duration{0}) return 0;
  return observed.arrival_per_second * in_seconds(options.restart) / in_seconds(options.catch_up);
}

double capacity_at(const FlinkAutoscalerOptions& options, const ScalingObservation& observed,
                   double utilization) {
  if (utilization <= 0) return std::numeric_limits<double>::infinity();
  return backlog_rate(options, observed) + observed.arrival_per_second / utilization;
}

}  // namespace

void FlinkAutoscalerOptions::check() const {
  USLKIT_CHECK(target_utilization > 0);
  USLKIT_CHECK(target_utilization <= 1);
  USLKIT_CHECK(utilization_boundary >= 0);
  USLKIT_CHECK(utilization_boundary <= 1);
  USLKIT_CHECK(catch_up >= Duration{0});
  USLKIT_CHECK(restart >= Duration{0});
  USLKIT_CHECK(period > Duration{0});
  USLKIT_CHECK(stabilization >= Duration{0});
  USLKIT_CHECK(scale_in_interval >= Duration{0});
  USLKIT_CHECK(largest_scale_in >= 0);
  USLKIT_CHECK(largest_scale_in <= 1);
  limits.check();
}

double observed_scaling_coefficient(std::span<const ScalingRecord> records) {
  constexpr std::size_t kEnough = 3;
  if (records.size() < kEnough) return 1;
  ScalingRecord smallest = records.front();
  double product = 0;
  double square = 0;
  for (const ScalingRecord& record : records) {
    if (record.consumers < smallest.consumers) smallest = record;
    product += record.consumers * record.capacity_per_second;
    square += static_cast<double>(record.consumers) * record.consumers;
  }
  const double baseline = smallest.capacity_per_second / smallest.consumers;
  const double coefficient = product / (square * baseline);
  if (!std::isfinite(coefficient)) return 1;
  return std::ceil(std::clamp(coefficient, 0.5, 1.0) * 100 - 1e-9) / 100;
}

FlinkAutoscaler::FlinkAutoscaler(const FlinkAutoscalerOptions& options)
    : options_(options), window_({.window = options.scale_in_interval, .period = options.period}) {
  options_.check();
}

ScalingDecision FlinkAutoscaler::update(TimePoint now, const ScalingObservation& observed) {
  if (desired_ < 0) desired_ = observed.consumers;
  desired_ = options_.limits.clamp(desired_, observed.partitions);
  if (last_ != kNever && now - last_ < options_.period) {
    return {.desired = desired_, .reason = "between decisions"};
  }
  const double known = observed.backlog_events + observed.arrival_per_second +
                       observed.service_per_second_per_consumer;
  if (std::isnan(known) || !(observed.service_per_second_per_consumer > 0) || desired_ == 0) {
    return {.desired = desired_, .reason = "no observation"};
  }
  last_ = now;
  const bool on_target = within_boundary(observed);
  const int recommended = on_target ? desired_ : recommendation(observed);
  const int held = window_.largest_with(now, recommended);
  if (last_scaling_ != kNever && now - last_scaling_ < options_.stabilization) {
    return {.desired = desired_, .reason = "stabilisation"};
  }
  const int before = desired_;
  const int next = options_.limits.clamp(held, observed.partitions);
  if (next == before) {
    return {.desired = desired_,
            .reason = recommended < before ? "waiting out a dip" : "on target"};
  }
  remember(observed);
  desired_ = next;
  last_scaling_ = now;
  return {.desired = desired_,
          .reason = next > before ? "capacity below target" : "capacity above target"};
}

// Whether the capacity lies between what the highest and the lowest bearable utilisation need.
bool FlinkAutoscaler::within_boundary(const ScalingObservation& observed) const {
  const double capacity = desired_ * observed.service_per_second_per_consumer;
  const double highest = std::min(1.0, options_.target_utilization + options_.utilization_boundary);
  const double lowest = options_.target_utilization - options_.utilization_boundary;
  return capacity >= capacity_at(options_, observed, highest) &&
         capacity <= capacity_at(options_, observed, lowest);
}

int FlinkAutoscaler::recommendation(const ScalingObservation& observed) const {
  const double target = capacity_at(options_, observed, options_.target_utilization) +
                        restart_rate(options_, observed);
  double factor = target / (desired_ * observed.service_per_second_per_consumer);
  if (options_.observed_scalability) {
    factor /= observed_scaling_coefficient({records_.data(), std::min(recorded_, kRecords)});
  }
  factor = std::max(factor, 1 - options_.largest_scale_in);
  const int wanted = options_.limits.clamp(factor * desired_, observed.partitions);
  if (wanted == desired_ || !options_.divisors_only) return wanted;
  return aligned(wanted, observed.partitions);
}

// The next number at or above `wanted` that divides the places to work; within the limits there is
// none only where `highest` is below all of them: then the largest divisor that fits.
int FlinkAutoscaler::aligned(int wanted, int partitions) const {
  const int places = partitions * options_.limits.workers_per_partition;
  const int most = options_.limits.ceiling(partitions);
  for (int n = std::max(1, wanted); n <= std::min(most, places); ++n) {
    if (places % n == 0) return n;
  }
  for (int n = std::min(wanted, places); n > std::max(1, options_.limits.lowest); --n) {
    if (places % n == 0) return n;
  }
  return wanted;
}

void FlinkAutoscaler::remember(const ScalingObservation& observed) {
  records_[recorded_ % kRecords] = {observed.consumers,
                                    observed.consumers * observed.service_per_second_per_consumer};
  ++recorded_;
}

}  // namespace uslkit
