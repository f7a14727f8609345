// Rounding a computed quantity up to a whole number of things, without counting rounding noise.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/check.h"

namespace uslkit {

// Smallest integer >= quantity, forgiving a relative excess of 1e-9: 0.3 / 0.1 style results such
// as 3.0000000000000004 mean 3 machines, and no measured rate is known to nine digits. The quantity
// must be >= 0 and below 2^53, beyond which doubles skip integers.
[[nodiscard]] inline std::int64_t round_up_to_count(double quantity) {
  USLKIT_CHECK(quantity >= 0.0);
  USLKIT_CHECK(quantity < 9007199254740992.0);
  return static_cast<std::int64_t>(std::ceil(quantity * (1.0 - 1e-9)));
}

// Smallest multiple of `step` >= count.
[[nodiscard]] inline std::int64_t round_up_to_multiple(std::int64_t count, std::int64_t step) {
  USLKIT_CHECK(count >= 0);
  USLKIT_CHECK(step >= 1);
  return (count + step - 1) / step * step;
}

}  // namespace uslkit
