#include "fit/usability.h"

#include <cmath>
#include <cstddef>
#include <optional>

#include "fit/bounded_fit.h"
#include "fit/lack_of_fit.h"

namespace uslkit {
namespace {

constexpr double kSignificant = 0.01;
constexpr double kMaterialMisfit = 0.05;  // the curve misses the means by more than this, rms

bool lacks_fit(const UslFit& fit) {
  const bool significant = test_rejects(fit, kPureErrorTest) ||
                           test_rejects(fit, kKnownVarianceTest) || test_rejects(fit, kRunsTest);
  return significant && relative_misfit(fit) > kMaterialMisfit;
}

}  // namespace

Usability usability_of(const UslFit& fit) {
  if (looks_saturating(fit) || lacks_fit(fit)) return Usability::wrong_model;
  if (is_superlinear(fit)) return Usability::superlinear;
  if (fit.beta_on_bound || !(fit.parameters.beta > 0)) return Usability::amdahl;
  if (!fit.has_peak || !fit.identifiability.peak_identified) return Usability::no_peak_shown;
  return Usability::usable;
}

bool is_superlinear(const UslFit& fit) {
  for (const Note& note : fit.warnings) {
    if (note.code == kSuperlinearPole) return true;
  }
  const std::optional<Interval> interval = fit.alpha.interval();
  return fit.parameters.alpha < 0 && interval.has_value() && interval->upper < 0;
}

bool looks_saturating(const UslFit& fit) {
  const TestResult* test = test_named(fit, kSaturationTest);
  return test != nullptr && test->statistic > kSaturationDeltaAic &&
         relative_misfit(fit) > kMaterialMisfit / 2;
}

const TestResult* test_named(const UslFit& fit, const char* name) {
  for (const TestResult& test : fit.tests) {
    if (test.name == name) return &test;
  }
  return nullptr;
}

bool test_rejects(const UslFit& fit, const char* name) {
  const TestResult* test = test_named(fit, name);
  return test != nullptr && test->p_value < kSignificant;
}

double relative_misfit(const UslFit& fit) {
  double sum = 0;
  std::size_t groups = 0;
  std::size_t begin = 0;
  while (begin < fit.rows.size()) {
    std::size_t end = begin;
    double mean = 0;
    while (end < fit.rows.size() && !(fit.rows[begin].concurrency < fit.rows[end].concurrency)) {
      mean += fit.rows[end].throughput / fit.rows[end].fitted - 1;
      ++end;
    }
    mean /= static_cast<double>(end - begin);
    sum += mean * mean;
    ++groups;
    begin = end;
  }
  return groups > 0 ? std::sqrt(sum / static_cast<double>(groups)) : 0;
}

}  // namespace uslkit
