// Signals: what control policies see at a control tick, one number per Signal, in its unit.
#pragma once

#include <array>
#include <cstddef>

#include "scenario/admission.h"

namespace uslkit {

inline constexpr std::size_t kSignalCount = 10;

// Filled by the engine at each control tick; all finite and not negative (no answers: latency 0).
class Signals {
 public:
  [[nodiscard]] double operator[](Signal signal) const {
    return value_[static_cast<std::size_t>(signal)];
  }
  [[nodiscard]] double& operator[](Signal signal) {
    return value_[static_cast<std::size_t>(signal)];
  }

 private:
  std::array<double, kSignalCount> value_{};
};
static_assert(static_cast<std::size_t>(Signal::error_rate) + 1 == kSignalCount);

}  // namespace uslkit
