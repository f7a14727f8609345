#include "sim/run_cost.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <variant>
#include <vector>

#include "sim/rate_curve.h"
#include "sim/run_tally.h"

namespace uslkit {
namespace {

// From an M/M/1 queue (two events a request) and a shock absorber (one, and batches of 100), each
// of some 20 million requests, on one core of a 2.6 GHz server.
constexpr double kSecondsPerRequest = 50e-9;
constexpr double kSecondsPerSynchronousRequest = 200e-9;  // timeouts, retries, a shared server
constexpr double kSecondsPerEvent = 20e-9;

constexpr double kHistogramBytes = 88e3;
constexpr double kPartitionBytes = 24e3;  // its coarse histogram and its queue's head
constexpr double kBacklogBytes = 8;       // of an unread event
constexpr double kRequestBytes = 48;      // of a request under way
constexpr double kProgramBytes = 14e6;    // code and libraries, once
constexpr double kRunBytes = 2e6;         // series, calendar
constexpr int kBacklogSteps = 1000;

double as_double(std::int64_t count) { return static_cast<double>(count); }

double mean_seconds(const ServiceLaw& law) {
  return std::visit(
      [](const auto& each) {
        if constexpr (std::is_same_v<std::decay_t<decltype(each)>, UniformLaw>) {
          return 0.5 * (in_seconds(each.lowest) + in_seconds(each.highest));
        } else {
          return in_seconds(each.mean);
        }
      },
      law);
}

// The traffic of one replication, all cells and classes together.
struct Traffic {
  std::vector<RateCurve> curves;
  std::vector<double> weight;  // sends per request

  explicit Traffic(const Scenario& scenario) {
    for (const TrafficClass& each : scenario.traffic.classes) {
      curves.emplace_back(each.rate, 1.0, scenario.duration);
      weight.push_back(1 + each.duplicate_share);
    }
  }
  [[nodiscard]] double sent_until(TimePoint time) const {
    double sent = 0;
    for (std::size_t i = 0; i < curves.size(); ++i) {
      sent += weight[i] * curves[i].cumulative_at(time);
    }
    return sent;
  }
};

// Events per second that the consumers of all cells take from the log at the start.
double consumer_rate(const Scenario& scenario) {
  const ConsumersSpec& consumers = *scenario.consumers;
  const double size = as_double(std::max<std::int64_t>(1, consumers.batch_size));
  double batch_s = in_seconds(consumers.batch.t0) + size * in_seconds(consumers.batch.t1);
  double rate = std::numeric_limits<double>::infinity();
  if (scenario.database) {
    const DatabaseSpec& database = *scenario.database;
    const double write_s =
        database.mode == WriteMode::per_batch
            ? in_seconds(database.batch.t0) + size * in_seconds(database.batch.t1)
            : size * mean_seconds(database.service);
    const double servers = as_double(database.shards * database.servers);
    if (write_s > 0) rate = servers * size / write_s;
    if (database.write_limit) rate = std::min(rate, database.write_limit->per_second);
    if (database.consumer_waits) batch_s += write_s;
  }
  const double partitions =
      as_double((scenario.log ? scenario.log->partitions : 1) * consumers.workers_per_partition);
  const double workers = std::min(as_double(consumers.count), partitions);
  if (batch_s > 0) rate = std::min(rate, workers * size / batch_s);
  return rate * as_double(scenario.cells.count);
}

double peak_backlog(const Scenario& scenario, const Traffic& traffic) {
  if (!scenario.log) return 0;
  const double service =
      scenario.consumers ? consumer_rate(scenario) : std::numeric_limits<double>::infinity();
  if (std::isinf(service)) return 0;
  const double step_s = in_seconds(scenario.duration) / kBacklogSteps;
  double backlog = 0;
  double peak = 0;
  double sent = 0;
  for (int i = 1; i <= kBacklogSteps; ++i) {
    const double until = traffic.sent_until(TimePoint(scenario.duration * i / kBacklogSteps));
    backlog = std::max(0.0, backlog + (until - sent) - service * step_s);
    peak = std::max(peak, backlog);
    sent = until;
  }
  const std::int64_t partitions = scenario.log->partitions * scenario.cells.count;
  if (!scenario.log->capacity) return peak;
  return std::min(peak, as_double(*scenario.log->capacity) * as_double(partitions));
}

// Stages on a request's way that have an event of their own.
double events_per_request(const Scenario& scenario) {
  if (scenario.architecture == Architecture::coordination) return 1;
  if (scenario.architecture == Architecture::synchronous) return 2;
  // A pure delay needs no event: its end is known when it begins.
  return scenario.ingress.servers ? 2 : 1;
}

// A consumer takes what is there: b = lambda_p T(b), between one event and a full batch.
double mean_batch(const Scenario& scenario, double requests) {
  const ConsumersSpec& consumers = *scenario.consumers;
  const double full = as_double(std::max<std::int64_t>(1, consumers.batch_size));
  const std::int64_t partitions = scenario.log ? scenario.log->partitions : 1;
  const double rate = requests / std::max(1e-9, in_seconds(scenario.duration)) /
                      as_double(scenario.replications * scenario.cells.count * partitions);
  const double idle = 1 - rate * in_seconds(consumers.batch.t1);
  if (idle <= 0) return full;
  return std::clamp(rate * in_seconds(consumers.batch.t0) / idle, 1.0, full);
}

// A start and an end of each batch, and its write.
double events_of_batches(const Scenario& scenario, double requests) {
  if (!scenario.consumers) return 0;
  return (scenario.database ? 3 : 2) * requests / mean_batch(scenario, requests);
}

double seconds_per_request(const Scenario& scenario) {
  return scenario.architecture == Architecture::synchronous ? kSecondsPerSynchronousRequest
                                                            : kSecondsPerRequest;
}

double cell_memory(const Scenario& scenario, double requests_per_s, double backlog) {
  const double classes = as_double(static_cast<std::int64_t>(scenario.traffic.classes.size()));
  const double histograms = 4 * classes + 2 + 2 * kBatchWindows;
  const double partitions = scenario.log ? as_double(scenario.log->partitions) : 0;
  // A tenth of a second of requests is under way at any moment: far more than any healthy ingress.
  return kRunBytes + histograms * kHistogramBytes + partitions * kPartitionBytes +
         backlog * kBacklogBytes + 0.1 * requests_per_s * kRequestBytes;
}

}  // namespace

RunCost estimate_run_cost(const Scenario& scenario, int threads) {
  RunCost cost;
  const double cells = as_double(scenario.cells.count);
  const double runs = cells * as_double(scenario.replications);
  const double parallel = std::min(std::max(1.0, static_cast<double>(threads)), runs);
  if (scenario.architecture == Architecture::coordination && scenario.coordination) {
    cost.requests = as_double(scenario.coordination->requests) * runs;
  } else {
    const Traffic traffic(scenario);
    cost.requests =
        traffic.sent_until(TimePoint(scenario.duration)) * as_double(scenario.replications);
    cost.peak_backlog_events = peak_backlog(scenario, traffic);
  }
  cost.events =
      cost.requests * events_per_request(scenario) + events_of_batches(scenario, cost.requests);
  const double duration_s = std::max(1e-9, in_seconds(scenario.duration));
  const double rate_of_cell = cost.requests / runs / duration_s;
  cost.memory_bytes = kProgramBytes + parallel * cell_memory(scenario, rate_of_cell,
                                                             cost.peak_backlog_events / cells);
  cost.seconds =
      (cost.requests * seconds_per_request(scenario) + cost.events * kSecondsPerEvent) / parallel;
  cost.events_exceed_budget = cost.events / runs > as_double(scenario.budget.events);
  cost.memory_exceeds_budget = cost.memory_bytes > as_double(scenario.budget.memory.count);
  return cost;
}

}  // namespace uslkit
