#include "policy/fixed_window.h"

#include <cmath>

namespace uslkit {

void FixedWindowOptions::check() const {
  USLKIT_CHECK(rate.per_second > 0);
  USLKIT_CHECK(std::isfinite(rate.per_second));
  USLKIT_CHECK(window > Duration{0});
  USLKIT_CHECK(window <= kLongestWait);
}

// One division at the end: whole limits come out whole, where 1e-9 as a factor would miss some.
FixedWindow::FixedWindow(const FixedWindowOptions& options)
    : window_(options.window),
      limit_(options.rate.per_second * static_cast<double>(options.window.count()) / 1e9) {
  options.check();
}

}  // namespace uslkit
