// What fitting costs. Targets: a refit <= 2 us for 7 to 32 rows, one full fit with its profile
// intervals <= 0.5 ms, 10,000 bootstrap refits <= 20 ms. The peers of a refit are Ceres and its
// TinySolver from the same start.
#include <cmath>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>
#include <ceres/tiny_solver.h>

#include "base/check.h"
#include "base/random.h"
#include "fit/bootstrap.h"
#include "fit/bounded_fit.h"
#include "fit/ceres_fit.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "fit/estimates.h"
#include "fit/fit_problem.h"
#include "fit/fit_usl.h"
#include "fit/jacobian.h"
#include "fit/refit.h"

namespace uslkit {
namespace {

// `rows` runs at log-spaced N up to 128 with 5 % noise; the peak is inside, at 43.6.
Measurements sweep(std::int64_t rows) {
  Random random(1, "bench");
  Measurements measurements;
  for (std::int64_t i = 0; i < rows; ++i) {
    Measurement row;
    const double share = static_cast<double>(i) / static_cast<double>(rows - 1);
    row.concurrency = std::round(std::pow(128, share) * 100) / 100;
    row.throughput =
        usl_throughput({0.05, 0.0005, 100}, row.concurrency) * std::exp(0.05 * random.normal());
    measurements.rows.push_back(row);
  }
  return measurements;
}

void linear_start_of_rows(benchmark::State& state) {
  const FitProblem problem = make_fit_problem(sweep(state.range(0)), ErrorModel::relative);
  for (auto _ : state) benchmark::DoNotOptimize(linear_start(problem));
}
BENCHMARK(linear_start_of_rows)->Arg(7)->Arg(32);

void refit_relative(benchmark::State& state) {
  const FitProblem problem = make_fit_problem(sweep(state.range(0)), ErrorModel::relative);
  const UslParameters start = linear_start(problem);
  for (auto _ : state) benchmark::DoNotOptimize(refit(problem, start));
}
BENCHMARK(refit_relative)->Arg(7)->Arg(32)->Arg(360);

void refit_additive(benchmark::State& state) {
  const FitProblem problem = make_fit_problem(sweep(state.range(0)), ErrorModel::additive);
  const UslParameters start = linear_start(problem);
  for (auto _ : state) benchmark::DoNotOptimize(refit(problem, start));
}
BENCHMARK(refit_additive)->Arg(7)->Arg(32)->Arg(360);

// The same least squares for ceres::TinySolver, in the coordinates that suit it (alpha max N,
// beta max N^2, log gamma), with exact first derivatives.
class TinyProblem {
 public:
  using Scalar = double;
  enum { NUM_RESIDUALS = Eigen::Dynamic, NUM_PARAMETERS = 3 };

  explicit TinyProblem(const FitProblem& problem) : problem_(&problem) {}

  [[nodiscard]] int NumResiduals() const { return static_cast<int>(problem_->size()); }

  [[nodiscard]] Eigen::Vector3d from(const UslParameters& usl) const {
    const double scale = problem_->concurrency_scale;
    return {usl.alpha * scale, usl.beta * scale * scale, std::log(usl.gamma)};
  }

  bool operator()(const double* at, double* residuals, double* jacobian) const {
    const double scale = problem_->concurrency_scale;
    const UslParameters usl = {at[0] / scale, at[1] / (scale * scale), std::exp(at[2])};
    const std::size_t count = problem_->size();
    for (std::size_t i = 0; i < count; ++i) {
      const double concurrency = problem_->concurrency[i];
      residuals[i] = problem_->response[i] - model_response(*problem_, usl, concurrency);
      if (jacobian == nullptr) continue;
      const Vector3 gradient = response_gradient(problem_->log_scale, usl, concurrency);
      jacobian[i] = -gradient[0] / scale;
      jacobian[count + i] = -gradient[1] / (scale * scale);
      jacobian[2 * count + i] = -gradient[2] * usl.gamma;
    }
    return true;
  }

 private:
  const FitProblem* problem_;
};

void refit_by_tiny_solver(benchmark::State& state) {
  const FitProblem problem = make_fit_problem(sweep(state.range(0)), ErrorModel::relative);
  const UslParameters start = linear_start(problem);
  const TinyProblem tiny(problem);
  ceres::TinySolver<TinyProblem> solver;
  Eigen::Vector3d parameters;
  for (auto _ : state) {
    parameters = tiny.from(start);
    benchmark::DoNotOptimize(solver.Solve(tiny, &parameters));
  }
  // Both must have found the same minimum, or the times say nothing.
  const double rss = 2 * solver.summary.final_cost;
  USLKIT_CHECK(std::abs(rss - refit(problem, start).rss) <= 1e-6 * rss);
}
BENCHMARK(refit_by_tiny_solver)->Arg(7)->Arg(32)->Arg(360);

void refit_by_ceres(benchmark::State& state) {
  const FitProblem problem = make_fit_problem(sweep(state.range(0)), ErrorModel::relative);
  const UslParameters start = linear_start(problem);
  for (auto _ : state) benchmark::DoNotOptimize(ceres_refit(problem, start));
}
BENCHMARK(refit_by_ceres)->Arg(7)->Arg(32)->Arg(360);

// Both solvers, standard errors, Wald and profile intervals of alpha, beta, gamma, N* and X*.
void full_fit_with_profiles(benchmark::State& state) {
  const Measurements measurements = sweep(state.range(0));
  for (auto _ : state) {
    const FitProblem problem = make_fit_problem(measurements, ErrorModel::relative);
    const BoundedFit fit = bounded_fit(problem, {}, {0, 0, 1}, {});
    const ErrorVariance variance = error_variance(problem, fit.rss, fit.free.count());
    const Covariance covariance =
        covariance_of(problem, fit.parameters, fit.free, variance.variance);
    benchmark::DoNotOptimize(parameter_estimates(problem, fit, covariance, variance, 0.95));
    benchmark::DoNotOptimize(peak_estimates(problem, fit, covariance, variance, 0.95));
  }
}
BENCHMARK(full_fit_with_profiles)->Arg(7)->Arg(32)->Unit(benchmark::kMillisecond);

// All that `uslkit fit` computes by default: also bands, joint draws, leave-one-out fits, the
// robust fit, rival models, tests and the verdict.
void whole_fit_usl(benchmark::State& state) {
  const Measurements measurements = sweep(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(fit_usl(measurements));
}
BENCHMARK(whole_fit_usl)->Arg(7)->Arg(32)->Arg(360)->Unit(benchmark::kMillisecond);

void bootstrap_10000_refits(benchmark::State& state) {
  const FitProblem problem = make_fit_problem(sweep(state.range(0)), ErrorModel::relative);
  const UslParameters start = best_refit(problem).parameters;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        bootstrap_draws(problem, start, {}, FitOptions::Bootstrap::residual, 10'000, 1));
  }
}
BENCHMARK(bootstrap_10000_refits)->Arg(7)->Arg(32)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
