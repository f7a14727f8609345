// bounded_fit: least squares first as it comes, then within what physics allows.
#pragma once

#include <optional>
#include <string>

#include "fit/fit_problem.h"
#include "model/usl_fit.h"

namespace uslkit {

// The code of the remark that alpha was significantly below zero and held at zero all the same.
inline constexpr const char* kSuperlinearPole = "superlinear-pole";

struct BoundedFit {
  UslParameters parameters;  // what is reported
  FreeParameters free;       // what is estimated there: not those on a bound
  double rss = 0;
  UslParameters unconstrained;
  FreeParameters unconstrained_free;
  double unconstrained_rss = 0;
  bool beta_on_bound = false;
  bool alpha_on_bound = false;
  std::optional<Note> remark;  // what a reader of the numbers must know about the choice
};

struct BoundOptions {
  bool keep_unconstrained = false;  // report least squares as it comes (no pole within the data)
  double level = 0.95;              // alpha < 0 is kept where its profile interval excludes 0
  std::string source{};             // the file, for the message where nothing can be fitted
};

// The rules, in order:
// 1. beta < 0 is no crosstalk: refit with beta = 0, Amdahl's law.
// 2. alpha < 0 (superlinear) is kept only if alpha = 0 is rejected, else it goes on its bound, and
//    beta is fitted again.
// 3. A curve with a pole at or below twice the largest N is never reported.
// Coefficients below rounding (exactly linear data) count as zero. Where the unconstrained sum of
// squares has no minimum the bounds are tried all the same; FitNotUsable is thrown when no solver
// finds one there either.
[[nodiscard]] BoundedFit bounded_fit(const FitProblem& problem, FreeParameters free,
                                     const UslParameters& held, const BoundOptions& options);

}  // namespace uslkit
