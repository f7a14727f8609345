#include "fit/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/random.h"
#include "fit/error_variance.h"
#include "fit/influence.h"
#include "fit/jacobian.h"
#include "fit/refit.h"

namespace uslkit {
namespace {

// Rows begin..end-1 have the same N.
struct Group {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Group> groups_of(const FitProblem& problem) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const bool fresh = i == 0 || problem.concurrency[i - 1] < problem.concurrency[i];
    if (fresh) groups.push_back({i, i});
    groups.back().end = i + 1;
  }
  return groups;
}

// Everything a draw needs, computed once. All residuals are weighted ones.
struct Resampling {
  std::vector<double> fitted;    // the model's response per row
  std::vector<double> residual;  // as found
  std::vector<double> scaled;    // residual / sqrt(1 - leverage), recentred
  std::vector<Vector3> step;     // (J'J)^-1 g w: how far a weighted error moves the parameters
  std::vector<Group> groups;
  double sd = 1;  // residual standard deviation
};

Resampling prepared(const FitProblem& problem, const UslParameters& parameters,
                    FreeParameters free) {
  Resampling result;
  const std::vector<double> leverage = leverages(problem, parameters, free);
  result.residual = weighted_residuals(problem, parameters);
  result.groups = groups_of(problem);
  const Matrix3 inverse = information_of(problem, parameters).inverse(free).value_or(Matrix3{});
  double mean = 0;
  double rss = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    result.fitted.push_back(model_response(problem, parameters, problem.concurrency[i]));
    // A row that decides its own fitted value (leverage 1) has no residual to scale up.
    const double room = std::max(1 - leverage[i], 1e-6);
    result.scaled.push_back(result.residual[i] / std::sqrt(room));
    Vector3 step =
        times(inverse, response_gradient(problem.log_scale, parameters, problem.concurrency[i]));
    for (double& value : step) value *= problem.weight[i];
    result.step.push_back(step);
    mean += result.scaled.back();
    rss += result.residual[i] * result.residual[i];
  }
  const double count = static_cast<double>(problem.size());
  const double df = count - free.count();
  result.sd = std::sqrt(error_variance(problem, rss, free.count()).variance);
  // Where replicates say how large the errors are, residuals lend their shape only: lack of fit is
  // no noise.
  const double own_sd = df > 0 ? std::sqrt(rss / df) : 0;
  const double size = problem.variance_from_replicates && own_sd > 0 ? result.sd / own_sd : 1;
  for (double& value : result.scaled) value = (value - mean / count) * size;
  return result;
}

// A row number below `count`, from one 32-bit word: rows are far fewer than 2^32, so the bias of at
// most count / 2^32 is nothing, and half the random bits are saved.
std::size_t pick(Random& random, std::size_t count) {
  return static_cast<std::size_t>((std::uint64_t{random.next_u32()} * count) >> 32);
}

// Writes one resampled set of responses into `problem`, which holds the buffers, and returns where
// one Gauss-Newton step from the fit leads: most of the way to the refit.
UslParameters resample(const UslParameters& parameters, const Resampling& from,
                       FitOptions::Bootstrap kind, Random& random, FitProblem& problem) {
  const std::size_t count = problem.size();
  UslParameters start = parameters;
  for (const Group& group : from.groups) {
    const std::size_t members = group.end - group.begin;
    for (std::size_t i = group.begin; i < group.end; ++i) {
      double error = 0;
      if (kind == FitOptions::Bootstrap::parametric) {
        error = from.sd * random.normal();
      } else if (kind == FitOptions::Bootstrap::replicates && members > 1) {
        error = from.residual[group.begin + pick(random, members)];
      } else {
        error = from.scaled[pick(random, count)];
      }
      problem.response[i] = from.fitted[i] + error / problem.weight[i];
      start.alpha += from.step[i][0] * error;
      start.beta += from.step[i][1] * error;
      start.gamma += from.step[i][2] * error;
    }
  }
  // A wild step is no start, and one below the bound would lift it.
  if (!(start.gamma > 0)) return parameters;
  if (parameters.beta >= 0) start.beta = std::max(start.beta, 0.0);
  return start;
}

const char* method_of(FitOptions::Bootstrap kind) {
  switch (kind) {
    case FitOptions::Bootstrap::none:
      break;
    case FitOptions::Bootstrap::residual:
      return "bootstrap-residual";
    case FitOptions::Bootstrap::parametric:
      return "bootstrap-parametric";
    case FitOptions::Bootstrap::replicates:
      return "bootstrap-replicates";
  }
  return "none";
}

// The value at rank (count-1) * probability, interpolated. Reorders the values instead of sorting
// them: bands ask for it at every N.
double quantile_of(std::vector<double>& values, double probability) {
  const double position = static_cast<double>(values.size() - 1) * probability;
  const std::size_t below = static_cast<std::size_t>(position);
  const double fraction = position - static_cast<double>(below);
  const std::vector<double>::iterator rank = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), rank, values.end());
  if (std::isinf(*rank) || fraction <= 0 || rank + 1 == values.end()) return *rank;
  return *rank + fraction * (*std::min_element(rank + 1, values.end()) - *rank);
}

}  // namespace

JointDraws bootstrap_draws(const FitProblem& problem, const UslParameters& parameters,
                           FreeParameters free, FitOptions::Bootstrap kind, int draws,
                           std::uint64_t seed, StopRequest stop) {
  JointDraws result;
  result.method = method_of(kind);
  result.seed = seed;
  if (kind == FitOptions::Bootstrap::none || draws <= 0) return result;
  const Resampling from = prepared(problem, parameters, free);
  FitProblem resampled = problem;
  Random random(seed, "bootstrap");
  result.draws.reserve(static_cast<std::size_t>(draws));
  for (int draw = 0; draw < draws; ++draw) {
    throw_if_stopped(stop);
    const UslParameters start = resample(parameters, from, kind, random, resampled);
    const std::optional<UslParameters> refitted = bounded_refit(resampled, start, free);
    if (refitted) result.draws.push_back(*refitted);
  }
  return result;
}

Interval percentile_interval(std::vector<double> values, double level) {
  USLKIT_CHECK(!values.empty());
  USLKIT_CHECK(level > 0);
  USLKIT_CHECK(level < 1);
  const double lower = quantile_of(values, (1 - level) / 2);
  return {lower, quantile_of(values, (1 + level) / 2)};
}

}  // namespace uslkit
