// The fluid course of a backlog: any piecewise linear load against a capacity that pauses and
// grows.
#pragma once

#include <optional>
#include <vector>

namespace uslkit {

// The general case of the closed forms in fluid_surge.h, under the same assumption: arrivals and
// service flow at their rates, randomness averages out. Exact: between two changes load is linear
// and capacity constant, so that the backlog is a parabola, Q' = L(t) - c, never below 0. Source:
// Newell (1982), Applications of Queueing Theory, chapter 2. Units as in fluid_surge.h.

// Linear between knots, constant before the first and after the last; two knots at one time are a
// jump. At least one knot; times do not fall; rates >= 0.
struct LoadKnot {
  double time = 0.0;
  double rate = 0.0;
};

struct FluidPause {  // nobody is served
  double from = 0.0;
  double to = 0.0;
};

// When the work-lag reaches the trigger, capacity grows by `growth` x itself, up to `highest`,
// `delay` later; the next decision is `cooldown` after that at the earliest.
struct FluidScaler {
  double trigger = 1.0;  // > 0
  double growth = 1.0;   // > 0
  double delay = 0.0;
  double cooldown = 0.0;
  double highest = 0.0;  // capacity
};

struct FluidQuestion {
  std::vector<LoadKnot> load{};
  double capacity = 0.0;  // > 0, at the beginning; the queue is empty then
  double end = 0.0;       // of what is looked at, from time 0
  std::vector<FluidPause> pauses{};
  std::optional<FluidScaler> scaler{};
  double recovered_below = 1.0;  // work-lag, > 0
};

struct FluidCourse {
  double largest_backlog = 0.0;
  double largest_work_lag = 0.0;  // backlog / capacity as it is outside of pauses
  double largest_work_lag_at = 0.0;
  double backlog_at_end = 0.0;
  // When the work-lag last came below `recovered_below`; 0 if it was never above, empty if it is
  // above at the end.
  std::optional<double> recovered_at{};
  std::vector<double> scaled_at{};  // times at which capacity grew
};

[[nodiscard]] FluidCourse fluid_course(const FluidQuestion& question);

}  // namespace uslkit
