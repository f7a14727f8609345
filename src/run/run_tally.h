// RunTally: what one engine counted in one cell of one replication; the raw matter of a RunResult.
//
// Engines record into the running interval only; at each boundary fold() moves it into the series,
// and, after the warm-up, into the totals and the batch windows. So a request costs one histogram
// record per latency, and memory does not grow with the length of the run (at most 4096 rows).
// Not thread-safe: one per cell; merged afterwards in a fixed order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/histogram.h"
#include "base/time_point.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// How the measured part of a run is cut for intervals by batch means.
inline constexpr int kBatchWindows = 20;
inline constexpr std::int64_t kMaxSeriesRows = 4096;

struct ClassTally {
  Counts counts;         // whole run
  Histogram ack;         // measured part
  Histogram end_to_end;  // measured part
};

// The greatest of what was seen of one partition in one row of its series.
struct PartitionPeak {
  std::int64_t backlog = 0;
  double work_lag_s = 0;
  double age_lag_s = 0;
};

struct PartitionTally {
  std::int64_t appended = 0;
  std::int64_t applied = 0;
  std::int64_t dead_lettered = 0;
  std::int64_t lost = 0;
  std::int64_t batches = 0;
  std::int64_t batch_events = 0;  // sum of the sizes of measured batches
  std::int64_t measured_batches = 0;
  std::int64_t backlog_at_end = 0;
  std::int64_t max_backlog = 0;
  double max_work_lag_s = 0;
  double max_age_lag_s = 0;
  std::int64_t busy_ns = 0;            // of its consumers, measured part
  std::int64_t consumer_ns = 0;        // consumer time given to it, measured part
  Histogram end_to_end{5};             // coarse (3 %): there may be thousands of partitions
  std::vector<PartitionPeak> peaks{};  // by row; rows after the last backlog are left out
};

// One waiting place. All sums over the measured part, with requests that straddle its ends counted
// by the part of their stay that lies within, so that L = lambda T holds to rounding.
struct StationTally {
  std::string name;
  double server_seconds = 0;
  double busy_seconds = 0;
  std::int64_t arrivals = 0;
  std::int64_t departures = 0;
  double number_integral_s = 0;  // integral of the number in the system
  double time_sum_s = 0;         // sum over requests of the time within the window
  double wait_sum_s = 0;         // the waiting part of it, for departures
};

struct SeriesRow {
  std::int64_t arrived = 0;
  std::int64_t admitted = 0;
  std::int64_t acked = 0;
  std::int64_t not_acked = 0;  // failed or late
  std::vector<std::int64_t> shed_by_class;
  std::int64_t applied = 0;
  std::int64_t backlog = 0;
  double work_lag_s = 0;
  double age_lag_s = 0;
  double consumers = 0;
  double consumer_utilization = 0;
  double database_utilization = 0;
  std::int64_t ack_p50_ns = 0;
  std::int64_t ack_p99_ns = 0;
  std::int64_t ack_p999_ns = 0;
  std::int64_t end_to_end_p50_ns = 0;
  std::int64_t end_to_end_p99_ns = 0;
  std::int64_t end_to_end_p999_ns = 0;
};

struct BatchWindow {  // one of kBatchWindows equal parts of the measured time
  Histogram ack;
  Histogram end_to_end;
  std::int64_t completed = 0;  // applied, or acked where there is no log
  // Of a closed run, whose windows are equal by completed requests; zero: an equal part of the
  // time.
  Duration length{0};
};

struct RunTally {
  std::int64_t cell = 0;
  std::int64_t replication = 0;
  std::vector<ClassTally> classes;
  std::vector<PartitionTally> partitions;
  std::vector<StationTally> stations;
  std::vector<BatchWindow> windows;
  Duration series_interval{0};
  std::vector<SeriesRow> series;
  std::vector<TraceResult> traces;
  std::vector<RunEvent> events;
  std::uint64_t trajectory_hash = 0;
  std::int64_t events_handled = 0;
  Duration simulated{0};
  Duration measured{0};  // simulated without the warm-up
  // N of a closed system (coordination), else 0. Its throughput is acks per `measured`; cells end
  // at different times, so that the throughputs of cells add up, not their counts.
  std::int64_t closed_workers = 0;
  std::string stopped_early;
  std::vector<std::string> notes;
  std::vector<std::string> violations;  // of conservation, found by the engine itself
};

// The interval between two folds.
[[nodiscard]] Duration series_interval_of(const Scenario& scenario);

// The order-free hash of a trajectory: the sum over all (request, stage, time) of a mix of the
// three, so that engines that handle the same requests in another order agree.
[[nodiscard]] constexpr std::uint64_t trajectory_mix(std::uint64_t request, std::uint64_t stage,
                                                     std::int64_t time_ns) {
  std::uint64_t word = request * 0x9E3779B97F4A7C15ULL + stage * 0xD1B54A32D192ED03ULL;
  word ^= static_cast<std::uint64_t>(time_ns) * 0xA0761D6478BD642FULL;
  word = (word ^ (word >> 32)) * 0xE7037ED1A0B428DBULL;
  return word ^ (word >> 29);
}

}  // namespace uslkit
