#include "fit/robust.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/random.h"
#include "fit/jacobian.h"
#include "model/distributions.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Tukey's bisquare: rho(u) = 1 - (1 - (u/c)^2)^3 within |u| < c, 1 outside. The scale step uses
// c = 2.9370 with E rho = 0.25 at the normal law (a quarter of the rows may be anything), the
// location step c = 4.685 (95 % efficiency).
constexpr double kScaleTuning = 2.9370;
constexpr double kScaleMean = 0.25;
constexpr double kLocationTuning = 4.685;

// More rows than this do not each get a start of their own.
constexpr std::size_t kMostSingleStarts = 40;
constexpr int kBlockStarts = 20;
constexpr int kSubsetStarts = 20;
constexpr std::size_t kSubsetRows = 12;
constexpr std::size_t kPolished = 2;  // candidates that get the full iteration
constexpr int kMostIterations = 50;

double rho(double u, double tuning) {
  const double ratio = u / tuning;
  if (std::abs(ratio) >= 1) return 1;
  const double room = 1 - ratio * ratio;
  return 1 - room * room * room;
}

double bisquare_weight(double u, double tuning) {
  const double ratio = u / tuning;
  if (std::abs(ratio) >= 1) return 0;
  const double room = 1 - ratio * ratio;
  return room * room;
}

struct Candidate {
  UslParameters parameters;
  double scale = kInfinity;
};

// The working copy of the problem, its buffers, and the steps of the search. One search, one
// thread.
class RobustSearch {
 public:
  RobustSearch(const FitProblem& problem, FreeParameters free)
      : problem_(problem), free_(free), working_(problem), buffer_(problem.size()) {}

  // From the least-squares fit of a part of the rows, two steps towards the smallest scale.
  [[nodiscard]] Candidate start_from(const std::vector<double>& row_weight) {
    const std::optional<UslParameters> first = refit_with(row_weight, least_squares_);
    if (!first) return {};
    Candidate candidate{*first, scale_of(*first)};
    for (int step = 0; step < 2; ++step) candidate = scale_step(candidate);
    return candidate;
  }

  // Keeps the plain least-squares fit as the start of all others; false if there is none.
  [[nodiscard]] bool begin() {
    const RefitResult result = best_refit(problem_, free_);
    if (!result.converged) return false;
    least_squares_ = result.parameters;
    return true;
  }

  [[nodiscard]] Candidate polished(Candidate candidate) {
    for (int step = 0; step < kMostIterations; ++step) {
      const Candidate next = scale_step(candidate);
      const bool settled = !(next.scale < candidate.scale * (1 - 1e-6));
      if (next.scale < candidate.scale) candidate = next;
      if (settled) break;
    }
    return candidate;
  }

  // The M-step: bisquare location with the scale held.
  [[nodiscard]] UslParameters located(UslParameters parameters, double scale) {
    std::vector<double> weight(problem_.size(), 1.0);
    for (int step = 0; step < kMostIterations; ++step) {
      const std::vector<double> next = weights(parameters, scale, kLocationTuning);
      double change = 0;
      for (std::size_t i = 0; i < next.size(); ++i) {
        change = std::max(change, std::abs(next[i] - weight[i]));
      }
      weight = next;
      if (change < 1e-7) break;
      const std::optional<UslParameters> moved = refit_with(weight, parameters);
      if (!moved) break;
      parameters = *moved;
    }
    return parameters;
  }

  [[nodiscard]] std::vector<double> weights(const UslParameters& parameters, double scale,
                                            double tuning) const {
    std::vector<double> weight = weighted_residuals(problem_, parameters);
    for (double& value : weight) value = bisquare_weight(value / scale, tuning);
    return weight;
  }

 private:
  [[nodiscard]] std::optional<UslParameters> refit_with(const std::vector<double>& row_weight,
                                                        const UslParameters& start) {
    for (std::size_t i = 0; i < problem_.size(); ++i) {
      working_.weight[i] = problem_.weight[i] * std::sqrt(row_weight[i]);
    }
    const RefitResult result = refit(working_, start, free_);
    if (!result.converged) return std::nullopt;
    return result.parameters;
  }

  [[nodiscard]] Candidate scale_step(const Candidate& candidate) {
    if (!(candidate.scale > 0) || std::isinf(candidate.scale)) return candidate;
    const std::optional<UslParameters> moved = refit_with(
        weights(candidate.parameters, candidate.scale, kScaleTuning), candidate.parameters);
    if (!moved) return candidate;
    return {*moved, scale_of(*moved)};
  }

  // The S-scale s with mean rho(r/s) = 0.25, by fixed-point iteration from the median of |r|.
  [[nodiscard]] double scale_of(const UslParameters& parameters) {
    const std::vector<double> residual = weighted_residuals(problem_, parameters);
    const double count = static_cast<double>(residual.size());
    for (std::size_t i = 0; i < residual.size(); ++i) buffer_[i] = std::abs(residual[i]);
    const std::vector<double>::iterator middle =
        buffer_.begin() + static_cast<std::ptrdiff_t>(buffer_.size() / 2);
    std::nth_element(buffer_.begin(), middle, buffer_.end());
    double scale = *middle / 0.6745;
    for (int step = 0; step < 30 && scale > 0; ++step) {
      double sum = 0;
      for (const double value : residual) sum += rho(value / scale, kScaleTuning);
      const double next = scale * std::sqrt(sum / (kScaleMean * count));
      const bool settled = std::abs(next - scale) <= 1e-6 * scale;
      scale = next;
      if (settled) break;
    }
    return scale;
  }

  const FitProblem& problem_;
  FreeParameters free_;
  FitProblem working_;
  std::vector<double> buffer_;
  UslParameters least_squares_;
};

// Which rows each start trusts: 1 or 0 per row. Every row left out once; or, with many rows, every
// twentieth of the sweep left out once and some small random subsets.
std::vector<std::vector<double>> start_weights(std::size_t count) {
  std::vector<std::vector<double>> starts = {std::vector<double>(count, 1.0)};
  if (count <= kMostSingleStarts) {
    for (std::size_t i = 0; i < count; ++i) {
      starts.push_back(starts.front());
      starts.back()[i] = 0;
    }
    return starts;
  }
  for (std::size_t block = 0; block < kBlockStarts; ++block) {
    starts.push_back(starts.front());
    for (std::size_t i = count * block / kBlockStarts; i < count * (block + 1) / kBlockStarts;
         ++i) {
      starts.back()[i] = 0;
    }
  }
  Random random(0, "robust");
  for (std::size_t subset = 0; subset < kSubsetStarts; ++subset) {
    starts.emplace_back(count, 0.0);
    for (std::size_t i = 0; i < kSubsetRows; ++i) starts.back()[random.index(count)] = 1;
  }
  return starts;
}

// Residuals over their standard deviation under the weighted fit. With M = sum omega g g' and
// h = g' M^-1 g, a row that was trusted by omega has the variance
//   s^2 (1 - 2 omega h + g' M^-1 (sum omega^2 g g') M^-1 g),
// which is s^2 (1 - h) for a trusted row and s^2 (1 + h) for one that had no say.
std::vector<double> standardized_residuals(const FitProblem& problem, FreeParameters free,
                                           const RobustFit& fit) {
  Information trusted;
  Information squared;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const Vector3 gradient =
        response_gradient(problem.log_scale, fit.parameters, problem.concurrency[i]);
    const double precision = problem.weight[i] * problem.weight[i];
    trusted.add(gradient, precision * fit.weight[i]);
    squared.add(gradient, precision * fit.weight[i] * fit.weight[i]);
  }
  std::vector<double> result = weighted_residuals(problem, fit.parameters);
  const std::optional<Matrix3> inverse = trusted.inverse(free);
  for (std::size_t i = 0; i < problem.size(); ++i) {
    double variance = 1;
    if (inverse) {
      Vector3 gradient =
          response_gradient(problem.log_scale, fit.parameters, problem.concurrency[i]);
      for (double& slope : gradient) slope *= problem.weight[i];
      const Vector3 pulled = times(*inverse, gradient);
      variance += quadratic_form(squared.sum, pulled) - 2 * fit.weight[i] * dot(gradient, pulled);
    }
    result[i] /= fit.scale * std::sqrt(std::max(variance, 1e-6));
  }
  return result;
}

// The standard deviation of the trusted rows; consistent at the normal law and, unlike the S-scale,
// not biased low by having chosen the best of many starts.
double final_scale(const FitProblem& problem, int free_count, const RobustFit& fit) {
  const std::vector<double> residual = weighted_residuals(problem, fit.parameters);
  double sum = 0;
  double trust = 0;
  for (std::size_t i = 0; i < residual.size(); ++i) {
    sum += fit.weight[i] * residual[i] * residual[i];
    trust += fit.weight[i];
  }
  if (trust <= free_count + 0.5) return fit.scale;
  return std::max(fit.scale, std::sqrt(sum / (trust - free_count)));
}

}  // namespace

std::optional<RobustFit> robust_fit(const FitProblem& problem, FreeParameters free) {
  const std::size_t count = problem.size();
  const std::size_t free_count = static_cast<std::size_t>(free.count());
  if (count < free_count + 3) return std::nullopt;
  RobustSearch search(problem, free);
  if (!search.begin()) return std::nullopt;

  std::vector<Candidate> candidates;
  for (const std::vector<double>& weight : start_weights(count)) {
    candidates.push_back(search.start_from(weight));
  }
  const std::vector<Candidate>::iterator polish_end =
      candidates.begin() + static_cast<std::ptrdiff_t>(std::min(kPolished, candidates.size()));
  const auto by_scale = [](const Candidate& a, const Candidate& b) { return a.scale < b.scale; };
  std::partial_sort(candidates.begin(), polish_end, candidates.end(), by_scale);
  Candidate best;
  for (std::vector<Candidate>::iterator it = candidates.begin(); it != polish_end; ++it) {
    const Candidate polished = search.polished(*it);
    if (polished.scale < best.scale) best = polished;
  }
  if (!std::isfinite(best.scale)) return std::nullopt;

  RobustFit result;
  result.parameters = best.parameters;
  result.weight.assign(count, 1.0);
  result.standardized.assign(count, 0.0);
  const double small_sample =
      std::sqrt(static_cast<double>(count) / static_cast<double>(count - free_count));
  result.scale = best.scale * small_sample;
  // Rows that the curve meets to rounding leave nothing to standardise.
  const double rounding = std::sqrt(rounding_rss(problem) / static_cast<double>(count));
  if (!(result.scale > rounding)) return result;
  result.parameters = search.located(best.parameters, result.scale);
  result.weight = search.weights(result.parameters, result.scale, kLocationTuning);
  result.scale = final_scale(problem, free.count(), result);
  result.standardized = standardized_residuals(problem, free, result);
  return result;
}

std::vector<FittedPoint> flag_outliers(std::vector<FittedPoint> points, const RobustFit& robust) {
  USLKIT_CHECK(points.size() == robust.weight.size());
  const double count = static_cast<double>(points.size());
  double trust = 0;
  for (const double weight : robust.weight) trust += weight;
  const double df = std::max(trust - 4, 1.0);
  const double sidak = 1 - std::pow(0.95, 1 / count);
  const double limit = student_t_quantile(1 - sidak / 2, df);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].robust_weight = robust.weight[i];
    points[i].outlier = std::abs(robust.standardized[i]) > limit;
  }
  return points;
}

}  // namespace uslkit
