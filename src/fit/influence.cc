#include "fit/influence.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "fit/error_variance.h"
#include "fit/jacobian.h"

namespace uslkit {
namespace {

// Beyond this many rows the leave-one-out fits would cost more than everything else together, and
// one Gauss-Newton step comes within a hundredth of a standard error of them.
constexpr std::size_t kMostRefits = 128;

// The same problem without one row. Walking the rows in order, the gap moves by copying one row
// back into place, so that n refits need one copy of the problem.
class WithoutOneRow {
 public:
  explicit WithoutOneRow(const FitProblem& problem) : full_(problem), reduced_(problem) {
    reduced_.concurrency.erase(reduced_.concurrency.begin());
    reduced_.throughput.erase(reduced_.throughput.begin());
    reduced_.response.erase(reduced_.response.begin());
    reduced_.weight.erase(reduced_.weight.begin());
    reduced_.row.erase(reduced_.row.begin());
  }

  // Rows must be asked for in the order 0, 1, 2, ...
  const FitProblem& without(std::size_t row) {
    USLKIT_CHECK(row == next_);
    if (row > 0) {
      reduced_.concurrency[row - 1] = full_.concurrency[row - 1];
      reduced_.throughput[row - 1] = full_.throughput[row - 1];
      reduced_.response[row - 1] = full_.response[row - 1];
      reduced_.weight[row - 1] = full_.weight[row - 1];
      reduced_.row[row - 1] = full_.row[row - 1];
    }
    ++next_;
    reduced_.distinct_concurrency = full_.distinct_concurrency - (is_alone(row) ? 1 : 0);
    return reduced_;
  }

 private:
  // True if no other row has this N (rows are sorted by it).
  [[nodiscard]] bool is_alone(std::size_t row) const {
    const std::vector<double>& concurrency = full_.concurrency;
    const bool like_left = row > 0 && !(concurrency[row - 1] < concurrency[row]);
    const bool like_right =
        row + 1 < concurrency.size() && !(concurrency[row] < concurrency[row + 1]);
    return !like_left && !like_right;
  }

  const FitProblem& full_;
  FitProblem reduced_;
  std::size_t next_ = 0;
};

std::optional<double> peak_of(const UslParameters& usl) {
  const std::optional<UslPeak> peak = usl_peak(usl);
  if (!peak) return std::nullopt;
  return peak->concurrency;
}

struct RowResidual {
  double weighted = 0;  // w e
  double leverage = 0;  // h
};

// The variance of a weighted residual, where it is known without the residuals of the curve.
struct GivenVariance {
  bool is_given = false;
  double value = 0;
};

// Residual over its standard deviation: the variance is the given one or, where residuals are all
// there is, taken from the other rows.
double studentised(const RowResidual& row, double rss, double others_df,
                   const GivenVariance& given) {
  const double room = 1 - row.leverage;
  if (room <= 1e-12) return 0;  // The row decides its own fitted value: nothing is left over.
  if (given.is_given) return given.value > 0 ? row.weighted / std::sqrt(room * given.value) : 0;
  const double others_rss = rss - row.weighted * row.weighted / room;
  if (others_df < 1 || !(others_rss > 0)) return 0;
  return row.weighted / std::sqrt(room * others_rss / others_df);
}

double cooks_distance(const RowResidual& row, double variance, int free_count) {
  const double room = 1 - row.leverage;
  if (room <= 1e-12 || !(variance > 0) || free_count == 0) return 0;
  return row.weighted * row.weighted * row.leverage / (free_count * variance * room * room);
}

// theta - (J'J)^-1 g w e / (1-h): the Gauss-Newton step towards the fit without the row.
UslParameters one_step_without(const FitProblem& problem, const UslParameters& parameters,
                               const Matrix3& inverse, std::size_t index, const RowResidual& row) {
  const Vector3 gradient =
      response_gradient(problem.log_scale, parameters, problem.concurrency[index]);
  const Vector3 step = times(inverse, gradient);
  const double size = problem.weight[index] * row.weighted / (1 - row.leverage);
  UslParameters result = parameters;
  result.alpha -= step[0] * size;
  result.beta -= step[1] * size;
  result.gamma -= step[2] * size;
  if (parameters.beta >= 0) result.beta = std::max(result.beta, 0.0);
  return result;
}

}  // namespace

std::optional<UslParameters> bounded_refit(const FitProblem& problem, const UslParameters& start,
                                           FreeParameters free) {
  RefitResult result = refit(problem, start, free);
  if (!result.converged) result = best_refit(problem, free, start);
  if (free.beta && start.beta >= 0 && (!result.converged || result.parameters.beta < 0)) {
    free.beta = false;
    result = refit(problem, {start.alpha, 0, start.gamma}, free);
  }
  if (!result.converged) return std::nullopt;
  return result.parameters;
}

std::vector<FittedPoint> influence(const Measurements& measurements, const FitProblem& problem,
                                   const UslParameters& parameters, FreeParameters free) {
  const std::size_t count = problem.size();
  const int free_count = free.count();
  const std::vector<double> leverage = leverages(problem, parameters, free);
  const std::vector<double> residual = weighted_residuals(problem, parameters);
  const double rss = residual_sum_of_squares(problem, parameters);
  const double df = static_cast<double>(count) - free_count;
  const double variance = error_variance(problem, rss, free_count).variance;
  const bool is_given = problem.known_variance || problem.variance_from_replicates;
  const std::optional<Matrix3> inverse = information_of(problem, parameters).inverse(free);
  const bool enough_rows = df > 1 && count > 1;
  WithoutOneRow reduced(problem);

  std::vector<FittedPoint> points(count);
  for (std::size_t i = 0; i < count; ++i) {
    const RowResidual row = {residual[i], leverage[i]};
    const Measurement& measurement = measurements.rows[problem.row[i]];
    FittedPoint& point = points[i];
    point.concurrency = problem.concurrency[i];
    point.throughput = problem.throughput[i];
    point.fitted = usl_throughput(parameters, problem.concurrency[i]);
    point.residual = residual[i] / problem.weight[i];
    point.leverage = leverage[i];
    point.standardized = studentised(row, rss, df - 1, {is_given, variance});
    point.cooks_distance = cooks_distance(row, variance, free_count);
    point.line = measurement.line;
    point.source = measurement.source;
    if (!enough_rows) continue;
    if (count <= kMostRefits) {
      const FitProblem& others = reduced.without(i);
      if (others.distinct_concurrency < free_count) continue;
      point.parameters_without = bounded_refit(others, parameters, free);
    } else if (inverse && leverage[i] < 1) {
      point.parameters_without = one_step_without(problem, parameters, *inverse, i, row);
    }
    if (point.parameters_without) point.peak_without = peak_of(*point.parameters_without);
  }
  return points;
}

}  // namespace uslkit
