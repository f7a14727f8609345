#include "fit/fit_usl.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/input_error.h"
#include "fit/bands.h"
#include "fit/bayes.h"
#include "fit/bootstrap.h"
#include "fit/bounded_fit.h"
#include "fit/covariance.h"
#include "fit/drawn_interval.h"
#include "fit/error_model_test.h"
#include "fit/error_variance.h"
#include "fit/estimates.h"
#include "fit/fit_problem.h"
#include "fit/identifiability.h"
#include "fit/influence.h"
#include "fit/joint_draws.h"
#include "fit/lack_of_fit.h"
#include "fit/quadratic.h"
#include "fit/rivals.h"
#include "fit/robust.h"
#include "fit/verdict.h"

namespace uslkit {
namespace {

// N counts as 1 within this: 1.0 in a file of averages.
constexpr double kOne = 1e-9;
// More distinct N than this and the overhead table shows powers of two instead.
constexpr std::int64_t kLongTable = 40;

// What least squares may move, and the values of the rest.
struct Question {
  FreeParameters free;
  UslParameters held{0, 0, 1};
};

Place place_of(const Measurements& measurements) {
  Place place;
  if (!measurements.sources.empty()) place.source = measurements.sources.front().name;
  return place;
}

double mean_throughput_at_one(const Measurements& measurements) {
  double sum = 0;
  double count = 0;
  for (const Measurement& row : measurements.rows) {
    if (std::abs(row.concurrency - 1) > kOne) continue;
    sum += row.throughput;
    ++count;
  }
  if (count == 0) {
    InputError::Parts parts;
    parts.place = place_of(measurements);
    parts.found = "no row at N = 1";
    parts.allowed = "a row at N = 1 with --gamma fixed, which takes gamma from it";
    parts.hint = "leave --gamma out to fit it, or give its value: --gamma 1200";
    throw InputError(parts);
  }
  return sum / count;
}

Question question_of(const Measurements& measurements, const FitOptions& options) {
  Question question;
  question.free.gamma = options.gamma_mode == GammaMode::fitted;
  if (options.gamma_mode == GammaMode::given) question.held.gamma = options.gamma;
  if (options.gamma_mode == GammaMode::first_row || options.gamma_mode == GammaMode::quadratic) {
    question.held.gamma = mean_throughput_at_one(measurements);
  }
  return question;
}

// The spreadsheet's answer in the clothes of a fit: no bounds, no re-estimation.
BoundedFit quadratic_answer(const Measurements& measurements, const FitProblem& problem,
                            const Question& question) {
  BoundedFit fit;
  fit.parameters = quadratic_fit(measurements);
  fit.unconstrained = fit.parameters;
  fit.free = question.free;
  fit.unconstrained_free = question.free;
  fit.rss = residual_sum_of_squares(problem, fit.parameters);
  fit.unconstrained_rss = fit.rss;
  if (!std::isfinite(fit.rss)) {
    InputError::Parts parts;
    parts.place = place_of(measurements);
    parts.found = "a quadratic regression whose curve has a pole within the data";
    parts.allowed = "coefficients that keep the throughput positive and finite";
    parts.hint = "fit all parameters by least squares: leave --gamma out";
    throw FitNotUsable(parts);
  }
  return fit;
}

void describe_question(UslFit& fit, const Measurements& measurements, const FitOptions& options) {
  fit.error_model = options.error_model;
  fit.gamma_mode = options.gamma_mode;
  fit.confidence_level = options.confidence_level;
  fit.seed = options.seed;
  fit.concurrency_name = measurements.concurrency_name;
  fit.throughput_name = measurements.throughput_name;
  fit.throughput_unit = measurements.throughput_unit;
  fit.sources = measurements.sources;
  fit.warnings = measurements.notes;
}

void describe_quality(UslFit& fit, const FitProblem& problem, const ErrorVariance& variance) {
  double mean = 0;
  for (const double throughput : problem.throughput) mean += throughput;
  mean /= static_cast<double>(problem.size());
  double total = 0;
  fit.rss_throughput = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double residual =
        problem.throughput[i] - usl_throughput(fit.parameters, problem.concurrency[i]);
    fit.rss_throughput += residual * residual;
    total += (problem.throughput[i] - mean) * (problem.throughput[i] - mean);
  }
  fit.r_squared = total > 0 ? 1 - fit.rss_throughput / total : 1;
  fit.residual_sd = std::sqrt(variance.variance);
  fit.points = static_cast<std::int64_t>(problem.size());
  fit.distinct_concurrency = problem.distinct_concurrency;
  fit.degrees_of_freedom = std::isfinite(variance.degrees_of_freedom)
                               ? static_cast<int>(variance.degrees_of_freedom)
                               : static_cast<int>(fit.points) - fit.free_parameters;
}

// The distinct N of the data, or powers of two where there are too many to read. Below one worker
// there is nothing to share.
std::vector<UslOverhead> overhead_table(const FitProblem& problem, const UslParameters& usl) {
  std::vector<UslOverhead> table;
  if (problem.distinct_concurrency > kLongTable) {
    const int doublings = std::max(0, std::ilogb(problem.concurrency.back()));
    for (int i = 0; i <= doublings; ++i) table.push_back(usl_overhead(usl, std::ldexp(1.0, i)));
    return table;
  }
  for (const double n : problem.concurrency) {
    if (n < 1 || (!table.empty() && !(n > table.back().concurrency))) continue;
    table.push_back(usl_overhead(usl, n));
  }
  return table;
}

void add_bootstrap_intervals(UslFit& fit, const std::vector<UslParameters>& draws,
                             StopRequest stop) {
  if (draws.empty()) return;
  const auto interval = [&](auto value_of) {
    throw_if_stopped(stop);
    std::vector<double> values;
    values.reserve(draws.size());
    for (const UslParameters& draw : draws) values.push_back(value_of(draw));
    return percentile_interval(std::move(values), fit.confidence_level);
  };
  fit.alpha.bootstrap = interval([](const UslParameters& usl) { return usl.alpha; });
  fit.beta.bootstrap = interval([](const UslParameters& usl) { return usl.beta; });
  fit.gamma.bootstrap = interval([](const UslParameters& usl) { return usl.gamma; });
  fit.peak_concurrency.bootstrap = interval([](const UslParameters& usl) {
    const std::optional<UslPeak> peak = usl_peak(usl);
    return peak ? peak->concurrency : HUGE_VAL;
  });
  fit.peak_throughput.bootstrap =
      interval([](const UslParameters& usl) { return usl_throughput_limit(usl); });
}

// Bayes if asked for, else the bootstrap, else Student's t around the minimum.
void add_uncertainty(UslFit& fit, const FitProblem& problem, const Question& question,
                     const BoundedFit& bounded, const FitOptions& options) {
  if (options.bootstrap == FitOptions::Bootstrap::replicates &&
      problem.pure_error_degrees_of_freedom == 0) {
    throw FitNotUsable({.place = {.source = "--bootstrap"},
                        .found = "replicates, but no N that was measured twice",
                        .allowed = "repeated runs to resample from",
                        .hint = "repeat some runs, or use --bootstrap residual"});
  }
  if (options.bootstrap != FitOptions::Bootstrap::none) {
    // A beta on its bound may leave it again in a resampled sweep.
    FreeParameters free = bounded.free;
    free.beta = bounded.unconstrained_free.beta;
    fit.joint_draws = bootstrap_draws(problem, bounded.parameters, free, options.bootstrap,
                                      options.bootstrap_draws, options.seed, options.stop);
    add_bootstrap_intervals(fit, fit.joint_draws.draws, options.stop);
  }
  if (options.bayes) {
    BayesFit bayes = bayes_fit(
        problem, question.free, question.held,
        {.draws = options.joint_draws, .level = options.confidence_level, .seed = options.seed});
    fit.bayes = bayes.summary;
    fit.joint_draws = std::move(bayes.draws);
  }
  if (fit.joint_draws.draws.empty() && options.gamma_mode != GammaMode::quadratic) {
    fit.joint_draws = joint_draws(problem, bounded, options.joint_draws, options.seed);
  }
  const std::size_t wanted = static_cast<std::size_t>(options.joint_draws);
  if (fit.joint_draws.draws.size() > wanted) fit.joint_draws.draws.resize(wanted);
}

void add_rows(UslFit& fit, const Measurements& measurements, const FitProblem& problem,
              const BoundedFit& bounded, bool robust) {
  fit.rows = influence(measurements, problem, bounded.parameters, bounded.free);
  if (!robust) return;
  const std::optional<RobustFit> found = robust_fit(problem, bounded.free);
  if (!found) return;
  fit.rows = flag_outliers(std::move(fit.rows), *found);
  fit.robust = found->parameters;
  if (const std::optional<UslPeak> peak = usl_peak(found->parameters)) {
    fit.robust_peak_concurrency = peak->concurrency;
  }
}

void add_tests(UslFit& fit, const Measurements& measurements, const FitProblem& problem,
               const BoundedFit& bounded) {
  fit.tests = lack_of_fit_tests(problem, bounded.parameters, bounded.free);
  const std::vector<TestResult> error_tests =
      error_model_tests(measurements, problem, bounded.parameters);
  fit.tests.insert(fit.tests.end(), error_tests.begin(), error_tests.end());
  fit.error_model_sensitivity = error_model_sensitivity(measurements);
  fit.models = compare_models(problem);
}

}  // namespace

UslFit fit_usl(const Measurements& measurements, const FitOptions& options) {
  options.check();
  const double level = options.confidence_level;
  const bool is_least_squares = options.gamma_mode != GammaMode::quadratic;
  UslFit fit;
  describe_question(fit, measurements, options);

  // The curve.
  const Question question = question_of(measurements, options);
  const FitProblem problem = make_fit_problem(measurements, options.error_model, question.free);
  const BoundedFit bounded = is_least_squares
                                 ? bounded_fit(problem, question.free, question.held,
                                               {.keep_unconstrained = options.unconstrained,
                                                .level = level,
                                                .source = place_of(measurements).source})
                                 : quadratic_answer(measurements, problem, question);
  fit.parameters = bounded.parameters;
  fit.unconstrained = bounded.unconstrained;
  fit.beta_on_bound = bounded.beta_on_bound;
  fit.alpha_on_bound = bounded.alpha_on_bound;
  fit.free_parameters = bounded.free.count();
  fit.rss = bounded.rss;
  if (bounded.remark) fit.warnings.push_back(*bounded.remark);

  // Its uncertainty. The quadratic method minimises another sum: least-squares theory has no
  // interval for it.
  const ErrorVariance variance = error_variance(problem, bounded.rss, bounded.free.count());
  Covariance covariance =
      covariance_of(problem, bounded.parameters, bounded.free, variance.variance);
  if (!is_least_squares) covariance.identified = false;
  describe_quality(fit, problem, variance);
  const ParameterEstimates estimates =
      parameter_estimates(problem, bounded, covariance, variance, level);
  fit.alpha = estimates.alpha;
  fit.beta = estimates.beta;
  fit.gamma = estimates.gamma;
  if (covariance.identified) fit.covariance = covariance.covariance;
  const PeakEstimates peak = peak_estimates(problem, bounded, covariance, variance, level);
  fit.has_peak = peak.exists;
  fit.peak_concurrency = peak.concurrency;
  fit.peak_throughput = peak.throughput;
  fit.throughput_limit = usl_throughput_limit(bounded.parameters);
  fit.throughput_limit_interval = peak.throughput_limit;
  if (const std::optional<UslPeak> found = usl_peak(bounded.parameters)) {
    fit.best_integer = found->best_integer;
  }
  fit.identifiability = identifiability_of(problem, bounded, covariance, peak, level);
  fit.overhead = overhead_table(problem, bounded.parameters);
  add_uncertainty(fit, problem, question, bounded, options);
  fit.band = bands(
      problem, bounded.parameters, covariance, variance,
      {.points = options.band_points,
       .from = problem.concurrency.front(),
       .to = options.band_to > 0 ? options.band_to
                                 : natural_band_end(problem.concurrency.back(), bounded.parameters),
       .level = level,
       .draws = draws_on_bound(fit)});

  // What others would say: each row, rival laws, other errors.
  add_rows(fit, measurements, problem, bounded, options.robust);
  add_tests(fit, measurements, problem, bounded);

  const FitVerdict verdict = judge(fit);
  fit.usability = verdict.usability;
  fit.verdict = verdict.sentences;
  fit.warnings.insert(fit.warnings.end(), verdict.warnings.begin(), verdict.warnings.end());
  return fit;
}

}  // namespace uslkit
