// The argument checks that every queue of this room shares.
#pragma once

#include <cmath>

#include "base/check.h"

namespace uslkit {

// Offered load of one class, after checking the conventions of single_server_queue.h.
[[nodiscard]] inline double checked_offered_load(double arrival_rate, double service_time) {
  USLKIT_CHECK(std::isfinite(arrival_rate));
  USLKIT_CHECK(std::isfinite(service_time));
  USLKIT_CHECK(arrival_rate >= 0.0);
  USLKIT_CHECK(service_time > 0.0);
  return arrival_rate * service_time;
}

inline void check_probability(double probability) {
  USLKIT_CHECK(probability >= 0.0);
  USLKIT_CHECK(probability <= 1.0);
}

inline void check_squared_variation(double cv2) {
  USLKIT_CHECK(std::isfinite(cv2));
  USLKIT_CHECK(cv2 >= 0.0);
}

}  // namespace uslkit
