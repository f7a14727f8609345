// Profile-likelihood intervals of alpha, beta and gamma.
//
// The profile of a parameter is the least residual sum of squares with that parameter held at a
// value. Its interval holds every value the data do not reject, so it is right where Wald's
// symmetric one is not: curved models, bounds, quantities without a finite limit. See Bates & Watts
// (1988), "Nonlinear Regression Analysis", section 6.1. An end that the data never reject is
// infinite.
#pragma once

#include <cmath>
#include <limits>
#include <optional>

#include "fit/fit_problem.h"
#include "fit/latency_form.h"
#include "fit/root_finding.h"
#include "model/usl_fit.h"

namespace uslkit {

enum class UslParameter { alpha, beta, gamma };

// The least-squares minimum from which profiles start, and the rss at which they end.
struct ProfileBase {
  UslParameters minimum;
  FreeParameters free;
  double rss = 0;
  double rss_cut = 0;
};

// The residual sum of squares with one parameter held, as a function of its value. Keeps the last
// curve as the next start: neighbouring values cost a microsecond.
class ParameterProfile {
 public:
  ParameterProfile(const FitProblem& problem, const ProfileBase& base, UslParameter parameter);

  // +infinity where no curve without a pole has that value.
  [[nodiscard]] double rss_at(double value);
  // The other parameters at the last value.
  [[nodiscard]] const UslParameters& curve() const { return curve_; }
  void restart() { curve_ = base_.minimum; }

 private:
  const FitProblem& problem_;
  ProfileBase base_;
  UslParameter parameter_;
  FreeParameters others_;
  UslParameters curve_;
};

// `half_width` is a guess (Wald's); it decides speed only.
[[nodiscard]] Interval profile_interval(const FitProblem& problem, const ProfileBase& base,
                                        UslParameter parameter, double half_width);

// The rise of the rss above its minimum on the scale on which profiles are nearly straight lines:
// -1 at the minimum, 0 at the cut.
[[nodiscard]] inline double signed_root(const ProfileBase& base, double rss) {
  const double rise = (rss - base.rss) / (base.rss_cut - base.rss);
  return std::sqrt(std::fmax(rise, 0.0)) - 1;
}

}  // namespace uslkit
