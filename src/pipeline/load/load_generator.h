// LoadGenerator: sends a scenario's requests to an ingress at the moments the scenario intends,
// whatever the answers do (open loop).
//
//   construct -> start() -> ... -> [stop_sending()] -> finish(limit) -> LoadReport
//
// The requests are those of the simulator's cell 0, replication 0: the same moments, marks, tenants
// and partitions, on any number of threads. So a stall of the server lengthens the latency of every
// request that was due meanwhile (no coordinated omission); latencies count from the first
// *intended* send, which is also the event's `ts`. Clients time out, retry under their budget and
// send twice as the scenario says.
//
// Recorder: attempts, answers and failures while they happen; `unanswered_at_end` by finish().
// Sending ends by itself at the scenario's duration. Methods are for one thread; progress() for
// any.
#pragma once

#include <memory>

#include "pipeline/load/load_options.h"
#include "pipeline/load/load_report.h"
#include "pipeline/run_recorder.h"
#include "scenario/scenario.h"

namespace uslkit {

class LoadGenerator {
 public:
  // `recorder` outlives it; the scenario is copied and has one cell. Throws InputError where the
  // address is no IPv4 address.
  LoadGenerator(const Scenario& scenario, RunRecorder& recorder, const LoadOptions& options);
  ~LoadGenerator();  // stops at once where it was not finished
  LoadGenerator(const LoadGenerator&) = delete;
  LoadGenerator& operator=(const LoadGenerator&) = delete;

  // Begins at the clock's time: what was due before is sent at once and has lagged.
  void start();
  // From now on nothing becomes due any more; what is due is still sent. Returns at once.
  void stop_sending();
  // Stops sending, waits at most `limit` for answers to what was sent, then ends the threads. What
  // has no answer then is unanswered; what is not even sent has failed. Once only.
  LoadReport finish(Duration limit);

  [[nodiscard]] LoadProgress progress() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace uslkit
