#include "run/assemble_result.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "run/batch_load.h"
#include "run/conservation.h"
#include "run/estimates.h"
#include "run/golden_signals.h"
#include "run/lag_summary.h"
#include "run/merge_tallies.h"
#include "run/objective_verdicts.h"
#include "run/partition_series.h"
#include "run/run_notes.h"
#include "run/run_series.h"
#include "run/theory.h"
#include "scenario/run_event_kinds.h"
#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

double in_ms(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

double p99_ms(const Histogram& histogram) { return in_ms(histogram.quantile(0.99)); }

const char* architecture_name(Architecture architecture) {
  switch (architecture) {
    case Architecture::shock_absorber:
      return "shock_absorber";
    case Architecture::synchronous:
      return "synchronous";
    case Architecture::coordination:
      return "coordination";
  }
  USLKIT_CHECK(false);
}

const char* engine_name(Architecture architecture) {
  return architecture == Architecture::shock_absorber ? "event" : architecture_name(architecture);
}

ClassResult class_result(const Scenario& scenario, std::size_t index, ClassTally tally,
                         const LagResult& lag) {
  ClassResult result;
  result.name = "requests";
  result.counts = tally.counts;
  result.ack = std::move(tally.ack);
  result.end_to_end = std::move(tally.end_to_end);
  result.availability = availability_of(result.counts);
  if (index >= scenario.traffic.classes.size()) return result;
  const TrafficClass& traffic = scenario.traffic.classes[index];
  result.name = traffic.name;
  result.priority = traffic.priority;
  if (!scenario.consumers) return result;
  result.max_work_lag_s = lag.max_work_lag_s;
  if (traffic.lag_tolerance) {
    result.lag_tolerance_s = in_seconds(*traffic.lag_tolerance);
    result.lag_tolerance_held = result.max_work_lag_s <= *result.lag_tolerance_s;
  }
  return result;
}

std::vector<ClassResult> class_results(const Scenario& scenario, const TallySet& tallies,
                                       const LagResult& lag) {
  std::vector<ClassResult> results;
  for (ClassTally& tally : merged_classes(tallies.all())) {
    results.push_back(class_result(scenario, results.size(), std::move(tally), lag));
  }
  return results;
}

// One partition of one cell, over all replications: sums of counts, greatest of maxima.
PartitionResult partition_result(const TallySet& tallies, std::size_t cell, std::size_t partition) {
  PartitionResult result{.cell = static_cast<std::int64_t>(cell),
                         .partition = static_cast<std::int64_t>(partition)};
  Histogram end_to_end(PartitionTally{}.end_to_end.bits());
  double busy_ns = 0;
  double consumer_ns = 0;
  std::int64_t events = 0;
  std::int64_t measured_batches = 0;
  for (std::size_t i = 0; i < tallies.replications(); ++i) {
    const RunTally& run = tallies.at(i, cell);
    if (partition >= run.partitions.size()) continue;
    const PartitionTally& tally = run.partitions[partition];
    result.appended += tally.appended;
    result.applied += tally.applied;
    result.dead_lettered += tally.dead_lettered;
    result.lost += tally.lost;
    result.batches += tally.batches;
    result.backlog_at_end += tally.backlog_at_end;
    result.max_backlog = std::max(result.max_backlog, tally.max_backlog);
    result.max_work_lag_s = std::max(result.max_work_lag_s, tally.max_work_lag_s);
    result.max_age_lag_s = std::max(result.max_age_lag_s, tally.max_age_lag_s);
    busy_ns += static_cast<double>(tally.busy_ns);
    consumer_ns += static_cast<double>(tally.consumer_ns);
    events += tally.batch_events;
    measured_batches += tally.measured_batches;
    end_to_end.merge(tally.end_to_end);
  }
  if (consumer_ns > 0) result.utilization = busy_ns / consumer_ns;
  if (measured_batches > 0) {
    result.mean_batch = static_cast<double>(events) / static_cast<double>(measured_batches);
  }
  result.end_to_end_p99_ms = p99_ms(end_to_end);
  return result;
}

std::vector<PartitionResult> partition_results(const TallySet& tallies) {
  std::vector<PartitionResult> results;
  for (std::size_t cell = 0; cell < tallies.cells(); ++cell) {
    std::size_t partitions = 0;
    for (std::size_t i = 0; i < tallies.replications(); ++i) {
      partitions = std::max(partitions, tallies.at(i, cell).partitions.size());
    }
    for (std::size_t partition = 0; partition < partitions; ++partition) {
      results.push_back(partition_result(tallies, cell, partition));
    }
  }
  return results;
}

// Any number of hashes as one; their order counts.
std::uint64_t chained(std::uint64_t hash, std::uint64_t next) {
  return (hash ^ next) * 0x9E3779B97F4A7C15ULL + (hash >> 32);
}

CellResult cell_result(const TallySet& tallies, std::size_t cell) {
  CellResult result{.cell = static_cast<std::int64_t>(cell)};
  Histogram ack;
  Histogram end_to_end;
  for (std::size_t i = 0; i < tallies.replications(); ++i) {
    const RunTally& tally = tallies.at(i, cell);
    const std::span<const RunTally> one(&tally, 1);
    result.counts += merged_counts(one);
    ack.merge(merged_ack(one));
    end_to_end.merge(merged_end_to_end(one));
    for (const SeriesRow& row : tally.series) {
      result.max_work_lag_s = std::max(result.max_work_lag_s, row.work_lag_s);
    }
    for (const PartitionTally& partition : tally.partitions) {
      result.max_work_lag_s = std::max(result.max_work_lag_s, partition.max_work_lag_s);
    }
    result.trajectory_hash = chained(result.trajectory_hash, tally.trajectory_hash);
  }
  result.availability = availability_of(result.counts);
  result.ack_p99_ms = p99_ms(ack);
  result.end_to_end_p99_ms = p99_ms(end_to_end);
  return result;
}

std::vector<CellResult> cell_results(const TallySet& tallies) {
  std::vector<CellResult> results;
  for (std::size_t cell = 0; cell < tallies.cells(); ++cell) {
    results.push_back(cell_result(tallies, cell));
  }
  return results;
}

// The measured time of all replications together, each as long as its longest cell.
double total_measured_s(const TallySet& tallies) {
  double sum = 0;
  for (std::size_t i = 0; i < tallies.replications(); ++i) {
    Duration longest{0};
    for (const RunTally& tally : tallies.replication(i)) {
      longest = std::max(longest, tally.measured);
    }
    sum += in_seconds(longest);
  }
  return sum;
}

StationResult station_result(const StationTally& tally, double measured_s) {
  StationResult result;
  result.name = tally.name;
  result.littles_law_gap = littles_law_gap(tally);
  if (tally.server_seconds > 0) result.utilization = tally.busy_seconds / tally.server_seconds;
  if (tally.departures > 0) {
    result.mean_time_ms = 1e3 * tally.time_sum_s / static_cast<double>(tally.departures);
  }
  if (!(measured_s > 0)) return result;
  result.servers = tally.server_seconds / measured_s;
  result.throughput_per_s = static_cast<double>(tally.departures) / measured_s;
  result.mean_in_system = tally.number_integral_s / measured_s;
  return result;
}

std::vector<StationResult> station_results(const TallySet& tallies) {
  const double measured_s = total_measured_s(tallies);
  std::vector<StationResult> results;
  for (const StationTally& tally : merged_stations(tallies.all())) {
    results.push_back(station_result(tally, measured_s));
  }
  return results;
}

// Those of the first replication by time; what happened in every cell at once is told once.
std::vector<RunEvent> merged_events(const TallySet& tallies) {
  std::vector<RunEvent> all;
  for (const RunTally& tally : tallies.replication(0)) {
    all.insert(all.end(), tally.events.begin(), tally.events.end());
  }
  // Metrics, marks and legends know events by their kind: one that is not listed would get lost.
  for (const RunEvent& event : all) USLKIT_CHECK(find_run_event_kind(event.kind) != nullptr);
  std::stable_sort(all.begin(), all.end(), [](const RunEvent& a, const RunEvent& b) {
    return std::tie(a.time_s, a.kind, a.text) < std::tie(b.time_s, b.kind, b.text);
  });
  std::vector<RunEvent> events;
  std::size_t next = 0;
  while (next < all.size()) {
    std::size_t end = next + 1;
    while (end < all.size() && !(all[next].time_s < all[end].time_s) &&
           all[next].kind == all[end].kind && all[next].text == all[end].text) {
      ++end;
    }
    const bool everywhere = tallies.cells() > 1 && end - next == tallies.cells();
    for (std::size_t i = next; i < (everywhere ? next + 1 : end); ++i) {
      events.push_back(all[i]);
      if (everywhere) events.back().cell = -1;
    }
    next = end;
  }
  return events;
}

std::vector<TraceResult> merged_traces(const TallySet& tallies) {
  std::vector<TraceResult> traces;
  for (const RunTally& tally : tallies.replication(0)) {
    for (TraceResult trace : tally.traces) {
      if (tallies.cells() > 1) trace.name = fmt::format("cell {}/{}", tally.cell, trace.name);
      traces.push_back(std::move(trace));
    }
  }
  return traces;
}

RunProvenance provenance_of(const Scenario& scenario, const TallySet& tallies) {
  RunProvenance provenance;
  provenance.engine = engine_name(scenario.architecture);
  provenance.seed = scenario.seed;
  provenance.scenario_sha256 = scenario_hash(scenario);
  provenance.replications = static_cast<std::int64_t>(tallies.replications());
  for (const RunTally& tally : tallies.all()) {
    provenance.trajectory_hash = chained(provenance.trajectory_hash, tally.trajectory_hash);
    provenance.events += tally.events_handled;
    if (provenance.stopped_early.empty()) provenance.stopped_early = tally.stopped_early;
  }
  return provenance;
}

std::optional<ScalabilityPoint> scalability_of(const TallySet& tallies, const RunResult& result) {
  std::int64_t workers = 0;
  for (const RunTally& tally : tallies.replication(0)) workers += tally.closed_workers;
  if (workers == 0) return std::nullopt;
  return ScalabilityPoint{.concurrency = static_cast<double>(workers),
                          .throughput_per_s = result.throughput_per_s,
                          .latency_ms = result.ack.mean_ns() / 1e6};
}

void add_new(const std::vector<std::string>& from, std::vector<std::string>& to) {
  for (const std::string& text : from) {
    if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
  }
}

double longest_s(const TallySet& tallies) {
  Duration longest{0};
  for (const RunTally& tally : tallies.all()) longest = std::max(longest, tally.simulated);
  return in_seconds(longest);
}

double mean_throughput(const TallySet& tallies) {
  double sum = 0;
  for (std::size_t i = 0; i < tallies.replications(); ++i) {
    sum += summed_throughput(tallies.replication(i));
  }
  return sum / static_cast<double>(tallies.replications());
}

// What the tallies say by themselves.
void set_sums(const Scenario& scenario, const TallySet& tallies, RunResult& result) {
  result.name = scenario.name;
  result.note = scenario.note;
  result.architecture = architecture_name(scenario.architecture);
  result.duration_s = longest_s(tallies);
  result.warm_up_s = in_seconds(scenario.warm_up);
  result.totals = merged_counts(tallies.all());
  result.throughput_per_s = mean_throughput(tallies);
  result.classes = class_results(scenario, tallies, result.lag);
  result.partitions = partition_results(tallies);
  result.cells = cell_results(tallies);
  result.stations = station_results(tallies);
  result.ack = merged_ack(tallies.all());
  result.end_to_end = merged_end_to_end(tallies.all());
  result.availability = availability_of(result.totals);
  result.traces = merged_traces(tallies);
  result.events = merged_events(tallies);
  result.provenance = provenance_of(scenario, tallies);
  result.scalability = scalability_of(tallies, result);
  for (StationResult& station : result.stations) {
    if (station.name != "consumers") continue;
    station.load = batch_load(scenario, station, result.throughput_per_s);
  }
}

}  // namespace

RunResult assemble_result(const Scenario& scenario, std::vector<RunTally> all, RunKind kind) {
  const TallySet tallies(all, static_cast<std::size_t>(scenario.cells.count));
  std::vector<SeriesResult> series;
  std::vector<LagResult> lags;
  for (std::size_t i = 0; i < tallies.replications(); ++i) {
    series.push_back(replication_series(scenario, tallies.replication(i)));
    lags.push_back(lag_summary(series.back(), tallies.replication(i)));
  }
  RunResult result;
  result.series = mean_series(series);
  result.partition_series = partition_series(scenario, tallies.all(), tallies.cells());
  result.lag = mean_lags(lags);
  set_sums(scenario, tallies, result);
  // From here on the numbers are fixed; what follows judges them.
  result.conservation = check_conservation(scenario, tallies);
  result.golden_signals = golden_signals(scenario, result);
  result.slo = objective_verdicts(scenario, result);
  IntervalEstimates intervals = interval_estimates(scenario, tallies, lags, result);
  result.estimates = std::move(intervals.estimates);
  if (kind == RunKind::simulated) result.theory = theory_rows(scenario, result);
  if (kind == RunKind::measured) result.provenance.engine = "pipeline";
  add_new(run_notes(scenario, result), result.notes);
  add_new(intervals.notes, result.notes);
  for (const RunTally& tally : tallies.all()) add_new(tally.notes, result.notes);
  return result;
}

}  // namespace uslkit
