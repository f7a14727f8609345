// fit_usl: from measurements to a UslFit. The story of a fit, top to bottom.
#pragma once

#include <cstdint>
#include <optional>

#include "base/stop_request.h"
#include "model/measurements.h"
#include "model/usl_fit.h"

namespace uslkit {

struct FitOptions {
  // How errors grow with throughput; see ErrorModel. Decides the answer more than any interval
  // method.
  ErrorModel error_model = ErrorModel::relative;
  // How gamma is found; `gamma` is read only with GammaMode::given.
  GammaMode gamma_mode = GammaMode::fitted;
  double gamma = 0;
  // Level of every interval, 0.5 .. 0.999.
  double confidence_level = 0.95;
  // Coefficients below zero: false (default) refits on the bound where physics demands it; true
  // keeps whatever least squares found (to reproduce other tools), still refusing a pole within the
  // data.
  bool unconstrained = false;
  // Bootstrap refits; 0 = none. `bootstrap` says what is resampled.
  enum class Bootstrap { none, residual, parametric, replicates };
  Bootstrap bootstrap = Bootstrap::none;
  int bootstrap_draws = 10'000;
  static constexpr int kFewestBootstrapDraws = 100;
  static constexpr int kMostBootstrapDraws = 10'000'000;  // 240 MB, some 10 s
  // Fit by a redescending loss as well, and flag what it would ignore.
  bool robust = true;
  // Posterior by grid quadrature, with joint draws.
  bool bayes = false;
  int joint_draws = 2'000;  // how many joint draws UslFit carries; 0 = none
  static constexpr int kMostJointDraws = 1'000'000;
  std::uint64_t seed = 1;
  // Points of the curve and bands for plots, from the smallest N to `band_to` (0: the larger of
  // 1.25 max N and, where finite and near, 1.25 N*).
  int band_points = 121;
  double band_to = 0;
  // Looked at between bootstrap refits: what was asked to stop throws Stopped.
  StopRequest stop = nullptr;

  // Throws InputError naming the option, its value and the allowed range.
  void check() const;
};

// Throws InputError for unusable rows and FitNotUsable where no honest fit exists.
[[nodiscard]] UslFit fit_usl(const Measurements& measurements, const FitOptions& options = {});

}  // namespace uslkit
