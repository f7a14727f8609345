// Distance between a computed and a reference value, relative to the reference.
#pragma once

#include <cmath>

namespace uslkit {

// doctest::Approx adds 1 to the scale and so accepts any tiny number for any other one; tail
// probabilities need the honest ratio. Against a reference of exactly 0 the error is absolute.
[[nodiscard]] inline double relative_error(double found, double expected) {
  if (std::isinf(expected)) return found == expected ? 0.0 : HUGE_VAL;
  const double distance = std::abs(found - expected);
  return expected == 0.0 ? distance : distance / std::abs(expected);
}

}  // namespace uslkit
