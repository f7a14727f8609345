// Backlog as a fluid: surge and drain, the three lags, pauses, and sizing for catching up.
#pragma once

#include <optional>

namespace uslkit {

// The fluid limit: arrivals and service flow at their rates, randomness averages out. Holds where
// the backlog is large against its random fluctuations (about the square root of the events
// involved); below saturation it knows no queue at all, while a real one has some. Units: events,
// one unit of time, events per that unit. Rates and times are >= 0 and finite (USLKIT_CHECK).

// --- The three lags. They differ by factors in one and the same moment: never call one the other.

struct FluidQueue {
  double backlog = 0.0;       // events waiting
  double arrival_rate = 0.0;  // lambda
  double service_rate = 0.0;  // mu: what the consumers manage at present
};

// Q / mu: how long the present backlog would occupy the consumers ("seconds behind" of the papers,
// their Eq. 4). 0 without backlog; +infinity with one that nobody serves.
[[nodiscard]] double work_lag(const FluidQueue& queue);

// Q / (mu - lambda): when the backlog will be gone if both rates stay. 0 without backlog; +infinity
// unless mu > lambda.
[[nodiscard]] double drain_time(const FluidQueue& queue);

// now - timestamp of the oldest event not yet read; 0 when there is none (empty).
[[nodiscard]] double age_lag(double now, std::optional<double> oldest_unread_timestamp);

// --- Surge.

// Load ramps linearly from base_rate to peak_rate and stays there; capacity steps from
// capacity_before to capacity_after when scaling is done. Time 0 is the start of the ramp, when the
// queue is empty; base_rate <= capacity_before and base_rate <= peak_rate.
//
//   rate  peak             ______________________
//                         /:
//   capacity_after  - - -/-:- - - - -+===========      (ramp time tr, scaling done t2)
//   capacity_before =====:=:=========+
//         base     _____/  tr        t2
struct Surge {
  double base_rate = 0.0;
  double peak_rate = 0.0;
  double ramp_time = 0.0;  // 0: a step
  double capacity_before = 0.0;
  double capacity_after = 0.0;
  double scaling_done = 0.0;  // t2 >= 0, may lie within the ramp
};

struct SurgeCourse {
  double backlog_at_scaling = 0.0;  // Q(t2), the largest backlog if capacity_after >= peak_rate
  double largest_work_lag = 0.0;    // Q(t2) / capacity_before, the rate that has built it up
  double drained_at = 0.0;  // time when the backlog is gone; +infinity unless capacity_after > peak
};

// The backlog at a time before scaling is done: with slope s = (peak - base) / tr and c0 =
// capacity_before, (L(t) - c0)^2 / (2 s) while ramping above c0, then + (peak - c0) (t - tr).
// Source: fluid limit; Newell (1982), Applications of Queueing Theory, chapter 2.
[[nodiscard]] double surge_backlog(const Surge& surge, double time);

// For t2 >= tr: Q = (peak - c0)^2 / (2 s) + (peak - c0) (t2 - tr), drained Q / (c1 - peak) later.
// With t2 within the ramp the drain meets a load that still grows; this is accounted for. A surge
// that never exceeds capacity_before has no backlog: everything 0, drained at t2.
[[nodiscard]] SurgeCourse surge_course(const Surge& surge);

// When the work-lag Q(t) / capacity_before first reaches a threshold > 0, e.g. an autoscaler's
// trigger. Empty if it never does. (Scaling is not considered: this is before it happens.)
[[nodiscard]] std::optional<double> work_lag_reached(const Surge& surge, double threshold);

// --- Pauses (rebalance, failover, garbage collection).

struct Pause {
  double arrival_rate = 0.0;  // lambda
  double service_rate = 0.0;  // mu once it resumes
  double duration = 0.0;      // P
};

// With rho = lambda / mu: backlog lambda P at the end of the pause; P rho / (1 - rho) to drain it;
// P / (1 - rho) from the start of the pause until the queue is back to normal. The latter two are
// +infinity for rho >= 1 (and P > 0).
[[nodiscard]] double pause_backlog(const Pause& pause);
[[nodiscard]] double pause_drain_time(const Pause& pause);
[[nodiscard]] double pause_disturbance(const Pause& pause);

// --- Catching up.

// Source: Apache Flink Kubernetes operator, getTargetProcessingCapacity:
// capacity = lambda / u + (backlog + lambda x restart) / catch-up time.
struct CatchUp {
  double backlog = 0.0;             // events waiting now
  double arrival_rate = 0.0;        // lambda
  double catch_up_time = 1800.0;    // > 0: the backlog shall be gone after this long
  double restart_time = 300.0;      // >= 0: nothing is processed while the job rescales
  double target_utilisation = 0.7;  // u in (0, 1]: of the capacity kept for the steady load
};
[[nodiscard]] double catch_up_capacity(const CatchUp& question);

}  // namespace uslkit
