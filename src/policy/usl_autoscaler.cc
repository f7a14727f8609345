#include "policy/usl_autoscaler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr int kWithoutPeak = 1'000'000'000;

// The smallest n with n (n+1) >= (1-alpha)/beta: X(n+1) <= X(n) exactly from there on.
int best_integer(double alpha, double beta) {
  const double square = (1 - alpha) / beta;
  if (!(square < 1e18)) return kWithoutPeak;
  double best = std::max(1.0, std::floor(std::sqrt(square)) - 1);
  while (best * (best + 1) < square) ++best;
  return static_cast<int>(best);
}

}  // namespace

void UslAutoscalerOptions::check() const {
  USLKIT_CHECK(alpha >= 0);
  USLKIT_CHECK(alpha <= 1);
  USLKIT_CHECK(beta >= 0);
  USLKIT_CHECK(gamma.per_second > 0);
  USLKIT_CHECK(std::isfinite(gamma.per_second));
  USLKIT_CHECK(target_utilization > 0);
  USLKIT_CHECK(target_utilization <= 1);
  USLKIT_CHECK(catch_up > Duration{0});
  USLKIT_CHECK(period > Duration{0});
  USLKIT_CHECK(stabilization >= Duration{0});
  limits.check();
}

UslAutoscaler::UslAutoscaler(const UslAutoscalerOptions& options)
    : options_(options),
      window_({.window = options.stabilization, .period = options.period}),
      most_useful_(options.alpha < 1 && options.beta > 0 ? best_integer(options.alpha, options.beta)
                                                         : (options.alpha < 1 ? kWithoutPeak : 1)) {
  options_.check();
}

ScalingDecision UslAutoscaler::update(TimePoint now, const ScalingObservation& observed) {
  if (desired_ < 0) desired_ = observed.consumers;
  desired_ = options_.limits.clamp(desired_, observed.partitions);
  if (last_ != kNever && now - last_ < options_.period) {
    return {.desired = desired_, .reason = "between decisions", .split_advised = split_advised_};
  }
  if (std::isnan(observed.arrival_per_second) || std::isnan(observed.backlog_events)) {
    return {.desired = desired_, .reason = "no observation", .split_advised = split_advised_};
  }
  last_ = now;
  ScalingDecision decision = recommendation(observed);
  const int held = window_.largest_with(now, decision.desired);
  if (held > decision.desired) decision.reason = "stabilisation";
  // What was held may be from a time with more partitions.
  desired_ = options_.limits.clamp(std::min(held, most_useful_), observed.partitions);
  decision.desired = desired_;
  split_advised_ = decision.split_advised;
  return decision;
}

ScalingDecision UslAutoscaler::recommendation(const ScalingObservation& observed) const {
  const int ceiling = options_.limits.ceiling(observed.partitions);
  const int most = std::min(most_useful_, ceiling);
  const double load = observed.arrival_per_second / options_.target_utilization;
  const double needed = load + observed.backlog_events / in_seconds(options_.catch_up);
  if (load > throughput_limit()) {
    return {.desired = most,
            .reason = "no number of consumers serves this load: split into cells",
            .split_advised = true};
  }
  if (throughput(most) < needed) {
    const bool peak_binds = most_useful_ <= ceiling;
    return {.desired = most,
            .reason = peak_binds ? "at the peak: catch-up takes longer than asked"
                                 : "at the limit of partitions or consumers"};
  }
  return {.desired = options_.limits.clamp(fewest_for(needed, most), observed.partitions),
          .reason = "fewest that serve load and catch-up"};
}

double UslAutoscaler::throughput(double consumers) const {
  const double others = consumers - 1;
  return options_.gamma.per_second * consumers /
         (1 + options_.alpha * others + options_.beta * consumers * others);
}

// sup X: at the best integer, gamma/alpha without crosstalk, infinite without contention either.
double UslAutoscaler::throughput_limit() const {
  if (most_useful_ < kWithoutPeak) return throughput(most_useful_);
  if (options_.alpha > 0) return options_.gamma.per_second / options_.alpha;
  return std::numeric_limits<double>::infinity();
}

// Bisection on the curve itself, which rises up to `most`: unlike the root of the quadratic it
// needs no rounding rule. X(most) >= needed.
int UslAutoscaler::fewest_for(double needed, int most) const {
  int low = 0;
  int high = most;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (throughput(middle) >= needed ? high : low) = middle;
  }
  return high;
}

}  // namespace uslkit
