#include "model/batch_turns.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {
namespace {

// What the turns come to, see the header.
struct TurnMoments {
  double cycle = 0;      // C
  double own_batch = 0;  // m
  double spread = 0;     // s
};

TurnMoments moments_of(const BatchTurns& turns) {
  USLKIT_CHECK(turns.arrival_rate >= 0.0);
  USLKIT_CHECK(turns.partitions >= 1.0);
  const double load = turns.arrival_rate * turns.time_per_event;
  USLKIT_CHECK(load < 1.0);
  const double cycle = turns.cycle();
  const double share = load / turns.partitions;
  const double noise = turns.time_per_event * turns.time_per_event * turns.arrival_rate * cycle;
  const double variance = noise / (1.0 - load * load);
  return {.cycle = cycle,
          .own_batch = cycle / turns.partitions + (1.0 + share) * variance / cycle,
          .spread = std::sqrt(variance * (1.0 + share) * (1.0 + share) + noise / turns.partitions)};
}

// <cmath>'s functions, not Boost.Math's of model/distributions.h: planning asks them a million
// times a second and needs nine digits, not sixteen.
constexpr double kInverseRootTwo = 0.70710678118654752440;
constexpr double kInverseRootTwoPi = 0.39894228040143267794;

// The mean excess of a standard normal over v: the integral of its survival function from there.
double upper_tail(double v) { return 0.5 * std::erfc(v * kInverseRootTwo); }
double mean_excess(double v) {
  constexpr double kBeyond = 9.0;  // below 1e-20: nothing beside a share of requests
  return v > kBeyond ? 0.0 : kInverseRootTwoPi * std::exp(-0.5 * v * v) - v * upper_tail(v);
}

double survival(const TurnMoments& moments, double time) {
  const double beyond = time - moments.own_batch;
  if (moments.spread == 0.0) return std::clamp(1.0 - beyond / moments.cycle, 0.0, 1.0);
  const double share = moments.spread / moments.cycle *
                       (mean_excess((beyond - moments.cycle) / moments.spread) -
                        mean_excess(beyond / moments.spread));
  return std::clamp(share, 0.0, 1.0);
}

}  // namespace

double BatchTurns::cycle() const {
  return std::max(partitions * batch_overhead / (1.0 - arrival_rate * time_per_event),
                  batch_overhead + time_per_event);
}

double batch_turns_survival(const BatchTurns& turns, double time) {
  return survival(moments_of(turns), time);
}

bool batch_turns_p99_within(const BatchTurns& turns, double time) {
  constexpr double kTail = 0.01;
  constexpr double kNormalQuantile99 = 2.3263478740408411;
  const TurnMoments moments = moments_of(turns);
  const double beyond = time - moments.own_batch - moments.cycle;
  if (beyond >= kNormalQuantile99 * moments.spread) return true;
  if (beyond < -kTail * moments.cycle) return false;
  return survival(moments, time) <= kTail;
}

double batch_turns_quantile(const BatchTurns& turns, const BatchLatencyQuestion& question) {
  USLKIT_CHECK(question.probability >= 0.0);
  USLKIT_CHECK(question.probability < 1.0);
  const TurnMoments moments = moments_of(turns);
  const double tail = 1.0 - question.probability;
  const double end_of_cycle = question.other_delay + moments.own_batch + moments.cycle;
  if (moments.spread == 0.0) return end_of_cycle - tail * moments.cycle;
  // G(v) = tail C / s; the second G is negligible unless the spread is as large as a cycle.
  const double wanted = tail * moments.cycle / moments.spread;
  double v = -wanted;  // G(v) >= -v
  constexpr int kMostSteps = 50;
  for (int step = 0; step < kMostSteps; ++step) {
    const double correction = (mean_excess(v) - wanted) / upper_tail(v);
    v += correction;
    if (std::abs(correction) < 1e-12) break;
  }
  return end_of_cycle + v * moments.spread;
}

}  // namespace uslkit
