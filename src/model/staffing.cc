#include "model/staffing.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "model/distributions.h"
#include "model/round_up.h"

namespace uslkit {

double halfin_whitt_wait_probability(double quality) {
  USLKIT_CHECK(!std::isnan(quality));
  if (quality <= 0.0) return 1.0;
  // phi / (phi + Q Phi) rather than Phi / phi, which divides by zero beyond Q = 38.
  const double density = normal_density(quality);
  if (density == 0.0) return 0.0;
  return density / (density + quality * normal_cdf(quality));
}

double quality_for_wait_probability(double probability) {
  USLKIT_CHECK(probability > 0.0);
  USLKIT_CHECK(probability <= 1.0);
  // The limit falls from 1 to 0 over this range, so bisection cannot miss the root.
  double low = 0.0;
  double high = 40.0;
  for (int step = 0; step < 110; ++step) {
    const double middle = 0.5 * (low + high);
    (halfin_whitt_wait_probability(middle) >= probability ? low : high) = middle;
  }
  return probability == 1.0 ? 0.0 : 0.5 * (low + high);
}

std::int64_t square_root_staffing(double offered_load, double quality) {
  USLKIT_CHECK(offered_load >= 0.0);
  USLKIT_CHECK(quality >= 0.0);
  const double servers = offered_load + quality * std::sqrt(offered_load);
  return std::max<std::int64_t>(1, round_up_to_count(servers));
}

}  // namespace uslkit
