#include "fit/knee.h"

#include <cmath>
#include <limits>
#include <vector>

#include "model/rival_models.h"

namespace uslkit {
namespace {

// Weighted sums over a set of rows, from which both halves of a knee follow. Where the knee is on
// the logarithmic scale the rising half has the target log X - log N = log gamma, else X = gamma N.
struct Sums {
  double rising_norm = 0;    // log: w^2;                else w^2 N^2
  double rising = 0;         // log: w^2 (y - log N);    else w^2 X N
  double rising_square = 0;  // log: w^2 (y - log N)^2;  else w^2 X^2
  double flat_norm = 0;      // w^2
  double flat = 0;           // w^2 y
  double flat_square = 0;    // w^2 y^2

  [[nodiscard]] Sums minus(const Sums& other) const {
    return {
        rising_norm - other.rising_norm, rising - other.rising, rising_square - other.rising_square,
        flat_norm - other.flat_norm,     flat - other.flat,     flat_square - other.flat_square};
  }
};

// sums[k] covers the first k rows.
std::vector<Sums> prefix_sums(const FitProblem& problem) {
  std::vector<Sums> sums(problem.size() + 1);
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double square = problem.weight[i] * problem.weight[i];
    const double y = problem.response[i];
    const double rising_target = problem.log_scale ? y - std::log(problem.concurrency[i]) : y;
    const double rising_basis = problem.log_scale ? 1 : problem.concurrency[i];
    Sums next = sums[i];
    next.rising_norm += square * rising_basis * rising_basis;
    next.rising += square * rising_target * rising_basis;
    next.rising_square += square * rising_target * rising_target;
    next.flat_norm += square;
    next.flat += square * y;
    next.flat_square += square * y * y;
    sums[i + 1] = next;
  }
  return sums;
}

struct Candidate {
  double gamma = 0;
  double saturation = 0;
  double rss = std::numeric_limits<double>::infinity();  // by the sums: good enough to rank
};

// The first `split` rows rise, the others are flat, and the knee falls between them; no candidate
// if the two means say otherwise.
Candidate inside_piece(const FitProblem& problem, const Sums& left, const Sums& right,
                       std::size_t split) {
  const double slope = left.rising / left.rising_norm;
  const double plateau = right.flat / right.flat_norm;
  const double gamma = problem.log_scale ? std::exp(slope) : slope;
  const double saturation = problem.log_scale ? std::exp(plateau) : plateau;
  const double knee = saturation / gamma;
  if (!(gamma > 0) || knee < problem.concurrency[split - 1] || knee > problem.concurrency[split]) {
    return {};
  }
  return {gamma, saturation,
          left.rising_square - left.rising * slope + right.flat_square - right.flat * plateau};
}

// The knee stands at a measured N: one number is left to find.
Candidate on_border(const FitProblem& problem, const Sums& left, const Sums& right, double knee) {
  const double shift = problem.log_scale ? std::log(knee) : 0;
  const double basis = problem.log_scale ? 1 : knee;
  const double norm = left.rising_norm + basis * basis * right.flat_norm;
  const double sum = left.rising + basis * (right.flat - shift * right.flat_norm);
  const double square = left.rising_square + right.flat_square - 2 * shift * right.flat +
                        shift * shift * right.flat_norm;
  const double level = sum / norm;
  const double gamma = problem.log_scale ? std::exp(level) : level;
  return {gamma, gamma * knee, square - sum * level};
}

// Row by row, without the cancellation of the sums.
KneeFit evaluated(const FitProblem& problem, const Candidate& candidate) {
  KneeFit fit{candidate.gamma, candidate.saturation, 0, 0};
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double n = problem.concurrency[i];
    const double throughput = knee_throughput(fit.gamma, fit.saturation, n);
    const double fitted = problem.log_scale ? std::log(throughput) : throughput;
    const double residual = problem.weight[i] * (problem.response[i] - fitted);
    fit.rss += residual * residual;
    if (fit.gamma * n < fit.saturation) ++fit.rising;
  }
  return fit;
}

}  // namespace

KneeFit fit_knee(const FitProblem& problem) {
  const std::vector<Sums> sums = prefix_sums(problem);
  Candidate best;
  for (std::size_t split = 1; split <= problem.size(); ++split) {
    const Sums& left = sums[split];
    const Sums right = sums.back().minus(left);
    const Candidate border = on_border(problem, left, right, problem.concurrency[split - 1]);
    if (border.rss < best.rss) best = border;
    if (split == problem.size()) break;
    const Candidate inside = inside_piece(problem, left, right, split);
    if (inside.rss < best.rss) best = inside;
  }
  return evaluated(problem, best);
}

}  // namespace uslkit
