// Cell: one cell of a shock absorber, event by event: traffic, ingress, log, consumers, database.
//
//   sources -> attempt -> ingress -> append -> [partition logs] -> consumers -> database
//      ^          | refuse                          ^                  | crash, kill
//      +- retry <-+                                 +--- give back <---+
//
// An event of the calendar exists where somebody waits for an unknown time: a service at the
// ingress, a batch, a write, a client's back-off. A delay that is known when it begins (the way to
// the log, replication, the pull) costs no event. Arrivals never enter the calendar: the next one
// of each source is compared with the calendar's first.
//
// Two engines carry it out, with the same bits (docs/adr/0021): run() takes event by event from one
// calendar; run_by_stages() takes a window of time stage by stage.
//
// Files: cell.cc is the way of a request, top to bottom; cell_consumers.cc the consumers' side of
// it; cell_control.cc what happens at control ticks, faults, runbook and resharding; cell_setup.cc
// sets the cell up and turns it into a tally; cell_stages.cc is the run by stages, with
// cell_bulk.cc and cell_draws.cc for requests in columns and cell_apart.cc for consumers one by
// one. One thread; memory grows with what waits, not with time.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "policy/retry_budget.h"
#include "policy/retry_policy.h"
#include "run/active_controls.h"
#include "run/consumer_group.h"
#include "run/control_timeline.h"
#include "run/interval_recorder.h"
#include "run/law_sampler.h"
#include "run/placement.h"
#include "run/run_tally.h"
#include "run/station_meter.h"
#include "run/traffic_source.h"
#include "scenario/admission_chain.h"
#include "scenario/consumer_scaling.h"
#include "scenario/scenario.h"
#include "sim/calendar.h"
#include "sim/database_station.h"
#include "sim/engines.h"
#include "sim/failover_plan.h"
#include "sim/handed_over.h"
#include "sim/ingress_station.h"
#include "sim/latency_columns.h"
#include "sim/log_writer.h"
#include "sim/partition_log.h"
#include "sim/request_store.h"
#include "sim/request_window.h"
#include "sim/resharding_plan.h"

namespace uslkit {

class Cell {
 public:
  Cell(const Scenario& scenario, const CellRun& run);

  // One of the two, once.
  [[nodiscard]] RunTally run();
  [[nodiscard]] RunTally run_by_stages();

 private:
  // In the order in which they come at one moment: the way of a request, then control. Requests of
  // one kind keep the order in which they were scheduled; consumers and slots go by their number.
  enum class Kind : std::uint32_t {
    ingress_done,                   // target: request slot
    client_retry,                   // target: request slot
    answered,                       // target: request slot
    wake = Event::kRankedByTarget,  // target: consumer
    batch_done,                     // target: consumer
    restarted,                      // target: consumer
    write_done,                     // target: database slot
    timeline,
    group_change,
    resharding,
    scaling,
    boundary,
    tick,
  };

  struct Partition {
    explicit Partition(PartitionLog unread) : log(std::move(unread)) {}
    PartitionLog log;
    Fifo<std::uint32_t> blocked;  // request slots, where a full log makes them wait
    std::uint64_t batches = 0;    // numbers the draws of batch times
    bool down = false;
    std::int64_t busy_ns = 0;
    PartitionTally tally;
  };

  enum class Phase : std::uint8_t { idle, processing, writing, restarting };

  struct Worker {
    Phase phase = Phase::idle;
    bool crashes = false;   // this batch holds a poison event that will take it down
    bool orphaned = false;  // killed while its write was under way
    std::uint32_t partition = 0;
    std::uint32_t turn = 0;  // of its partitions, where it looks first
    TimePoint wake_at = TimePoint::max();
    TimePoint started;
    TimePoint done_at;
    std::int64_t pending_writes = 0;
    EventBatch batch;
  };

  // What is fixed for a traffic class.
  struct ClassRules {
    double bytes = 0;
    Durability acks = Durability::all;
    std::optional<Duration> client_timeout{};
    std::optional<RetryPolicy> retry{};
    std::int64_t most_attempts = 1;
    std::optional<RetryBudget> budget{};
  };

  // When the requests of a source come to this cell, in order.
  struct SourceTimes {
    std::vector<TimeSpan> here;
    std::size_t next = 0;
    [[nodiscard]] bool holds(TimePoint now) {
      while (next < here.size() && here[next].end <= now) ++next;
      return next < here.size() && here[next].begin <= now;
    }
  };

  struct Lags {
    std::int64_t backlog = 0;
    double work_lag_s = 0;  // greatest of the partitions
    double age_lag_s = 0;
  };

  // In a trajectory's hash: acks are stages 0 .. 63, one per class.
  static constexpr std::uint64_t kAppliedStage = 64;
  static constexpr std::uint32_t kNoSlot = std::numeric_limits<std::uint32_t>::max();

  // ---- The way of a request (cell.cc). ----
  void handle(const Event& event);
  void on_arrival();
  void attempt(Request& request);
  [[nodiscard]] Duration validation_of(const Request& request);
  void enter_ingress(Request& request);
  void begin_service(std::uint32_t slot);
  void on_ingress_done(std::uint32_t slot);
  void leave_ingress(std::uint32_t slot);
  // False: the request, in its slot, waits for room in its partition.
  bool into_log(const Request& request, TimePoint validated, std::uint32_t slot);
  [[nodiscard]] bool enough_replicas(const Request& request) const;
  bool on_full_log(const Request& request, TimePoint validated, std::uint32_t slot);
  void append(const Request& request, TimePoint validated);
  void answer(const Request& request, TimePoint at);
  void tell_admission(const Request& request, TimePoint at, bool ok);
  void on_answered(std::uint32_t slot);
  void finish_unread(const Request& request, TimePoint at);
  void refuse(const Request& request, RejectReason reason, Duration retry_after);
  void refuse_admitted(const Request& request, RejectReason reason);
  void fail_or_retry(const Request& request, Duration retry_after, TimePoint from);
  void on_client_retry(std::uint32_t slot);

  // ---- The consumers (cell_consumers.cc). ----
  void wake_for(std::uint32_t partition, TimePoint readable);
  [[nodiscard]] bool can_read(std::uint32_t id, std::uint32_t partition, TimePoint at) const;
  void on_wake(std::uint32_t id);
  void look_for_work(std::uint32_t id);
  void start_batch(std::uint32_t id, std::uint32_t partition);
  void work_on_batch(std::uint32_t id, std::uint32_t partition, Duration time);
  [[nodiscard]] bool meet_poison(EventBatch& batch, PartitionLog& log);
  // Batch n of partition p draws number p 2^40 + n.
  [[nodiscard]] std::uint64_t next_batch_number(std::uint32_t partition) {
    return (static_cast<std::uint64_t>(partition) << 40) | partitions_[partition].batches++;
  }
  [[nodiscard]] Duration time_of_batch(std::uint32_t partition, std::int64_t events);
  [[nodiscard]] bool adds_to_batches() const;
  [[nodiscard]] Duration added_to_batch(std::uint64_t number, std::int64_t events) const;
  void expire(std::uint32_t partition);
  void on_batch_done(std::uint32_t id);
  void crash(std::uint32_t id);
  void on_restarted(std::uint32_t id);
  void write(std::uint32_t id);
  void write_events(std::uint32_t id);
  void write_batch(std::uint32_t id);
  void submit(const DatabaseOperation& operation);
  void on_write_done(std::uint32_t slot);
  void settle_batch(std::uint32_t partition, const EventBatch& batch);
  void settle_plain(std::uint32_t partition, const EventRange& range);
  void settle(std::uint32_t partition, std::int64_t birth_ns, EventTag tag);
  void leave_log(std::uint32_t partition, EventBatch& batch);
  void finish_batch(std::uint32_t id);
  void leave_service(std::uint32_t id);
  void redeliver(std::uint32_t partition, EventBatch& batch);
  void redeliver_written(std::uint32_t id);
  void unblock(std::uint32_t partition);
  void kill(std::uint32_t id);

  // ---- By stages (cell_stages.cc). ----
  [[nodiscard]] TimePoint advance_requests(TimePoint until);
  [[nodiscard]] TimePoint advance_each_request(TimePoint until);
  void advance_consumers(TimePoint until);
  void rouse_consumers();

  // ---- Consumers apart (cell_apart.cc). ----
  [[nodiscard]] bool consumers_are_apart() const;
  void choose_consumers_way();
  void advance_consumer(std::uint32_t id, TimePoint until);
  [[nodiscard]] bool is_lone(std::uint32_t id) const;
  void advance_lone(std::uint32_t id, TimePoint until);
  [[nodiscard]] TimePoint take_plain_batches(std::uint32_t id, TimePoint until);
  void end_lone_batch(std::uint32_t id);
  void hand_over(std::uint32_t id);
  void advance_database(TimePoint until);
  void advance_database_line(TimePoint until);
  void finish_writes(TimePoint until);

  // ---- Requests in bulk (cell_bulk.cc). ----
  enum class BulkKind : std::uint8_t { none, delay, line };
  [[nodiscard]] BulkKind bulk_kind() const;
  [[nodiscard]] bool requests_go_in_bulk();
  [[nodiscard]] TimePoint advance_in_bulk(TimePoint until);
  [[nodiscard]] TimePoint collect_from_one(TimePoint until);
  [[nodiscard]] TimePoint collect_from_all(TimePoint until);
  [[nodiscard]] TimePoint last_before_others() const;
  void count_latest(std::int64_t Counts::*what);
  void admit_in_bulk();
  void let_in_what_may();
  [[nodiscard]] std::size_t let_in_first(std::size_t begin, std::size_t end);
  [[nodiscard]] bool lets_in(std::size_t i);
  [[nodiscard]] Request request_at(std::size_t i) const;
  void find_draws(std::size_t begin, std::size_t end);
  void draw_validations(std::size_t begin);
  void serve_in_line(std::size_t arriving, TimePoint until);
  void leave_line(TimePoint until);
  void pass_on(std::size_t end);
  void append_in_bulk(std::size_t end);
  void draw_ways(std::size_t end);
  void draw_replications(std::size_t count);
  void count_answers(std::size_t traffic_class, std::span<const std::int64_t> latencies);
  void dissolve_line(TimePoint now);

  // ---- Control (cell_control.cc). ----
  [[nodiscard]] BoundaryState boundary_state();
  void on_boundary();
  void on_tick();
  void on_timeline();
  void on_resharding();
  void on_scaling();
  void on_group_change();
  void adopt(const GroupChange& change);
  void arm_group();
  void arm_timeline();
  void carry_out(const ControlStep& step);
  void carry_out_fault(const ControlStep& step);
  void carry_out_action(const ControlStep& step);
  void remember_leaders();
  void refresh_database();
  void lose_broker(std::int64_t broker);
  void refresh_partitions();
  void wake_everybody();
  void note_events(const std::vector<ControlEvent>& events);
  void carry_out_scaling();
  void scale_to(std::int64_t wanted, Duration full_stop);
  void observe_for_scaling(const Lags& lags, const Signals& seen);
  [[nodiscard]] Lags measure_lags();
  [[nodiscard]] Signals signals(const Lags& lags);
  [[nodiscard]] double service_rate(std::uint32_t partition) const;
  [[nodiscard]] double consumer_busy_seconds() const;
  [[nodiscard]] bool at_work(std::uint32_t id) const;
  [[nodiscard]] std::int64_t overtime_ns(std::uint32_t id) const;
  double count_consumer_time();  // seconds given since the meters were opened
  void stop_early(const std::string& why);
  void keep_within_budget();
  void note_event(const std::string& kind, const std::string& text);

  // ---- Beginning and end (cell_setup.cc). ----
  void add_traffic();
  void add_sources();
  void add_source(double share, const std::string& whose, const SourceTimes& times);
  void find_next_source();
  void add_log();
  void add_consumers();
  void add_database();
  void arm_control();
  void open_meters();
  void open_log_meter();
  [[nodiscard]] RunTally close();
  void close_requests();
  void close_log();
  void close_stations();

  void push(TimePoint at, Kind kind, std::uint32_t target) {
    if (by_stages_ && kind <= Kind::write_done) return push_in_stage(at, kind, target);
    calendar_.push_ranked(at, static_cast<std::uint32_t>(kind), target);
  }
  void push_in_stage(TimePoint at, Kind kind, std::uint32_t target) {
    if (kind < Kind::wake) {
      request_events_.push_ranked(at, static_cast<std::uint32_t>(kind), target);
    } else if (!apart_) {
      consumer_events_.push_ranked(at, static_cast<std::uint32_t>(kind), target);
    }
  }
  [[nodiscard]] std::uint64_t events_pushed() const {
    return calendar_.pushed() + request_events_.pushed() + consumer_events_.pushed();
  }
  [[nodiscard]] Counts& counts(std::size_t traffic_class) {
    return tally_.classes[traffic_class].counts;
  }
  void hash(std::uint64_t request, std::uint64_t stage, std::int64_t time_ns) {
    tally_.trajectory_hash += trajectory_mix(request, stage, time_ns);
  }

  const Scenario& scenario_;
  const Duration partition_interval_;
  const CellRun& run_;
  RunTally tally_;
  IntervalRecorder recorder_;
  EventCalendar calendar_;  // by stages: of control only
  bool by_stages_;
  EventCalendar request_events_;   // by stages: ingress_done, client_retry, answered
  EventCalendar consumer_events_;  // by stages: wake, batch_done, restarted, write_done
  TimePoint now_{};
  bool finished_ = false;

  // Traffic.
  FailoverPlan failover_;
  std::vector<ClassRules> rules_;      // by class
  std::vector<Placement> placements_;  // by class
  std::vector<TrafficSource> sources_;
  std::vector<SourceTimes> source_times_;  // by source
  std::size_t next_source_ = 0;
  RequestStore store_;
  std::int64_t requests_ = 0;

  // Ingress.
  AdmissionChain admission_;
  DrawStream balancing_;
  std::uint64_t picks_ = 0;
  std::optional<IngressStation> ingress_;

  // Log.
  std::optional<LogWriter> writer_;
  std::int64_t log_capacity_ = 0;  // 0: no limit
  Duration retention_{0};          // 0: no limit
  ChunkPool chunks_;
  std::vector<Partition> partitions_;
  StationMeter log_meter_;
  std::optional<ReshardingPlan> resharding_;

  // Consumers.
  std::optional<ConsumerGroup> group_;
  std::vector<Worker> workers_;
  BatchSampler batch_time_;
  DrawStream consumer_draws_;
  Random kill_draws_;
  StationMeter consumer_meter_;
  std::int64_t consumer_ns_ = 0;  // given by all consumers since the meters were opened
  TimePoint consumers_since_{};
  std::optional<ConsumerScaling> scaling_;

  // Database.
  std::optional<DatabaseStation> database_;
  std::vector<EventBatch> handed_over_;  // batches that nobody waits for
  std::vector<std::uint32_t> free_batches_;

  // Control.
  ControlTimeline timeline_;
  const ActiveControls& active_;              // what the timeline does now
  std::vector<std::int64_t> leaders_before_;  // by partition, -1: none; before the step at hand
  bool brokers_down_ = false;                 // at least one
  bool watches_latency_ = false;
  std::int64_t acks_ = 0;
  std::int64_t not_acked_ = 0;
  std::int64_t appended_ = 0;
  struct {  // at the last control tick
    TimePoint time{};
    std::int64_t acks = 0;
    std::int64_t not_acked = 0;
    std::int64_t appended = 0;
    double busy_s = 0;
    double given_s = 0;
    double database_busy_s = 0;
  } tick_;
  struct {  // at the last boundary of the record
    TimePoint time{};
    double busy_s = 0;
    double given_s = 0;
    double database_busy_s = 0;
  } boundary_;

  // By stages.
  bool in_requests_ = false;             // the consumers have not come so far
  TimePoint consumed_until_{};           // how far they have come
  bool consumers_may_be_apart_ = false;  // as far as the scenario goes
  bool apart_ = false;                   // no consumer waits for another, nor for the database
  HandedOver to_database_;         // where they are: what they have handed over in this window
  bool database_in_line_ = false;  // no outage gives slots back, by number
  BulkKind bulk_kind_ = BulkKind::none;
  bool tells_tenants_apart_ = false;
  RequestWindow bulk_;
  std::vector<std::size_t> class_of_source_;
  std::vector<ClassGate> gates_;        // by source
  RequestDraws drawn_;                  // of those who arrive or are passed on
  std::vector<std::int64_t> started_;   // of those who leave the line
  std::vector<std::int64_t> answered_;  // of those that are passed on
  std::vector<std::int64_t> readable_;  // the same
  LatencyColumns latencies_;            // of those who are counted together
  std::int64_t line_done_ = 0;          // when the last one left the line
};

}  // namespace uslkit
