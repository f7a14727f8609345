#include "pipeline/consume/batch_costs.h"

#include <algorithm>
#include <cmath>

#include "run/law_sampler.h"

namespace uslkit {

void BatchRegression::add(std::int64_t batch_events, Duration time) {
  const double b = static_cast<double>(batch_events);
  const double t = in_seconds(time);
  ++batches;
  events += b;
  events_squared += b * b;
  seconds += t;
  seconds_squared += t * t;
  product += b * t;
}

void BatchRegression::merge(const BatchRegression& other) {
  batches += other.batches;
  events += other.events;
  events_squared += other.events_squared;
  seconds += other.seconds;
  seconds_squared += other.seconds_squared;
  product += other.product;
}

BatchLaw BatchRegression::law() const {
  if (batches == 0 || events == 0) return {};
  const double n = static_cast<double>(batches);
  const double spread = events_squared - events * events / n;
  // Without a spread of sizes the two parts cannot be told apart.
  const bool one_size = spread <= 1e-9 * events_squared;
  double t1 = one_size ? seconds / events : (product - events * seconds / n) / spread;
  double t0 = one_size ? 0 : (seconds - t1 * events) / n;
  if (t1 < 0) {
    t1 = 0;
    t0 = seconds / n;
  } else if (t0 < 0) {
    t0 = 0;
    t1 = product / events_squared;  // least squares through the origin
  }
  const double residuals = seconds_squared - 2 * t0 * seconds - 2 * t1 * product + n * t0 * t0 +
                           2 * t0 * t1 * events + t1 * t1 * events_squared;
  const double mean = seconds / n;
  BatchLaw law;
  law.t0 = LawSampler::rounded(t0 * 1e9);
  law.t1 = LawSampler::rounded(t1 * 1e9);
  law.cv = mean > 0 ? std::sqrt(std::max(residuals, 0.0) / n) / mean : 0;
  return law;
}

void BatchCosts::merge(const BatchCosts& other) {
  processing.merge(other.processing);
  writing.merge(other.writing);
  pull.merge(other.pull);
}

}  // namespace uslkit
