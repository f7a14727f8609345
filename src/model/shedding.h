// Turning load away: how much must go, which classes it hits, and what a token bucket lets through.
#pragma once

#include <vector>

namespace uslkit {

// Fluid rates, all >= 0 and in one unit.

// p = max(0, 1 - c / lambda): share of the load to turn away so that capacity c carries the rest.
// 0 without load.
[[nodiscard]] double shed_probability(double arrival_rate, double capacity);

struct ShedPlan {
  std::vector<double> shed_shares;  // of each class, in the order given
  double unserved_rate = 0.0;       // overload that remains after all sheddable classes are gone
};

struct SheddableClass {
  double arrival_rate = 0.0;
  bool may_be_shed = true;
};

// Sheds classes from the *last* to the first (least important last), each completely before the
// next one is touched, until the rest fits the capacity. Shedding a class helps only as far as its
// own rate: with lambda - c beyond all sheddable rates the overload stays, and the plan says so.
[[nodiscard]] ShedPlan shed_by_priority(const std::vector<SheddableClass>& classes,
                                        double capacity);

// A token bucket: holds at most `burst` tokens, refilled at `rate`; each event takes one.
struct TokenBucketLimits {
  double rate = 0.0;   // R, tokens per time
  double burst = 0.0;  // B, tokens; the bucket starts full
};
// At most B + R t events pass in any interval of length t. Source: the definition of an arrival
// curve, Cruz (1991), "A Calculus for Network Delay".
[[nodiscard]] double most_admitted(const TokenBucketLimits& bucket, double interval);
// Time until a full bucket is empty under a constant load: B / (lambda - R); +infinity unless
// lambda > R. From then on exactly R passes.
[[nodiscard]] double time_to_empty(const TokenBucketLimits& bucket, double arrival_rate);

}  // namespace uslkit
