// PidController: moves a setting until a measured quantity meets its set point.
//
// Velocity form: each update adds the *change* of the three terms to the last setting,
//   u_t = clamp(u_{t-1} + Kp (e_t - e_{t-1}) + Ki e_t dt + Kd (d_t - d_{t-1})),
//   e_t = set point - measured,   d_t = (e_t - e_{t-1}) / dt,
// so the setting itself is the integral: it is summed once, and at a clamp nothing piles up beyond
// it (no windup). Source: Astrom and Murray (2008), "Feedback Systems", section 10.4-10.5. The
// papers' equation Limit_{t+1} = Limit_t + Kp e + Ki sum(e) dt + Kd de/dt adds whole terms instead
// of their changes: it integrates twice and oscillates.
//
// Positive gains fit a setting that raises the measured quantity (a rate limit and a latency);
// negative ones the opposite. Assumes a set point that does not change. Not thread-safe.
#pragma once

#include "base/time_point.h"
#include "base/units.h"
#include "policy/policy_time.h"

namespace uslkit {

struct PidOptions {
  // Gains, in units of the setting per unit of the measured quantity (kp), that per second (ki) and
  // that times seconds (kd). ki alone removes a lasting error; kd amplifies noise.
  double kp = 0;
  double ki = 1;
  double kd = 0;
  // What the measured quantity should be, in its unit.
  double set_point = 0;
  // The setting before the first update, from lowest to highest, and its limits.
  double initial = 1000;
  double lowest = 0;
  double highest = 1e9;
  // An update after a longer pause counts as after this one, > 0: a gap in the measurements is not
  // a long lasting error.
  Duration longest_step = std::chrono::seconds(60);

  void check() const;
};

class PidController {
 public:
  explicit PidController(const PidOptions& options);

  // One control tick: the new setting. The first one only takes the error's value, as neither time
  // nor a change is known yet. One that is not later than the last changes nothing.
  double update(TimePoint now, double measured);

  [[nodiscard]] double setting() const { return setting_; }

 private:
  PidOptions options_;
  double setting_;
  double error_ = 0;
  double slope_ = 0;  // of the error, per second
  bool has_error_ = false;
  LatestTime latest_;
};

}  // namespace uslkit
