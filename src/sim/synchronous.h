// Synchronous: one cell of the architecture that a shock absorber replaces, event by event: a
// request holds a connection until its answer is there.
//
//   clients -> admission -> [wait for a connection] -> [cache | database] -> server -> answer
//      ^  | refused, or timed out                                              |
//      +--+ retry                            late answers go to nobody <-------+
//
// The server works on all connected requests at once (processor sharing) at the total rate of
// ServerCapacity. A client that has timed out goes away and may send again; unless the server
// notices (abandons_timed_out), it works on for nobody: that is what holds a collapsed system down.
//
// The calendar holds waits of known length. Not in it: the next arrival of each class, and the
// server's next departure, which moves with every change.
//
// Files: synchronous.cc is the way of a request; synchronous_control.cc ticks, faults, crash and
// runbook; synchronous_close.cc the beginning and the end. One thread; memory grows with what is
// inside, not with time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/retry_budget.h"
#include "policy/retry_policy.h"
#include "run/control_timeline.h"
#include "run/interval_recorder.h"
#include "run/law_sampler.h"
#include "run/placement.h"
#include "run/run_tally.h"
#include "run/station_meter.h"
#include "run/traffic_source.h"
#include "scenario/admission_chain.h"
#include "scenario/scenario.h"
#include "sim/calendar.h"
#include "sim/call.h"
#include "sim/engines.h"
#include "sim/fifo.h"
#include "sim/processor_sharing.h"
#include "sim/query_station.h"
#include "sim/read_cache.h"

namespace uslkit {

class Synchronous {
 public:
  Synchronous(const Scenario& scenario, const CellRun& run);

  // Once.
  [[nodiscard]] RunTally run();

 private:
  enum class Kind : std::uint32_t {
    delay_done,      // target: slot
    query_done,      // target: slot
    client_retry,    // target: slot
    client_timeout,  // target: class
    timeline,
    crash,  // target: the watch that has expired
    restarted,
    warmed_up,
    tick,
    boundary,
  };

  // A client's patience with one call; of one class they end in the order in which they begin.
  struct Patience {
    TimePoint until;
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
  };

  // What is fixed for a traffic class, its clients, and what its requests draw.
  struct Class {
    TrafficSource source;
    Placement placement;
    LawSampler work;
    double work_mean_ns = 1;
    DrawStream keys;  // of reads; and which replica, which shard
    DrawStream cache_coins;
    DrawStream latency_coins;
    bool reads = false;
    std::optional<Duration> client_timeout;
    std::uint64_t most_attempts = 1;
    std::optional<RetryPolicy> retry;
    std::optional<RetryBudget> budget;
    Fifo<Patience> patience;
    bool patience_watched = false;
  };

  // ---- The way of a request (synchronous.cc). ----
  void handle(const Event& event);
  void on_arrival();
  void attempt(const Request& request);
  void enter(std::uint32_t slot);
  void connect_waiting();
  void connect(std::uint32_t slot);
  void fetch(std::uint32_t slot);
  void look_up(std::uint32_t slot);
  void query(std::uint32_t slot);
  void on_query_done(std::uint32_t slot);
  void finish_query(std::uint32_t slot);
  void start_queries(std::uint32_t place);
  void fetched(std::uint32_t slot);
  void begin_work(std::uint32_t slot);
  void on_served(std::uint32_t slot);
  void delay(std::uint32_t slot, Duration time, CallPhase next);
  void on_delay_done(std::uint32_t slot);
  void answer(const Call& call);
  void refuse(const Request& request, RejectReason reason, Duration retry_after);
  void fail_inside(std::uint32_t slot, RejectReason reason);
  void leave(Call& call);
  [[nodiscard]] bool try_again(const Request& request, Duration retry_after);
  void on_client_retry(std::uint32_t slot);
  void on_client_timeout(std::uint32_t traffic_class);
  void abandon(std::uint32_t slot);
  void drop_abandoned(std::uint32_t slot);

  // ---- Control (synchronous_control.cc). ----
  void on_tick();
  void on_boundary();
  void on_timeline();
  void tell(const std::vector<ControlStep>& steps);
  void adopt_controls();
  void watch_in_flight();
  void on_crash(std::uint32_t watch);
  void on_restarted();
  void on_warmed_up();
  void lose_everything();
  void resume_database();
  void set_server_speed();
  [[nodiscard]] Signals signals();
  void keep_within_budget();
  void stop_early(const std::string& why);
  void note_event(const std::string& kind, const std::string& text);

  // ---- Beginning and end (synchronous_close.cc). ----
  [[nodiscard]] static std::vector<Class> make_classes(const Scenario& scenario,
                                                       const CellRun& run);
  void open_meters();
  [[nodiscard]] RunTally close();
  void count_what_is_inside();

  void push(TimePoint at, Kind kind, std::uint32_t target) {
    calendar_.push(at, static_cast<std::uint32_t>(kind), target);
  }
  [[nodiscard]] Class& class_of(const Request& request) { return classes_[request.traffic_class]; }
  [[nodiscard]] Counts& counts(const Request& request) {
    return tally_.classes[request.traffic_class].counts;
  }
  // The number of an attempt among those of all requests of its class: decides all that it draws.
  [[nodiscard]] std::uint64_t draw_of(const Request& request) {
    return request.draw * class_of(request).most_attempts + (request.attempt - 1U);
  }
  [[nodiscard]] std::int64_t in_flight() const { return connected_ + queued_; }
  [[nodiscard]] bool is_down() const { return crashed_ || lost_; }

  const Scenario& scenario_;
  const CellRun& run_;
  const SynchronousSpec& spec_;
  RunTally tally_;
  IntervalRecorder recorder_;
  EventCalendar calendar_;
  TimePoint now_{};
  bool finished_ = false;
  std::int64_t requests_ = 0;
  std::int64_t departures_ = 0;

  std::vector<Class> classes_;
  std::size_t next_class_ = 0;  // to send
  CallStore store_;
  AdmissionChain admission_;

  Fifo<std::uint32_t> queue_;
  std::int64_t queued_ = 0;  // of those, who still wait
  std::int64_t connected_ = 0;
  ProcessorSharing server_;
  StationMeter server_meter_;
  std::optional<QueryStation> database_;
  std::vector<std::uint32_t> held_back_;  // done by the database while it is out
  std::optional<ReadCache> cache_;

  // Faults, runbook and crash.
  ControlTimeline timeline_;
  std::optional<Rate> rate_limit_;
  std::int64_t cache_flushes_ = 0;
  bool lost_ = false;
  bool crashed_ = false;
  double warm_factor_ = 1;
  bool above_ = false;  // too many in flight
  std::uint32_t watch_ = 0;

  // Of the running control interval.
  std::int64_t tick_acked_ = 0;
  std::int64_t tick_failed_ = 0;
};

}  // namespace uslkit
