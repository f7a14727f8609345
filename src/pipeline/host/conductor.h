// Conductor: the control side of a real run: one thread that watches, decides and carries out.
//
//   meters of the consumers, sink and ingress ──► lags, signals
//        ├─► admission policies (update)            each control interval
//        ├─► runbook conditions, autoscaler         each control interval
//        ├─► faults and runbook actions             at their times
//        └─► the recorder's boundaries              series, batch windows
//
// The policies are those of the simulator, in its order (sim/cell_control.cc). Work-lag uses the
// service rate that was measured so far (consume/batch_costs.h), the scenario's until there is one.
//
// Life cycle: construct, start(), ..., stop(). Thread safety: view(), signals(), order() and tell()
// from any thread; the rest by the owner.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/consume/consumer_pool.h"
#include "pipeline/host/consumer_order.h"
#include "pipeline/host/log_sink.h"
#include "pipeline/ingress/ingress_server.h"
#include "pipeline/run_recorder.h"
#include "pipeline/steady_run_clock.h"
#include "run/call_journal.h"
#include "run/control_timeline.h"
#include "scenario/consumer_scaling.h"
#include "scenario/scenario.h"
#include "scenario/signals.h"

namespace uslkit {

struct ConductorLags {
  std::int64_t backlog = 0;
  double work_lag_s = 0;  // greatest of the partitions
  double age_lag_s = 0;
};

// What a person, or /metrics, sees of a running pipeline.
struct ConductorView {
  TimePoint at{};
  ConductorLags lags{};
  Signals signals{};
  std::int64_t consumers = 0;  // at work
  std::int64_t appended = 0;
  std::int64_t applied = 0;
  std::vector<ConductorLags> partitions{};
};

class Conductor {
 public:
  struct Parts {
    RunRecorder& recorder;
    LogSink& sink;
    IngressServer& ingress;
    ConsumerPool* consumers;  // nullptr: the scenario has none
    // Faults that only the owner can carry out: a full disk, a stopped broker.
    std::function<void(const ActiveControls&, TimePoint)> carry_out{};
    CallJournal* journal = nullptr;  // nullptr: nothing is recorded
    // How many consumers are at work, whenever that has changed.
    std::function<void(std::int64_t)> on_at_work{};
  };
  Conductor(const Scenario& scenario, SteadyRunClock clock, Parts parts);
  ~Conductor();

  void start();
  // The last boundary has been folded when it returns, if the run has come to its end.
  void stop();

  // Obeyed at the next step, and told in the events.
  void order(const ConsumerOrder& order);
  // Something that happened elsewhere, for the events.
  void tell(ControlEvent event);

  [[nodiscard]] ConductorView view() const;
  [[nodiscard]] Signals signals() const;                     // the last control tick's
  [[nodiscard]] bool finished() const { return finished_; }  // the scenario's duration is over

  // After stop(), or at the end of the load: what goes into the result.
  void add_results(RunTally& tally);

 private:
  struct Last {  // at the last tick, or the last boundary
    TimePoint at{};
    double busy_s = 0;
    double given_s = 0;
    double database_busy_s = 0;
    std::int64_t processed = 0;  // batches
    std::int64_t written = 0;
    std::int64_t appended = 0;
    std::int64_t acked = 0;
    std::int64_t not_acked = 0;
  };

  void run();
  void step(TimePoint now);
  void on_tick(TimePoint now, const ConsumerMeters& meters);
  void on_boundary(TimePoint now, const ConsumerMeters& meters);
  [[nodiscard]] ConductorLags measure_lags(TimePoint now, const ConsumerMeters& meters);
  [[nodiscard]] double service_rate(std::size_t partition, const ConsumerMeters& meters) const;
  [[nodiscard]] Signals signals_of(TimePoint now, const ConsumerMeters& meters,
                                   const ConductorLags& lags);
  [[nodiscard]] double database_utilization(const ConsumerMeters& meters, const Last& last,
                                            TimePoint now) const;
  void scale(TimePoint now, const ConsumerMeters& meters, const ConductorLags& lags,
             const Signals& seen, std::int64_t appended);
  void carry_out_scaling(TimePoint now);
  void carry_out(TimePoint now, const ControlStep& step);
  void set_conditions(TimePoint now);
  void obey_orders(TimePoint now);
  void note_told();
  void obey(TimePoint now, const ConsumerOrder& order);
  void note(const std::vector<ControlEvent>& events);
  [[nodiscard]] TimePoint next_wake(TimePoint now) const;

  const Scenario& scenario_;
  const Duration partition_interval_;
  SteadyRunClock clock_;
  Parts parts_;
  ControlTimeline timeline_;
  std::optional<ConsumerScaling> scaling_;
  TimePoint next_tick_;
  Last tick_;
  Last boundary_;
  Last warm_{};  // at the end of the warm-up: stations are measured from here
  bool warm_seen_ = false;
  ConsumerMeters end_{};              // at the end of the run
  std::vector<PartitionTally> seen_;  // its maxima and peaks only
  std::vector<RunEvent> events_;
  bool paused_by_order_ = false;
  std::int64_t told_at_work_ = -1;
  std::mutex messages_mutex_;  // of the next two
  std::vector<ConsumerOrder> orders_;
  std::vector<ControlEvent> told_;
  std::atomic<bool> finished_{false};
  std::atomic<bool> stopping_{false};
  mutable std::mutex view_mutex_;
  ConductorView view_;
  std::thread thread_;
};

}  // namespace uslkit
