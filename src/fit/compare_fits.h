// Two fits side by side: did a change make the system scale worse?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/usl_fit.h"

namespace uslkit {

// One quantity before and after. Intervals are at the confidence level of the first fit.
struct FitChange {
  std::string metric;  // "alpha", "beta", "gamma", "peak.concurrency", "peak.throughput"
  double before = 0;   // +infinity for a peak that does not exist
  double after = 0;
  double ratio = 1;                        // after / before; NaN where it means nothing (0/0)
  std::optional<Interval> ratio_interval;  // an end may be infinite
  double difference = 0;                   // after - before
  std::optional<Interval> difference_interval;
  std::optional<double> p_value;  // two-sided, of no change
  bool worse = false;  // in the direction that hurts: more alpha or beta, less of the others
};

struct FitComparison {
  std::vector<FitChange> changes;
  // F test of one common curve against two: fitted to the rows of both. Empty without rows, with
  // different error models or with standard deviations that the rows do not carry.
  std::optional<TestResult> curves;
  std::vector<std::string> sentences;  // the worst significant change first
  std::vector<Note> warnings;          // "different-error-models", "different-units", ...
};

// The fits are independent, so variances add. alpha and beta may be near or at zero: their
// difference is tested by Welch's t with Satterthwaite's degrees of freedom, and the interval of
// their ratio is Fieller's (1954), which is open where the denominator may be zero. gamma, N* and
// X(N*) are positive: log ratio, by the delta method with the joint covariance of each fit.
//
// Throws InputError if the throughputs have different units.
[[nodiscard]] FitComparison compare_fits(const UslFit& before, const UslFit& after);

// The change of that metric; empty if there is none of that name.
[[nodiscard]] const FitChange* find_change(const FitComparison& comparison,
                                           const std::string& metric);

}  // namespace uslkit
