#include "fit/next_spread.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace uslkit {
namespace {

constexpr double kMostSteps = 7;

const NextCandidate& nearest_to(const std::vector<NextCandidate>& candidates, double concurrency) {
  return *std::min_element(candidates.begin(), candidates.end(),
                           [concurrency](const NextCandidate& a, const NextCandidate& b) {
                             return std::abs(static_cast<double>(a.concurrency) - concurrency) <
                                    std::abs(static_cast<double>(b.concurrency) - concurrency);
                           });
}

std::int64_t largest_of(const std::vector<NextCandidate>& candidates) {
  std::int64_t largest = 1;
  for (const NextCandidate& candidate : candidates) {
    largest = std::max(largest, candidate.concurrency);
  }
  return largest;
}

}  // namespace

std::vector<NextCandidate> spread_of(const NextAdvice& advice, const UslFit& fit) {
  if (advice.candidates.empty()) return {};
  const std::int64_t largest = largest_of(advice.candidates);
  std::set<double> wanted = {static_cast<double>(advice.candidates.front().concurrency),
                             static_cast<double>(largest)};
  const double step = std::max(2.0, std::pow(static_cast<double>(largest), 1 / kMostSteps));
  for (int i = 0; std::pow(step, i) < static_cast<double>(largest); ++i) {
    wanted.insert(std::round(std::pow(step, i)));
  }
  if (fit.has_peak && fit.best_integer <= largest) {
    const double peak = static_cast<double>(fit.best_integer);
    for (const double n : {std::round(0.9 * peak), peak, std::round(1.1 * peak)}) {
      if (n >= 1 && n <= static_cast<double>(largest)) wanted.insert(n);
    }
  }
  std::vector<NextCandidate> spread;
  for (const double n : wanted) {
    const NextCandidate& candidate = nearest_to(advice.candidates, n);
    if (!spread.empty() && spread.back().concurrency == candidate.concurrency) continue;
    spread.push_back(candidate);
  }
  return spread;
}

}  // namespace uslkit
