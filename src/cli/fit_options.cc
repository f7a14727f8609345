#include "cli/fit_options.h"

#include "base/check.h"
#include "base/spelling.h"
#include "cli/read_options.h"

namespace uslkit {
namespace {

using Bootstrap = FitOptions::Bootstrap;

// 2^53: a seed must survive any JSON reader.
constexpr double kMostSeed = 9007199254740992.0;

const std::vector<std::string> kGammaWords{"free", "fixed", "quadratic"};

void set_gamma(FitOptions& options, const std::string& text) {
  if (text == "free") {
    options.gamma_mode = GammaMode::fitted;
  } else if (text == "fixed") {
    options.gamma_mode = GammaMode::first_row;
  } else if (text == "quadratic") {
    options.gamma_mode = GammaMode::quadratic;
  } else {
    const std::optional<std::string> word = did_you_mean(text, kGammaWords);
    if (word) {
      throw UsageError({.place = {.source = "--gamma"},
                        .found = uslkit::quoted(text),
                        .allowed = "free, fixed, quadratic or a number",
                        .hint = "did you mean " + *word + "?"});
    }
    options.gamma_mode = GammaMode::given;
    options.gamma = parse_number_argument(text, "--gamma");
  }
}

Option gamma_option(FitOptions& target) {
  Option option{.names = "--gamma",
                .value_name = "NUMBER",
                .choices = kGammaWords,
                .help =
                    "How gamma = X(1) is found: fitted (free, the default), the mean X at N = 1 "
                    "(fixed), by the spreadsheet's quadratic regression, or given"};
  option.set = [&target](const std::string& text) { set_gamma(target, text); };
  return option;
}

// The parser lets only known words through, and relative is the last one left.
ErrorModel error_model_of(const std::string& word) {
  for (const ErrorModel model :
       {ErrorModel::additive, ErrorModel::known_sd, ErrorModel::replicates}) {
    if (word == name_of(model)) return model;
  }
  USLKIT_CHECK(word == name_of(ErrorModel::relative));
  return ErrorModel::relative;
}

Bootstrap bootstrap_of(const std::string& word) {
  if (word == "residual") return Bootstrap::residual;
  if (word == "parametric") return Bootstrap::parametric;
  if (word == "replicates") return Bootstrap::replicates;
  return Bootstrap::none;
}

}  // namespace

std::vector<Option> fit_option_list(FitSettings& target) {
  return {
      choice_option("--error-model", {"relative", "additive", "known-sd", "replicates"},
                    target.error_model,
                    "How errors grow with throughput; decides more than any other option; default "
                    "relative"),
      gamma_option(target.options),
      number_option("--level", target.options.confidence_level, {0.5, 0.999},
                    "Confidence level of all intervals; default 0.95"),
      choice_option("--bootstrap", {"residual", "parametric", "replicates"}, target.bootstrap,
                    "Bootstrap intervals as well, resampling this"),
      integer_option("--draws", target.draws,
                     {FitOptions::kFewestBootstrapDraws, FitOptions::kMostBootstrapDraws},
                     "Bootstrap refits; default 10000"),
      flag_option("--bayes", target.options.bayes,
                  "Posterior by grid quadrature: P(beta > 0), the peak, joint draws"),
      flag_option("--robust", target.robust,
                  "Flag outliers by a redescending robust fit, never removing a row; the default"),
      flag_option("--no-robust", target.no_robust, "Do not make the robust fit"),
      flag_option("--unconstrained", target.options.unconstrained,
                  "Keep coefficients below zero, to reproduce other tools"),
      integer_option("--joint-draws", target.joint_draws, {0, FitOptions::kMostJointDraws},
                     "Joint draws of alpha, beta, gamma to keep in the JSON document; default "
                     "2000"),
      integer_option("--seed", target.seed, {0, kMostSeed},
                     "Seed of everything random; same seed, same bytes; default 1")};
}

FitOptions fit_options(const FitSettings& settings) {
  if (settings.robust && settings.no_robust) {
    throw UsageError({.place = {.source = "--robust"},
                      .found = "--robust and --no-robust",
                      .allowed = "one of the two",
                      .hint = ""});
  }
  FitOptions options = settings.options;
  options.error_model = error_model_of(settings.error_model);
  options.bootstrap = bootstrap_of(settings.bootstrap);
  options.bootstrap_draws = static_cast<int>(settings.draws);
  options.joint_draws = static_cast<int>(settings.joint_draws);
  options.seed = static_cast<std::uint64_t>(settings.seed);
  options.robust = !settings.no_robust;
  check_as_usage(options);
  return options;
}

}  // namespace uslkit
