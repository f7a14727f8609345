// run_progress: how far a simulation has come, on stderr, for the person who waits.
#pragma once

#include <cstdint>
#include <string>

#include "cli/progress.h"
#include "sim/simulate.h"

namespace uslkit {

// "under a second", "about 12 s", "about 3 min": what a person plans with.
[[nodiscard]] std::string wait_text(double seconds);

struct RunProgressState {
  std::string what;           // "simulating black_friday", "sweep: 3 of 7 runs"
  double fraction = 0;        // done, 0..1
  std::int64_t requests = 0;  // so far
  double simulated_s = 0;     // of the run that reports; 0: not said
  double elapsed_s = 0;
  std::string unit{};  // what a part is: "cells"
  std::size_t parts_done = 0;
  std::size_t parts = 0;  // said where there are several
};

// "simulating mm1: 43 %, 6 of 16 cells, 12.3M requests at 1.9M/s, simulated 8 min 36 s, 3 s left".
[[nodiscard]] std::string run_progress_text(const RunProgressState& state);

// The share of a run that is done: of its requests, where it is known how many will come and none
// come again, else of its time.
[[nodiscard]] double share_done(const SimulateProgress& progress, double expected_requests);

// Told of every control tick; not thread-safe: simulate() reports one call at a time.
class RunProgress {
 public:
  // Where `expected_requests` are known, they and not the simulated time say how much is done: an
  // hour of a quiet night costs less than one of a sale.
  RunProgress(const Talk& talk, std::string what, double expected_requests = 0,
              std::string unit = "runs")
      : line_(talk), expected_requests_(expected_requests) {
    state_.what = std::move(what);
    state_.unit = std::move(unit);
  }

  void on_progress(const SimulateProgress& progress);
  void wipe() { line_.wipe(); }
  [[nodiscard]] double elapsed_s() const { return line_.elapsed_s(); }

 private:
  ProgressLine line_;
  double expected_requests_ = 0;
  RunProgressState state_;
};

}  // namespace uslkit
