#include "policy/pid_limiter.h"

#include "base/check.h"

namespace uslkit {

void PidLimiterOptions::check() const {
  pid.check();
  USLKIT_CHECK(pid.lowest >= 0);
}

PidLimiter::PidLimiter(const PidLimiterOptions& options)
    : pid_(options.pid), bucket_({.rate = {options.pid.initial}, .burst = options.burst}) {
  options.check();
}

Rate PidLimiter::update(TimePoint now, double measured) {
  const Rate rate{pid_.update(now, measured)};
  bucket_.set_rate(now, rate);
  return rate;
}

}  // namespace uslkit
