// fit_options: how the law is fitted: the options of `uslkit fit` that become FitOptions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/option.h"
#include "fit/fit_usl.h"

namespace uslkit {

struct FitSettings {
  std::string error_model = "relative";
  std::string bootstrap = "none";
  std::int64_t draws = 10'000;
  std::int64_t joint_draws = 2'000;
  std::int64_t seed = 1;
  bool no_robust = false;
  bool robust = false;  // the default, spelled out
  FitOptions options;   // gamma, level, bayes and unconstrained are set here directly
};

// --error-model, --gamma, --level, --bootstrap, --draws, --bayes, ..., --seed.
[[nodiscard]] std::vector<Option> fit_option_list(FitSettings& target);

// The checked options. Throws UsageError naming the option.
[[nodiscard]] FitOptions fit_options(const FitSettings& settings);

}  // namespace uslkit
