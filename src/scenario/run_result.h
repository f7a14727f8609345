// RunResult: everything that comes out of a run, of the simulator and of the real pipeline alike.
//
// Times are seconds (`_s`) or milliseconds (`_ms`) as the names say. Latencies count from the
// client's first intended send. Three lags, never one (design, section 4): work-lag = backlog /
// service rate, age-lag = age of the oldest unread event, drain time = backlog / (service rate -
// arrival rate). Counts cover the whole run; latencies, rates and utilisations leave the warm-up
// out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/histogram.h"
#include "policy/verdict.h"

namespace uslkit {

// A number with its 95 % interval; an end is absent where it is not known.
struct RunEstimate {
  double value = 0;
  std::optional<double> low{};
  std::optional<double> high{};
};

// The way of the requests through a run. A *request* is what a client wants done, an *attempt* is
// one send of it: the first one, a retry or a duplicate. Each attempt ends exactly once, and so
// does each request. Identities, checked to the last one (sim/conservation.h), per class and per
// cell:
//   requests  arrived = acked + late_acks + failed + invalid + unanswered_at_end
//   attempts  arrived + retried + duplicates + redelivered_applied =
//             rejected + invalid + applied + duplicates_skipped + applied_twice + dead_lettered +
//             lost + in_flight_at_end
// An attempt that a policy, a full queue, a full log or its client's patience ended unfinished is
// `rejected` for that reason, wherever on its way that happened. Where there is no log, `applied`
// is what was served to its end, whether or not its client still waited. An invalid request is
// never retried nor sent twice.
struct Counts {
  std::int64_t arrived = 0;                                 // first attempts
  std::int64_t retried = 0;                                 // further attempts of clients
  std::int64_t duplicates = 0;                              // second sends of one id
  std::int64_t admitted = 0;                                // let in by the ingress (attempts)
  std::array<std::int64_t, kRejectReasonCount> rejected{};  // attempts, by reason
  std::int64_t invalid = 0;                                 // 400
  std::int64_t acked = 0;        // answered well (and in the client's time, where it has one)
  std::int64_t late_acks = 0;    // answered after the client had gone
  std::int64_t failed = 0;       // requests that were never acked: retries used up or none allowed
  std::int64_t appended = 0;     // events in the log
  std::int64_t applied = 0;      // events whose effect is in the database, once each
  std::int64_t redelivered = 0;  // read again after a crash or a rebalance
  std::int64_t redelivered_applied = 0;  // of those, whose effect was in the database already
  std::int64_t duplicates_skipped = 0;   // found by idempotency
  std::int64_t applied_twice = 0;        // what no idempotency costs
  std::int64_t dead_lettered = 0;
  std::int64_t lost = 0;  // expired unread, dropped by a full log, or lost with a leader
  std::int64_t unanswered_at_end = 0;  // clients without an answer yet, or about to try again
  std::int64_t in_flight_at_end = 0;   // still on their way when the run ended

  [[nodiscard]] std::int64_t rejected_total() const;
  Counts& operator+=(const Counts& other);
};

struct ClassResult {
  std::string name{};
  std::int64_t priority = 1;
  Counts counts{};
  Histogram ack{};          // ns, client's first send to answer
  Histogram end_to_end{};   // ns, client's first send to applied
  double availability = 1;  // acked / (acked + late + failed); invalid requests are the client's
  double max_work_lag_s = 0;
  std::optional<double> lag_tolerance_s{};
  std::optional<bool> lag_tolerance_held{};
};

struct PartitionResult {
  std::int64_t cell = 0;
  std::int64_t partition = 0;
  std::int64_t appended = 0;
  std::int64_t applied = 0;
  std::int64_t dead_lettered = 0;
  std::int64_t lost = 0;
  std::int64_t batches = 0;
  std::int64_t backlog_at_end = 0;
  std::int64_t max_backlog = 0;
  double max_work_lag_s = 0;
  double max_age_lag_s = 0;
  double utilization = 0;  // of the consumers' time given to it
  double mean_batch = 0;   // events, after the warm-up
  double end_to_end_p99_ms = 0;
};

struct CellResult {
  std::int64_t cell = 0;
  Counts counts{};
  double availability = 1;
  double ack_p99_ms = 0;
  double end_to_end_p99_ms = 0;
  double max_work_lag_s = 0;
  std::uint64_t trajectory_hash = 0;
};

// One place where requests wait and are served, for Little's law and utilisations.
struct StationResult {
  std::string name{};      // "ingress", "log", "consumers", "database", "server"
  double servers = 0;      // mean number
  double utilization = 0;  // busy server-seconds / server-seconds
  // Of the consumers: events applied over what they could do at full batches. A batch consumer is
  // busy all the time long before it is at its limit. Absent: not a batch server.
  std::optional<double> load{};
  double throughput_per_s = 0;
  double mean_in_system = 0;   // L, measured as a time integral
  double mean_time_ms = 0;     // T, measured per request
  double littles_law_gap = 0;  // |L - lambda T| / L over the closed window
};

// Columns of equal length; row i covers [i, i+1) x interval. Sums over cells, maxima over lags.
struct SeriesResult {
  double interval_s = 1;
  std::vector<double> time_s{};
  std::vector<double> arrived_per_s{};  // first attempts and retries
  std::vector<double> admitted_per_s{};
  std::vector<double> shed_per_s{};  // rejected for whatever reason
  std::vector<std::vector<double>> shed_per_s_by_class{};
  std::vector<double> acked_per_s{};  // answered well
  std::vector<double> applied_per_s{};
  std::vector<double> backlog_events{};  // at the end of the interval
  std::vector<double> work_lag_s{};      // greatest of the partitions, at the end of the interval
  std::vector<double> age_lag_s{};
  std::vector<double> consumers{};  // at work
  std::vector<double> consumer_utilization{};
  std::vector<double> database_utilization{};
  std::vector<double> ack_p50_ms{};  // of the answers in the interval; 0 without any
  std::vector<double> ack_p99_ms{};
  std::vector<double> ack_p999_ms{};
  std::vector<double> end_to_end_p50_ms{};
  std::vector<double> end_to_end_p99_ms{};
  std::vector<double> end_to_end_p999_ms{};
  std::vector<double> availability{};
};

// What each partition had waiting over time: [partition][row], partitions in the order of
// RunResult::partitions. Row i covers [i, i + 1) x interval, a multiple of the interval of
// SeriesResult, so that there are at most some hundred rows; each value is the greatest that was
// seen in the row, so that a peak is never averaged away. Of several replications the greatest.
struct PartitionSeriesResult {
  double interval_s = 0;
  std::vector<double> time_s{};
  std::vector<std::vector<double>> max_backlog_events{};
  std::vector<std::vector<double>> max_work_lag_s{};
  std::vector<std::vector<double>> max_age_lag_s{};
};

// One output of a control policy over time, e.g. "pid_limiter/0 rate_per_s", as change points.
struct TraceResult {
  std::string name{};
  std::vector<double> time_s{};
  std::vector<double> value{};
};

struct RunEvent {
  double time_s = 0;
  std::int64_t cell = -1;  // -1: every cell
  std::string kind{};      // "fault", "fault_end", "runbook", "autoscaler", "rebalance", ...
  std::string text{};      // for people
};

struct LagResult {
  double max_work_lag_s = 0;
  double max_work_lag_at_s = 0;
  double max_age_lag_s = 0;
  double max_backlog_events = 0;
  std::optional<double> drain_time_s{};    // of the backlog at the end; absent: it does not drain
  std::optional<double> recovered_at_s{};  // work-lag (and backlog) last came below 1 s, for good
};

// The papers' golden signals, with the two definitions that they have inverted put right.
struct GoldenSignal {
  std::string name{};        // "lag", "latency", "saturation", "error_rate"
  std::string definition{};  // what is measured
  double worst = 0;
  double threshold = 0;
  double seconds_above = 0;
  std::string correction{};  // what the papers' definition had wrong; empty: nothing
};

struct ObjectiveVerdict {
  std::string text{};     // "ack p99 <= 50 ms"
  std::string pointer{};  // "/slo/0"
  double found = 0;
  double bound = 0;
  std::string unit{};
  bool met = false;
};

// A closed form beside its simulated value.
struct TheoryRow {
  std::string quantity{};    // "ingress mean time in system"
  std::string formula{};     // "M/M/c: 1/mu + C/(c mu - lambda) (Erlang 1917)"
  std::string assumption{};  // under which it holds; and whether it does here
  std::string unit{};
  double theory = 0;
  RunEstimate simulated{};
  double gap = 0;     // simulated / theory - 1
  bool holds = true;  // the assumption, in this run; false: not, or not quite
};

struct NamedEstimate {
  std::string name{};  // the path of a number in this result, "latency.ack.p99_ms"
  RunEstimate estimate{};
  std::string method{};  // "12 replications", "20 batch means", "16 cells"
  // The values behind it: one per replication, batch window or cell, in order. Two runs of one seed
  // are compared pair by pair. Empty: the value stands alone.
  std::vector<double> samples{};
};

struct Conservation {
  bool holds = false;
  std::vector<std::string> violations{};
};

// A point for the fitter: filled where the scenario is a closed system, else by `sweep`.
struct ScalabilityPoint {
  double concurrency = 0;
  double throughput_per_s = 0;
  double latency_ms = 0;
};

struct RunProvenance {
  std::string engine{};  // "event", "coordination", "synchronous"
  std::uint64_t seed = 0;
  std::string scenario_sha256{};  // of its canonical form
  std::string scenario_source{};  // as the user named it
  std::int64_t replications = 1;
  std::uint64_t trajectory_hash = 0;
  std::int64_t events = 0;      // handled by the engine
  std::string stopped_early{};  // why; empty: it ran to its end
};

struct RunResult {
  std::string name{};
  std::string note{};
  std::string architecture{};
  double duration_s = 0;  // simulated
  double warm_up_s = 0;
  Counts totals{};
  double throughput_per_s = 0;  // applied (or acked, without a log), after the warm-up
  std::vector<ClassResult> classes{};
  std::vector<PartitionResult> partitions{};
  std::vector<CellResult> cells{};
  std::vector<StationResult> stations{};
  Histogram ack{};
  Histogram end_to_end{};
  LagResult lag;
  double availability = 1;
  SeriesResult series;
  PartitionSeriesResult partition_series;
  std::vector<TraceResult> traces{};
  std::vector<RunEvent> events{};
  std::vector<GoldenSignal> golden_signals{};
  std::vector<ObjectiveVerdict> slo{};
  std::vector<TheoryRow> theory{};
  std::vector<NamedEstimate> estimates{};
  std::optional<ScalabilityPoint> scalability;
  Conservation conservation;
  RunProvenance provenance;
  std::vector<std::string> notes{};  // assumptions and limits that this run touched
};

}  // namespace uslkit
