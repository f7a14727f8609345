// Theory of the consumers: each partition a queue of its own, served in batches.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/number_text.h"
#include "model/batch_service.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

// Batches beyond this size make the exact chain slow; it is cut far above what a batch ever holds.
constexpr std::int64_t kLargestExactBatch = 400;
// A fluid of fewer events per batch is none.
constexpr double kFewestTypicalEvents = 10;

struct Consumer {
  BatchConsumer queue;  // of one consumer, its share of a partition's events
  bool exact = false;   // Poisson, one consumer per partition, nothing else in its way
  std::string assumption{};
};

// What the database adds to a batch, where it has room for every consumer at once.
bool database_in_the_way(const Scenario& scenario) {
  if (!scenario.database || !scenario.database->consumer_waits) return false;
  const DatabaseSpec& database = *scenario.database;
  if (database.mode == WriteMode::per_event || database.load || database.write_limit) return true;
  if (database.batch.cv > 0) return true;
  const std::int64_t at_once =
      std::min(scenario.consumers->count,
               scenario.log->partitions * scenario.consumers->workers_per_partition);
  // Partition p writes to shard p mod shards: each shard must serve all of its partitions at once.
  return database.servers * database.shards < at_once + database.shards - 1;
}

BatchConsumer batch_consumer(const Scenario& scenario, double rate) {
  const ConsumersSpec& consumers = *scenario.consumers;
  BatchConsumer queue{.arrival_rate = rate,
                      .batch_overhead = in_seconds(consumers.batch.t0),
                      .time_per_event = in_seconds(consumers.batch.t1),
                      .largest_batch = consumers.batch_size};
  if (scenario.database && scenario.database->consumer_waits &&
      scenario.database->mode == WriteMode::per_batch) {
    queue.batch_overhead += in_seconds(scenario.database->batch.t0);
    queue.time_per_event += in_seconds(scenario.database->batch.t1);
  }
  return queue;
}

// Empty where no form is at hand: fewer consumers than partitions, uneven tenants.
std::optional<Consumer> consumer_of(const Scenario& scenario, const SteadyLoad& load) {
  const ConsumersSpec& spec = *scenario.consumers;
  const std::int64_t partitions = scenario.log->partitions;
  for (const TrafficClass& each : scenario.traffic.classes) {
    if (!std::holds_alternative<NoTenants>(each.tenants) || each.poison_share > 0) {
      return std::nullopt;
    }
  }
  if (scenario.log->partitioner.by != PartitionerKind::hash) return std::nullopt;
  if (spec.count < partitions || database_in_the_way(scenario)) return std::nullopt;
  const std::int64_t sharing = std::min(spec.workers_per_partition, spec.count / partitions);
  const double per_partition = load.per_cell / static_cast<double>(partitions);
  Consumer consumer{.queue =
                        batch_consumer(scenario, per_partition / static_cast<double>(sharing))};
  if (!(consumer.queue.batch_overhead + consumer.queue.time_per_event > 0)) return std::nullopt;
  const bool steady_batches = !(spec.batch.cv > 0);
  // By Burke's theorem exponential services pass a Poisson stream on; so does a pure delay.
  const bool smooth = (!scenario.ingress.servers ||
                       std::holds_alternative<ExponentialLaw>(scenario.ingress.validation)) &&
                      !(moments_of(scenario.ingress.append).cv2 > 0);
  consumer.exact = load.poisson && sharing == 1 && steady_batches && smooth;
  consumer.assumption = fmt::format(
      "Poisson arrivals at each partition, one consumer each, batch times without spread: {}",
      consumer.exact ? "holds here"
      : sharing > 1  ? "here partitions have several consumers, each taken for one with its share"
      : !steady_batches
          ? fmt::format("here batch times have a cv of {}", format_number(spec.batch.cv, 3))
          : "not so here");
  return consumer;
}

// The exact chain, as long as its batches are small or rarely large.
std::optional<BatchServiceMeans> exact_means(BatchConsumer queue) {
  if (queue.utilisation() >= 1) return std::nullopt;
  const double typical = queue.arrival_rate * steady_batch_time(queue);
  const std::int64_t rarely_more =
      static_cast<std::int64_t>(std::ceil(typical + 12 * std::sqrt(typical))) + 20;
  if (std::min(queue.largest_batch, rarely_more) > kLargestExactBatch) return std::nullopt;
  queue.largest_batch = std::min(queue.largest_batch, rarely_more);
  return batch_service_means(queue);
}

double simulated_batch(const RunResult& result) {
  double sum = 0;
  double count = 0;
  for (const PartitionResult& partition : result.partitions) {
    sum += partition.mean_batch;
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

// Everything before and after the batch, if none of it varies.
std::optional<double> constant_delay_s(const Scenario& scenario) {
  const LawMoments validation = moments_of(scenario.ingress.validation);
  const LawMoments append = moments_of(scenario.ingress.append);
  if (scenario.ingress.servers || validation.cv2 > 0 || append.cv2 > 0) return std::nullopt;
  const LogSpec& log = *scenario.log;
  if (log.bandwidth || log.throughput_limit || log.profile != LogProfile::custom) {
    return std::nullopt;
  }
  double delay = validation.mean_s + append.mean_s + in_seconds(scenario.consumers->pull);
  if (log.replication > 1) {
    const LawMoments replication = moments_of(log.replication_latency);
    if (replication.cv2 > 0) return std::nullopt;
    delay += replication.mean_s;
  }
  return delay;
}

void add_utilisation(const Consumer& consumer, const RunResult& result, TheoryRows& rows) {
  double worst = 0;
  double sum = 0;
  for (const PartitionResult& partition : result.partitions) {
    worst = std::max(worst, partition.utilization);
    sum += partition.utilization;
  }
  const double rho = consumer.queue.utilisation();
  if (rho >= 1) {
    rows.push_back(theory_row(
        {.quantity = "consumer load at full batches",
         .formula = "rho = lambda (t0 + b t1) / b (capacity of full batches)",
         .assumption = "rho >= 1: the backlog grows without end; simulated is the busy share",
         .theory = rho,
         .holds = false},
        {.value = sum / static_cast<double>(std::max<std::size_t>(1, result.partitions.size()))}));
  }
}

// The interval of the end-to-end mean serves the log too where all the rest is constant.
RunEstimate simulated_log_ms(const Scenario& scenario, const RunResult& result,
                             const StationResult& log) {
  const RunEstimate own = estimate_or(result, "stations.log.mean_time_ms", log.mean_time_ms);
  if (own.low || scenario.database || !constant_delay_s(scenario)) return own;
  const double all_ms = result.end_to_end.mean_ns() / 1e6;
  return shifted(estimate_or(result, "latency.end_to_end.mean_ms", all_ms), all_ms - own.value);
}

void add_exact(const Scenario& scenario, const Consumer& consumer, const BatchServiceMeans& means,
               const RunResult& result, TheoryRows& rows) {
  const std::string formula = "M/D^[b]/1 with D(k) = t0 + k t1, chain at batch ends (Bailey 1954)";
  rows.push_back(theory_row({.quantity = "consumer mean batch",
                             .formula = formula,
                             .assumption = consumer.assumption,
                             .unit = "events",
                             .theory = means.batch_size,
                             .holds = consumer.exact},
                            {.value = simulated_batch(result)}));
  const StationResult* log = find_station(result, "log");
  if (log != nullptr) {
    rows.push_back(theory_row({.quantity = "log mean time",
                               .formula = formula,
                               .assumption = consumer.assumption,
                               .unit = "ms",
                               .theory = 1e3 * means.latency,
                               .holds = consumer.exact},
                              simulated_log_ms(scenario, result, *log)));
  }
  const StationResult* station = find_station(result, "consumers");
  if (station != nullptr) {
    rows.push_back(
        theory_row({.quantity = "consumer utilization",
                    .formula = formula,
                    .assumption = consumer.assumption,
                    .theory = means.busy_share,
                    .holds = consumer.exact},
                   estimate_or(result, "stations.consumers.utilization", station->utilization)));
  }
}

void add_quantile(const Scenario& scenario, const Consumer& consumer, const RunResult& result,
                  double probability, const std::string& name, TheoryRows& rows) {
  const std::optional<double> delay = constant_delay_s(scenario);
  const double typical = consumer.queue.arrival_rate * steady_batch_time(consumer.queue);
  if (!delay || consumer.queue.utilisation() >= 1 || result.end_to_end.empty()) return;
  if (typical < kFewestTypicalEvents) return;  // there the exact chain speaks
  const bool good = typical >= 20 && consumer.queue.utilisation() < 0.95 && consumer.exact;
  rows.push_back(theory_row(
      {.quantity = "end-to-end " + name,
       .formula = fmt::format("d + {} T*, T* = t0 / (1 - lambda t1) (fluid limit of the batch "
                              "consumer)",
                              format_number(1 + probability, 4)),
       .assumption = fmt::format(
           "batches of tens of events (T* collects {}), load below 0.95 of full batches (here {}), "
           "constant batch times: {}",
           format_number(typical, 3), format_number(consumer.queue.utilisation(), 3),
           good ? "holds here within 1.5 %" : "here only a rough guide"),
       .unit = "ms",
       .theory = 1e3 * batch_latency_quantile(consumer.queue,
                                              {.probability = probability, .other_delay = *delay}),
       .holds = good},
      estimate_or(result, fmt::format("latency.end_to_end.{}_ms", name),
                  static_cast<double>(result.end_to_end.quantile(probability).count()) / 1e6)));
}

}  // namespace

void add_consumer_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  if (!scenario.log || !scenario.consumers) return;
  const std::optional<SteadyLoad> load = steady_load(scenario, result);
  if (!load) return;
  const std::optional<Consumer> consumer = consumer_of(scenario, *load);
  if (!consumer) return;
  add_utilisation(*consumer, result, rows);
  const std::optional<BatchServiceMeans> means = exact_means(consumer->queue);
  if (means) add_exact(scenario, *consumer, *means, result, rows);
  add_quantile(scenario, *consumer, result, 0.5, "p50", rows);
  add_quantile(scenario, *consumer, result, 0.99, "p99", rows);
}

}  // namespace uslkit
