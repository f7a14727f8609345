// sweep: a scenario run at many points, on several threads: a row per run.
//
// Every point uses the scenario's seed and, in an open system, sees the same arrivals; repetition r
// adds r to the seed. Which thread takes which run does not matter: rows come in the order of the
// plan, and their bits never depend on the number of threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "scenario/scenario.h"
#include "sim/simulate.h"
#include "sim/sweep_row.h"
#include "sim/vary.h"

namespace uslkit {

struct SweepRequest {
  std::vector<std::string> vary{};  // "/workers=1,2,4..64*2", see sim/vary.h
  VaryMode mode = VaryMode::cartesian;
  std::int64_t repeats = 1;  // runs of each point, >= 1
};

// One run: its point, and which repetition of it.
struct SweepTask {
  std::size_t point = 0;
  std::int64_t replication = 0;
  Scenario scenario;
};

struct SweepPlan {
  std::vector<VaryAxis> axes;
  std::vector<SweepPoint> points;
  std::vector<SweepTask> tasks;
};

// The scenario with the settings of one point ("/workers=4") behind all others.
using ReadPoint = std::function<Scenario(const std::vector<std::string>& settings)>;

// Every scenario is read before any of them runs: a point that is not valid costs nothing. Throws
// UsageError for what cannot be varied so, and what `read` throws.
[[nodiscard]] SweepPlan plan_sweep(const SweepRequest& request, const ReadPoint& read);

struct SweepOptions {
  int threads = 1;
  // Told how much of the whole sweep is done, from the working threads, one call at a time.
  std::function<void(const SimulateProgress&)> on_progress{};
  // Set from outside (Ctrl-C): runs that are not done by then leave no row.
  const std::atomic<bool>* stop = nullptr;
};

// The rows of the runs that came to their end, in the order of the tasks.
[[nodiscard]] std::vector<SweepRow> run_sweep(const SweepPlan& plan, const SweepOptions& options);

// The same for a sweep whose runs are made in several processes: part i is task i.
void sweep_parts(const SweepPlan& plan, const SweepOptions& options,
                 const PartFlow<SweepRow>& flow);

}  // namespace uslkit
