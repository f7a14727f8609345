#include "policy/scaling.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/check.h"

namespace uslkit {

void ScalingLimits::check() const {
  USLKIT_CHECK(lowest >= 0);
  USLKIT_CHECK(highest >= 1);
  USLKIT_CHECK(highest >= lowest);
  USLKIT_CHECK(workers_per_partition >= 1);
}

int ScalingLimits::ceiling(int partitions) const {
  USLKIT_CHECK(partitions >= 1);
  if (allow_idle_consumers) return highest;
  const std::int64_t places = std::int64_t{partitions} * workers_per_partition;
  return static_cast<int>(std::min<std::int64_t>(places, highest));
}

int ScalingLimits::clamp(double wanted, int partitions) const {
  USLKIT_CHECK(!std::isnan(wanted));
  const int most = ceiling(partitions);
  const double least = std::min(lowest, most);
  return static_cast<int>(std::clamp(whole_consumers(wanted), least, double(most)));
}

double whole_consumers(double wanted) {
  if (!std::isfinite(wanted)) return wanted;
  return std::ceil(wanted - 1e-12 * std::abs(wanted));
}

}  // namespace uslkit
