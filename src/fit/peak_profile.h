// Profile-likelihood intervals of the peak: N*, X(N*), and Amdahl's throughput limit.
#pragma once

#include "fit/profile.h"

namespace uslkit {

// N*: the curves with a given peak satisfy beta = (1-alpha)/N*^2, linear in latency form. The upper
// end is +infinity exactly when the data do not reject beta = 0, the limit of that family; the
// lower end is not below 1. The minimum needs no peak: without one (beta <= 0) the answer is the
// half line of N* that the data do not reject, and {+inf, +inf} if they reject every one.
[[nodiscard]] Interval profile_peak_concurrency(const FitProblem& problem, const ProfileBase& base);

// X(N*), the supremum of the curve: the curves with a given X* are
//   N/X(N) = N/X* + (A - B N)^2,    A, B >= 0,   N* = A/B,
// and B = 0 is Amdahl's law with the limit gamma/alpha = X*. The upper end is +infinity when the
// data do not reject a curve without any limit. The minimum has 0 < alpha < 1 or a peak.
[[nodiscard]] Interval profile_throughput_limit(const FitProblem& problem, const ProfileBase& base);

}  // namespace uslkit
