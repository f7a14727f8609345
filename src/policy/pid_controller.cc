#include "policy/pid_controller.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

void PidOptions::check() const {
  USLKIT_CHECK(std::isfinite(kp));
  USLKIT_CHECK(std::isfinite(ki));
  USLKIT_CHECK(std::isfinite(kd));
  USLKIT_CHECK(std::isfinite(set_point));
  USLKIT_CHECK(std::isfinite(lowest));
  USLKIT_CHECK(std::isfinite(highest));
  USLKIT_CHECK(lowest <= initial);
  USLKIT_CHECK(initial <= highest);
  USLKIT_CHECK(longest_step > Duration{0});
}

PidController::PidController(const PidOptions& options)
    : options_(options), setting_(options.initial) {
  options.check();
}

double PidController::update(TimePoint now, double measured) {
  USLKIT_CHECK(std::isfinite(measured));
  const double error = options_.set_point - measured;
  if (!has_error_) {
    has_error_ = true;
    error_ = error;
    latest_.advance(now);
    return setting_;
  }
  const TimePoint last = latest_.current();
  if (now <= last) return setting_;
  latest_.advance(now);

  const double step = in_seconds(std::min(now - last, options_.longest_step));
  const double slope = (error - error_) / step;
  const double change =
      options_.kp * (error - error_) + options_.ki * error * step + options_.kd * (slope - slope_);
  setting_ = std::clamp(setting_ + change, options_.lowest, options_.highest);
  error_ = error;
  slope_ = slope;
  return setting_;
}

}  // namespace uslkit
