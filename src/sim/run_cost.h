// RunCost: what a run will take, told before it starts: requests, events, memory, seconds.
//
// An estimate, good to a factor of about two, from the scenario alone:
// - Requests are the integral of the rates (duplicates included; retries, which depend on what the
//   run finds, are not), or the number that a closed system is asked for.
// - Events are requests times the stages on their way that have an event of their own (a pure delay
//   has none), plus the ends of batches, the starts of those that met an idle consumer, and writes.
// - The backlog is the fluid one: what arrives beyond the service rate of the consumers at the
//   start, spread evenly over the partitions; an autoscaler is left out, so it is an upper bound.
// - Memory is that of histograms, partitions, requests under way and the backlog.
// - Seconds are events and requests times their cost, in the engine that `auto` takes, on one core
//   of the machine that the constants in run_cost.cc were measured on: good to a factor of two or
//   three on another one.
#pragma once

#include <cstdint>

#include "scenario/scenario.h"

namespace uslkit {

struct RunCost {
  double requests = 0;
  double events = 0;
  double peak_backlog_events = 0;  // of all cells together
  double memory_bytes = 0;
  double seconds = 0;
  bool events_exceed_budget = false;  // the run will be stopped with what it has
  bool memory_exceeds_budget = false;
};

// All cells and replications together; `threads` share the work and hold memory at the same time.
[[nodiscard]] RunCost estimate_run_cost(const Scenario& scenario, int threads = 1);

}  // namespace uslkit
