#include "sim/run_cost.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "run/law_sampler.h"
#include "run/rate_curve.h"
#include "run/run_tally.h"
#include "sim/engine_choice.h"

namespace uslkit {
namespace {

// From the shipped scenarios on one core of a 2.6 GHz server whose other core was at work. By
// stages: an M/M/1 queue takes 0.03 us a request, batches of hundreds 0.05, a cell of Black Friday
// 0.06, the tandem of ingress, batches of one or two and database 0.14. Event by event: batches of
// hundreds 0.05 to 0.1, an M/M/1 queue 0.1 to 0.16, the tandem 0.25 to 0.45, a synchronous server
// 0.3 to 0.7, a closed system 0.04 to 0.15.
constexpr double kSecondsPerStagedRequest = 45e-9;  // with its way through the ingress
constexpr double kSecondsPerStagedEvent = 50e-9;    // of batches and writes
constexpr double kSecondsPerServed = 170e-9;        // at an ingress of several servers
constexpr double kSecondsPerRequest = 85e-9;        // drawn, sent and counted, without the calendar
constexpr double kSecondsPerEvent = 80e-9;          // each one beyond the request's own
constexpr double kSecondsPerServerEvent = 180e-9;   // timeouts, retries, a shared server
constexpr double kSecondsPerRound = 60e-9;          // a request of a closed system

constexpr double kHistogramBytes = 16e3;  // where latencies span eight powers of two
constexpr double kPartitionBytes = 24e3;  // its coarse histogram and its queue's head
constexpr double kBacklogBytes = 8;       // of an unread event
constexpr double kRequestBytes = 48;      // of a request under way
constexpr double kProgramBytes = 14e6;    // code and libraries, once
constexpr double kRunBytes = 2e6;         // series, calendar
constexpr int kBacklogSteps = 1000;

double as_double(std::int64_t count) { return static_cast<double>(count); }

double mean_seconds(const ServiceLaw& law) {
  return LawSampler(law, DrawStream(0, "moments")).mean_ns() * 1e-9;
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

// Stages on a request's way that have an event of their own; its arrival is the first.
double events_per_request(const Scenario& scenario) {
  if (scenario.architecture == Architecture::coordination) return 1;
  if (scenario.architecture == Architecture::synchronous) return scenario.database ? 3 : 2;
  // A pure delay needs no event: its end is known when it begins.
  return scenario.ingress.servers ? 2 : 1;
}

struct Batches {
  double size = 1;
  double idle = 0;  // share of the time in which nobody has one
};

// A consumer takes what is there: b = lambda T(b), between one event and a full batch, lambda being
// its share of the traffic.
Batches mean_batches(const Scenario& scenario, double requests) {
  const ConsumersSpec& consumers = *scenario.consumers;
  const double full = as_double(std::max<std::int64_t>(1, consumers.batch_size));
  const double places =
      as_double((scenario.log ? scenario.log->partitions : 1) * consumers.workers_per_partition);
  const double at_work = std::max(1.0, std::min(places, as_double(consumers.count)));
  const double rate = requests / std::max(1e-9, in_seconds(scenario.duration)) /
                      (as_double(scenario.replications * scenario.cells.count) * at_work);
  double t0 = in_seconds(consumers.batch.t0);
  double t1 = in_seconds(consumers.batch.t1);
  if (scenario.database && scenario.database->consumer_waits) {
    const DatabaseSpec& database = *scenario.database;
    const bool whole = database.mode == WriteMode::per_batch;
    t0 += whole ? in_seconds(database.batch.t0) : 0;
    t1 += whole ? in_seconds(database.batch.t1) : mean_seconds(database.service);
  }
  const double rest = 1 - rate * t1;
  if (rest <= 0) return {.size = full};
  return {.size = std::clamp(rate * t0 / rest, 1.0, full),
          .idle = std::max(0.0, 1 - rate * (t0 + t1))};
}

// The end of each batch; a start where the consumer was idle; its write, or the writes of all of
// its events.
double events_of_batches(const Scenario& scenario, double requests) {
  if (!scenario.consumers) return 0;
  const Batches batches = mean_batches(scenario, requests);
  double each = batches.size > 1 ? 1 : 1 + batches.idle;
  double writes = 0;
  if (scenario.database) {
    if (scenario.database->mode == WriteMode::per_batch) each += 1;
    if (scenario.database->mode == WriteMode::per_event) writes = requests;
  }
  return each * requests / batches.size + writes;
}

double seconds_of(const Scenario& scenario, const RunCost& cost) {
  switch (scenario.architecture) {
    case Architecture::coordination:
      return cost.requests * kSecondsPerRound;
    case Architecture::synchronous:
      return cost.events * kSecondsPerServerEvent;
    case Architecture::shock_absorber:
      break;
  }
  if (chosen_engine(scenario, EngineChoice::automatic) == EngineChoice::sweep) {
    const double behind = cost.events - cost.requests * events_per_request(scenario);
    const bool several = scenario.ingress.servers.value_or(1) > 1 || scenario.ingress.nodes > 1;
    return cost.requests * (kSecondsPerStagedRequest + (several ? kSecondsPerServed : 0)) +
           behind * kSecondsPerStagedEvent;
  }
  return cost.requests * kSecondsPerRequest + (cost.events - cost.requests) * kSecondsPerEvent;
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
  cost.seconds = seconds_of(scenario, cost) / parallel;
  cost.events_exceed_budget = cost.events / runs > as_double(scenario.budget.events);
  cost.memory_exceeds_budget = cost.memory_bytes > as_double(scenario.budget.memory.count);
  return cost;
}

}  // namespace uslkit
