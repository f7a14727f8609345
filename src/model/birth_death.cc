#include "model/birth_death.h"

#include <cmath>
#include <cstddef>

#include "base/check.h"

namespace uslkit {

std::vector<double> birth_death_probabilities(const std::vector<double>& up_over_down) {
  const std::size_t last = up_over_down.size();
  std::size_t mode = 0;
  for (std::size_t k = 0; k < last; ++k) {
    USLKIT_CHECK(std::isfinite(up_over_down[k]));
    USLKIT_CHECK(up_over_down[k] >= 0.0);
    if (k > 0) USLKIT_CHECK(up_over_down[k] <= up_over_down[k - 1]);
    if (up_over_down[k] > 1.0) mode = k + 1;
  }

  std::vector<double> weights(last + 1, 0.0);
  weights[mode] = 1.0;
  for (std::size_t k = mode; k < last; ++k) weights[k + 1] = weights[k] * up_over_down[k];
  for (std::size_t k = mode; k > 0; --k) weights[k - 1] = weights[k] / up_over_down[k - 1];

  double sum = 0.0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace uslkit
