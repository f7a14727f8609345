#include "run/estimates.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "model/distributions.h"
#include "run/rate_curve.h"

namespace uslkit {
namespace {

constexpr double kLevel = 0.95;
constexpr double kFewestBeyondQuantile = 5;  // values per group, or its quantile says little

struct Quantile {
  const char* name;
  double probability;
};
constexpr Quantile kQuantiles[] = {
    {"p50_ms", 0.5}, {"p90_ms", 0.9}, {"p99_ms", 0.99}, {"p999_ms", 0.999}};

double in_ms(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

// What one group contributes. Only a whole replication has lags.
struct Group {
  Histogram ack;
  Histogram end_to_end;
  double throughput_per_s = 0;
  std::optional<Counts> counts;
  std::optional<LagResult> lag;
  std::vector<ClassTally> classes;
  std::vector<StationTally> stations;
  double measured_s = 0;
};

enum class Method { none, replications, cells, batches };

Method method_of(const Scenario& scenario, const TallySet& tallies) {
  if (tallies.replications() >= 2) return Method::replications;
  if (tallies.cells() >= kFewestCellsForIntervals && cells_are_alike(scenario)) {
    return Method::cells;
  }
  return is_stationary(scenario) ? Method::batches : Method::none;
}

double longest_measured_s(std::span<const RunTally> tallies) {
  Duration longest{0};
  for (const RunTally& tally : tallies) longest = std::max(longest, tally.measured);
  return in_seconds(longest);
}

Group group_of(std::span<const RunTally> tallies) {
  Group group;
  group.ack = merged_ack(tallies);
  group.end_to_end = merged_end_to_end(tallies);
  group.throughput_per_s = summed_throughput(tallies);
  group.counts = merged_counts(tallies);
  group.classes = merged_classes(tallies);
  group.stations = merged_stations(tallies);
  group.measured_s = longest_measured_s(tallies);
  return group;
}

// Open runs have windows of equal time, of which the last ones may be missing; closed runs say how
// long each took.
double window_length_s(const Scenario& scenario, const BatchWindow& window) {
  if (window.length > Duration(0)) return in_seconds(window.length);
  return in_seconds(scenario.duration - scenario.warm_up) / kBatchWindows;
}

std::size_t whole_windows(const Scenario& scenario, std::span<const RunTally> tallies) {
  std::size_t whole = kBatchWindows;
  for (const RunTally& tally : tallies) {
    double passed = 0;
    std::size_t count = 0;
    const double measured = in_seconds(tally.measured) * (1 + 1e-9);
    for (const BatchWindow& window : tally.windows) {
      passed += window_length_s(scenario, window);
      if (passed > measured) break;
      ++count;
    }
    whole = std::min(whole, count);
  }
  return whole;
}

std::vector<Group> batch_groups(const Scenario& scenario, std::span<const RunTally> tallies) {
  std::vector<Group> groups(whole_windows(scenario, tallies));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const RunTally& tally : tallies) {
      const BatchWindow& window = tally.windows[i];
      groups[i].ack.merge(window.ack);
      groups[i].end_to_end.merge(window.end_to_end);
      groups[i].throughput_per_s +=
          static_cast<double>(window.completed) / window_length_s(scenario, window);
    }
  }
  return groups;
}

std::vector<Group> groups_by(Method method, const Scenario& scenario, const TallySet& tallies,
                             const std::vector<LagResult>& per_replication) {
  std::vector<Group> groups;
  switch (method) {
    case Method::none:
      break;
    case Method::replications:
      for (std::size_t i = 0; i < tallies.replications(); ++i) {
        groups.push_back(group_of(tallies.replication(i)));
        groups.back().lag = per_replication[i];
      }
      break;
    case Method::cells:
      for (std::size_t i = 0; i < tallies.cells(); ++i) {
        groups.push_back(group_of(tallies.all().subspan(i, 1)));
        groups.back().throughput_per_s *= static_cast<double>(tallies.cells());
      }
      break;
    case Method::batches:
      groups = batch_groups(scenario, tallies.all());
      break;
  }
  return groups;
}

std::string method_text(Method method, std::size_t groups) {
  switch (method) {
    case Method::replications:
      return fmt::format("{} replications", groups);
    case Method::cells:
      return fmt::format("{} cells", groups);
    case Method::batches:
      return fmt::format("{} batch means", groups);
    case Method::none:
      break;
  }
  return "";
}

// Collects the estimates of all metrics, group by group.
class Collector {
 public:
  Collector(Method method, std::vector<Group> groups)
      : method_(method), groups_(std::move(groups)), text_(method_text(method, groups_.size())) {}

  void add(const std::string& name, double value, const std::vector<double>& samples,
           const SampleBounds& bounds = {}) {
    result_.estimates.push_back({.name = name,
                                 .estimate = t_interval(value, samples, bounds),
                                 .method = text_,
                                 .samples = samples});
  }

  template <typename Value>
  void add_each(const std::string& name, double value, Value value_of,
                const SampleBounds& bounds = {}) {
    std::vector<double> samples;
    for (const Group& group : groups_) {
      const std::optional<double> sample = value_of(group);
      if (!sample) return;
      samples.push_back(*sample);
    }
    if (batches_hang_together(name, samples)) return;
    add(name, value, samples, bounds);
  }

  // `name` + ".mean_ms", ".p50_ms" and so on, as far as every group has enough values.
  template <typename Select>
  void add_latencies(const std::string& name, const Histogram& all, Select select) {
    std::vector<double> means;
    std::uint64_t fewest = UINT64_MAX;
    for (const Group& group : groups_) {
      const Histogram* histogram = select(group);
      if (histogram == nullptr || histogram->empty()) return;
      means.push_back(histogram->mean_ns() / 1e6);
      fewest = std::min(fewest, histogram->count());
    }
    if (groups_.empty() || batches_hang_together(name, means)) return;
    add(name + ".mean_ms", all.mean_ns() / 1e6, means);
    for (const Quantile& quantile : kQuantiles) {
      if (static_cast<double>(fewest) * (1 - quantile.probability) < kFewestBeyondQuantile) break;
      std::vector<double> samples;
      for (const Group& group : groups_) {
        samples.push_back(in_ms(select(group)->quantile(quantile.probability)));
      }
      add(fmt::format("{}.{}", name, quantile.name), in_ms(all.quantile(quantile.probability)),
          samples);
    }
  }

  [[nodiscard]] Method method() const { return method_; }
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  [[nodiscard]] IntervalEstimates take() { return std::move(result_); }
  void note(std::string text) { result_.notes.push_back(std::move(text)); }

 private:
  bool batches_hang_together(const std::string& name, const std::vector<double>& samples) {
    if (method_ != Method::batches) return false;
    const double correlation = lag_one_correlation(samples);
    if (correlation <= kLargestBatchCorrelation) return false;
    note(
        fmt::format("{} has no interval: neighbouring batches resemble each other (correlation "
                    "{:.2f}), because the run is overloaded or short against its queues' memory; "
                    "use --replications",
                    name, correlation));
    return true;
  }

  Method method_;
  std::vector<Group> groups_;
  std::string text_;
  IntervalEstimates result_;
};

const StationTally* station_of(const Group& group, const std::string& name) {
  for (const StationTally& station : group.stations) {
    if (station.name == name) return &station;
  }
  return nullptr;
}

void add_stations(Collector& collector, const RunResult& result) {
  const double copies =
      collector.method() == Method::cells ? static_cast<double>(collector.groups().size()) : 1.0;
  for (const StationResult& station : result.stations) {
    const std::string prefix = "stations." + station.name;
    collector.add_each(prefix + ".utilization", station.utilization,
                       [&station](const Group& group) -> std::optional<double> {
                         const StationTally* tally = station_of(group, station.name);
                         if (tally == nullptr || !(tally->server_seconds > 0)) return std::nullopt;
                         return tally->busy_seconds / tally->server_seconds;
                       });
    collector.add_each(prefix + ".mean_in_system", station.mean_in_system,
                       [&station, copies](const Group& group) -> std::optional<double> {
                         const StationTally* tally = station_of(group, station.name);
                         if (tally == nullptr || !(group.measured_s > 0)) return std::nullopt;
                         return copies * tally->number_integral_s / group.measured_s;
                       });
    collector.add_each(prefix + ".mean_time_ms", station.mean_time_ms,
                       [&station](const Group& group) -> std::optional<double> {
                         const StationTally* tally = station_of(group, station.name);
                         if (tally == nullptr || tally->departures == 0) return std::nullopt;
                         return 1e3 * tally->time_sum_s / static_cast<double>(tally->departures);
                       });
  }
}

void add_classes(Collector& collector, const RunResult& result) {
  if (result.classes.size() < 2) return;  // one class is the whole
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    const ClassResult& each = result.classes[i];
    const std::string prefix = "classes." + each.name;
    const auto class_of = [i](const Group& group) -> const ClassTally* {
      return i < group.classes.size() ? &group.classes[i] : nullptr;
    };
    collector.add_latencies(prefix + ".latency.ack", each.ack,
                            [class_of](const Group& group) -> const Histogram* {
                              const ClassTally* tally = class_of(group);
                              return tally == nullptr ? nullptr : &tally->ack;
                            });
    collector.add_latencies(prefix + ".latency.end_to_end", each.end_to_end,
                            [class_of](const Group& group) -> const Histogram* {
                              const ClassTally* tally = class_of(group);
                              return tally == nullptr ? nullptr : &tally->end_to_end;
                            });
    collector.add_each(prefix + ".availability", each.availability,
                       [class_of](const Group& group) -> std::optional<double> {
                         const ClassTally* tally = class_of(group);
                         if (tally == nullptr) return std::nullopt;
                         return availability_of(tally->counts);
                       },
                       {.most = 1});
  }
}

void add_lags(Collector& collector, const RunResult& result) {
  const auto add = [&collector](const char* name, std::optional<double> value,
                                std::optional<double> (*field)(const LagResult&)) {
    if (!value) return;
    collector.add_each(name, *value, [field](const Group& group) -> std::optional<double> {
      return group.lag ? field(*group.lag) : std::nullopt;
    });
  };
  using Field = std::optional<double>;
  add("lag.max_work_lag_s", result.lag.max_work_lag_s,
      [](const LagResult& lag) -> Field { return lag.max_work_lag_s; });
  add("lag.max_age_lag_s", result.lag.max_age_lag_s,
      [](const LagResult& lag) -> Field { return lag.max_age_lag_s; });
  add("lag.max_backlog_events", result.lag.max_backlog_events,
      [](const LagResult& lag) -> Field { return lag.max_backlog_events; });
  add("lag.drain_time_s", result.lag.drain_time_s,
      [](const LagResult& lag) -> Field { return lag.drain_time_s; });
  add("lag.recovered_at_s", result.lag.recovered_at_s,
      [](const LagResult& lag) -> Field { return lag.recovered_at_s; });
}

bool is_constant(const RateProfile& profile, Duration duration) {
  const RateCurve curve(profile, 1.0, duration);
  const double rate = curve.segments().front().rate;
  for (const RateCurve::Segment& segment : curve.segments()) {
    if (std::abs(segment.slope) * segment.length_ns > 1e-12 * rate) return false;
    if (std::abs(segment.rate - rate) > 1e-12 * rate) return false;
  }
  return true;
}

}  // namespace

bool is_stationary(const Scenario& scenario) {
  if (scenario.architecture == Architecture::coordination) return true;
  if (!scenario.faults.empty() || !scenario.runbook.empty()) return false;
  if (scenario.consumers && scenario.consumers->autoscaler) return false;
  if (scenario.log && scenario.log->resharding) return false;
  if (scenario.synchronous && scenario.synchronous->crash) return false;
  for (const TrafficClass& each : scenario.traffic.classes) {
    if (!is_constant(each.rate, scenario.duration)) return false;
  }
  return true;
}

bool cells_are_alike(const Scenario& scenario) {
  const std::vector<double>& shares = scenario.cells.shares;
  for (const double share : shares) {
    if (std::abs(share - shares.front()) > 1e-12 * shares.front()) return false;
  }
  for (const Fault& fault : scenario.faults) {
    if (fault.cell) return false;
  }
  for (const TrafficClass& each : scenario.traffic.classes) {
    const bool even = std::holds_alternative<NoTenants>(each.tenants) ||
                      std::holds_alternative<UniformTenants>(each.tenants);
    if (!even) return false;
  }
  return true;
}

RunEstimate t_interval(double value, const std::vector<double>& samples,
                       const SampleBounds& bounds) {
  RunEstimate estimate{.value = value, .low = {}, .high = {}};
  const double n = static_cast<double>(samples.size());
  if (samples.size() < 2) return estimate;
  double sum = 0;
  for (const double sample : samples) sum += sample;
  double squares = 0;
  for (const double sample : samples) squares += (sample - sum / n) * (sample - sum / n);
  const double standard_error = std::sqrt(squares / (n - 1) / n);
  const double half = student_t_quantile(0.5 + kLevel / 2, n - 1) * standard_error;
  estimate.low = std::max(bounds.least, value - half);
  estimate.high = std::min(bounds.most, value + half);
  return estimate;
}

double lag_one_correlation(const std::vector<double>& values) {
  if (values.size() < 3) return 0;
  double mean = 0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    squares += (values[i] - mean) * (values[i] - mean);
    if (i > 0) products += (values[i] - mean) * (values[i - 1] - mean);
  }
  return squares > 0 ? products / squares : 0;
}

IntervalEstimates interval_estimates(const Scenario& scenario, const TallySet& tallies,
                                     const std::vector<LagResult>& per_replication,
                                     const RunResult& result) {
  const Method method = method_of(scenario, tallies);
  Collector collector(method, groups_by(method, scenario, tallies, per_replication));
  if (method == Method::none) {
    collector.note(
        "no intervals: load or system change during the run, so that its parts are not alike; use "
        "--replications 10 or more");
    return collector.take();
  }
  collector.add_each(
      "throughput_per_s", result.throughput_per_s,
      [](const Group& group) -> std::optional<double> { return group.throughput_per_s; });
  collector.add_latencies("latency.ack", result.ack, [](const Group& group) { return &group.ack; });
  collector.add_latencies("latency.end_to_end", result.end_to_end,
                          [](const Group& group) { return &group.end_to_end; });
  collector.add_each("availability", result.availability,
                     [](const Group& group) -> std::optional<double> {
                       if (!group.counts) return std::nullopt;
                       return availability_of(*group.counts);
                     },
                     {.most = 1});
  if (method == Method::replications) add_lags(collector, result);
  if (method != Method::batches) {
    add_classes(collector, result);
    add_stations(collector, result);
  }
  return collector.take();
}

const NamedEstimate* find_estimate(const RunResult& result, const std::string& name) {
  for (const NamedEstimate& each : result.estimates) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

}  // namespace uslkit
