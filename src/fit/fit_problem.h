// FitProblem: measurements turned into what least squares sees, under one error model.
//
// A residual is weight * (response - model), where model is log X(N) on the logarithmic scale and
// X(N) otherwise. Rows are sorted by (concurrency, throughput) so that the order in the file cannot
// change a single bit of the answer. The scales are powers of two near max N and max X, for solvers
// whose stopping rules depend on units.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/measurements.h"
#include "model/usl_fit.h"

namespace uslkit {

// Which of the three parameters least squares may move; the others stay at their start value.
struct FreeParameters {
  bool alpha = true;
  bool beta = true;
  bool gamma = true;
  [[nodiscard]] int count() const { return int{alpha} + int{beta} + int{gamma}; }

  friend bool operator==(const FreeParameters&, const FreeParameters&) = default;
};

struct FitProblem {
  std::vector<double> concurrency;  // N, ascending
  std::vector<double> throughput;   // X, as measured
  std::vector<double> response;     // log X or X
  std::vector<double> weight;       // 1, or 1/sd
  std::vector<std::size_t> row;     // index into Measurements::rows
  bool log_scale = true;
  bool known_variance = false;  // weights are 1/sd: the residual variance is 1, not estimated
  bool variance_from_replicates = false;  // the residual variance is the pure error
  double concurrency_scale = 1;           // power of two near max N
  double throughput_scale = 1;            // power of two near max X
  // Pure error on the response scale, where any N was measured more than once.
  double pure_error_rss = 0;
  int pure_error_degrees_of_freedom = 0;
  std::int64_t distinct_concurrency = 0;

  [[nodiscard]] std::size_t size() const { return concurrency.size(); }
};

// Throws InputError for rows that no model can use (N <= 0, X <= 0, missing sd where needed) and
// FitNotUsable where too little remains: fewer rows than free parameters + 1 (one less with known
// standard deviations), fewer distinct N than free parameters, or no replicates where the error
// model lives on them.
[[nodiscard]] FitProblem make_fit_problem(const Measurements& measurements, ErrorModel model,
                                          FreeParameters free = {});

// The same rows with other responses: what the bootstrap refits. `response` is on the problem's
// scale.
[[nodiscard]] FitProblem with_responses(FitProblem problem, const std::vector<double>& response);

// The model on the problem's scale: log X(N) or X(N).
[[nodiscard]] double model_response(const FitProblem& problem, const UslParameters& usl,
                                    double concurrency);

// Sum of squared weighted residuals; +infinity if the curve is not positive and finite at each row.
[[nodiscard]] double residual_sum_of_squares(const FitProblem& problem, const UslParameters& usl);

}  // namespace uslkit
