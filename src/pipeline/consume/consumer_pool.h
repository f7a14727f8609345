// ConsumerPool: the consumers of the reference pipeline: from the log, through the business logic,
// into the state store, exactly once.
//
//        ConsumerGroup: who may read what           DatabaseGate: when a write may run, how long
//                  |                                              |
//   log -> claim [from, next) -> decode -> T(b) -> turn -> server -> StateStore::apply -> recorder
//              ^                             |        |
//              +------ given back: kill, crash, or one before it was given back ------ redelivered
//
// One thread per consumer id, parked while it is absent, dead or a standby, and one that looks for
// new records every `idle_poll` and wakes whose they are. The rules are those of the simulator's
// cell (sim/cell_consumers.cc), so that a calibrated simulation predicts a run. Differences: the
// offset is stored in the same write as its effects, so a write that had begun when its consumer
// was killed is never delivered again; writes of one partition are begun in the order of its log,
// and a batch that is given back takes those behind it along; ids are always compared exactly, also
// where the scenario says `none` or `bloom` (whose look-ups cost their time). Without a database
// section the real write comes on top of T(b).
//
// Clocks: LogRecord::timestamp_ns must be wall time, nanoseconds since the Unix epoch, of the
// SteadyRunClock given here (wall_us x 1000). Without consumers in the scenario there is nobody.
//
// Life cycle: construct, start(), control, stop(); the destructor stops at once. Log, store and
// recorder outlive it. Thread safety: control functions and meters() are for one thread at a time;
// what they give must not decrease in time.
// Invariants, held by tests/pipeline/consume/:
//   1. Every event has one effect: applied, duplicate or dead letter, whatever is killed.
//   2. Events of a partition are applied in the order of their offsets.
//   3. No event is waited for: a consumer takes what is there, up to batch_size.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/time_point.h"
#include "pipeline/consume/consumer_meters.h"
#include "pipeline/log/log.h"
#include "pipeline/run_recorder.h"
#include "pipeline/steady_run_clock.h"
#include "pipeline/store/state_store.h"
#include "run/active_controls.h"
#include "run/call_journal.h"
#include "scenario/control_event.h"
#include "scenario/scenario.h"

namespace uslkit {

struct ConsumerPoolOptions {
  WorkStyle work = WorkStyle::sleep;
  Duration idle_poll = std::chrono::microseconds(250);  // > 0; how late new records may be noticed
  // How often at most meters() looks at the oldest unread event of a partition; until it does, the
  // event that it saw last stands for it, which makes an age-lag too long by as much.
  Duration peek_every{0};
  bool look_for_poison = false;  // also where the scenario has no poison_share
  Duration retry_first = std::chrono::milliseconds(5);   // after a passing fault of the store ...
  Duration retry_most = std::chrono::milliseconds(500);  // ... doubled up to this
  CallJournal* journal = nullptr;       // every call of the group; outlives the pool
  std::int64_t most_handed_over = 256;  // batches that wait for a writer (consumer_waits = false)

  void check() const;
};

class ConsumerPool {
 public:
  ConsumerPool(const Scenario& scenario, Log& log, StateStore& store, SteadyRunClock clock,
               RunRecorder& recorder, const ConsumerPoolOptions& options);
  ~ConsumerPool();
  ConsumerPool(const ConsumerPool&) = delete;
  ConsumerPool& operator=(const ConsumerPool&) = delete;

  // Asks the store where each partition goes on, tells the log, starts the threads. Throws
  // StoreError of the store, and InputError where the log cannot go on from there.
  void start();
  // While held nobody begins a batch.
  void hold(bool held);
  // Batches in hand are finished, no new one is begun; then joins. False: after `limit` some were
  // not, and were given up (nothing of them is applied) or, in the middle of a write, waited for.
  // Writes that an outage holds up are given up at once.
  bool stop(Duration limit);

  // ---- Control. ----
  void tick(TimePoint now);  // session timeouts and ends of pauses that are due
  void kill(TimePoint now, double share, std::size_t fault);
  void restart(TimePoint now, std::size_t fault);
  void scale_to(TimePoint now, std::int64_t wanted, Duration full_stop);
  void set_conditions(const ActiveControls& active, TimePoint now);

  // Cost: a peek into the log per partition with a backlog whose oldest event has changed.
  [[nodiscard]] ConsumerMeters meters(TimePoint now);
  [[nodiscard]] std::vector<ControlEvent> take_events();

 private:
  class Crew;
  std::unique_ptr<Crew> crew_;
};

}  // namespace uslkit
