// How a cell begins, and how it is turned into a tally.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "run/partition_series.h"
#include "scenario/policy_options.h"
#include "sim/cell.h"

namespace uslkit {
namespace {

std::optional<Duration> constant_time(const ServiceLaw& law) {
  if (const ConstantLaw* constant = std::get_if<ConstantLaw>(&law)) return constant->mean;
  return std::nullopt;
}

bool has_latency_fault(const Scenario& scenario) {
  return std::any_of(scenario.faults.begin(), scenario.faults.end(), [](const Fault& fault) {
    const LatencyFault* latency = std::get_if<LatencyFault>(&fault.fault);
    return latency != nullptr &&
           (latency->place == LatencyPlace::ingress || latency->place == LatencyPlace::log);
  });
}

bool has_retries(const Scenario& scenario) {
  const std::vector<TrafficClass>& classes = scenario.traffic.classes;
  return std::any_of(classes.begin(), classes.end(),
                     [](const TrafficClass& c) { return c.retry.has_value(); });
}

bool holds_back(const Scenario& scenario) {
  const std::vector<AdmissionSpec>& admission = scenario.ingress.admission;
  return std::any_of(admission.begin(), admission.end(), [](const AdmissionSpec& spec) {
    return std::holds_alternative<LeakyBucketSpec>(spec);
  });
}

// Birth to readable, where it is the same for every event: then logs need not keep births.
std::optional<Duration> constant_age(const Scenario& scenario) {
  const std::optional<Duration> validation = constant_time(scenario.ingress.validation);
  const std::optional<Duration> append = constant_time(scenario.ingress.append);
  if (!scenario.log || !scenario.consumers || !validation || !append) return std::nullopt;
  const LogSpec log = with_profile(*scenario.log);
  const std::optional<Duration> replication = constant_time(log.replication_latency);
  const bool waits = scenario.ingress.servers || log.bandwidth || log.throughput_limit ||
                     (log.capacity && log.on_full == LogFull::block) || !replication;
  if (waits || has_retries(scenario) || holds_back(scenario) || has_latency_fault(scenario)) {
    return std::nullopt;
  }
  return *validation + *append + (log.replication > 1 ? *replication : Duration{0}) +
         scenario.consumers->pull;
}

bool is_latency(Signal signal) {
  return signal == Signal::ack_latency || signal == Signal::end_to_end_latency;
}

// Quantiles are computed at each tick only for somebody who looks at them.
bool watches_latency(const Scenario& scenario) {
  for (const AdmissionSpec& spec : scenario.ingress.admission) {
    const PidLimiterSpec* pid = std::get_if<PidLimiterSpec>(&spec);
    const PrioritySheddingSpec* shedding = std::get_if<PrioritySheddingSpec>(&spec);
    if ((pid != nullptr && is_latency(pid->signal)) ||
        (shedding != nullptr && is_latency(shedding->signal))) {
      return true;
    }
  }
  return std::any_of(
      scenario.runbook.begin(), scenario.runbook.end(),
      [](const RunbookAction& action) { return action.when && is_latency(action.when->signal); });
}

// Poison may be given back to a partition that has gone to another consumer meanwhile; and many
// slots of a database are quicker with a calendar.
bool consumers_may_be_apart(const Scenario& scenario) {
  constexpr std::int64_t kFewSlots = 64;
  const std::vector<TrafficClass>& classes = scenario.traffic.classes;
  const bool poison = std::any_of(classes.begin(), classes.end(),
                                  [](const TrafficClass& c) { return c.poison_share > 0; });
  if (!scenario.consumers || poison) return false;
  if (!scenario.database) return true;
  const DatabaseSpec& database = *scenario.database;
  return database.mode == WriteMode::per_event && !database.consumer_waits &&
         database.shards * database.servers <= kFewSlots;
}

BatchLaw batch_law(const Scenario& scenario) {
  return scenario.consumers ? scenario.consumers->batch : BatchLaw{};
}

}  // namespace

Cell::Cell(const Scenario& scenario, const CellRun& run)
    : scenario_(scenario),
      partition_interval_(partition_interval_of(scenario)),
      run_(run),
      recorder_(scenario, tally_),
      calendar_(run.calendar),
      by_stages_(run.by_stages),
      request_events_(run.calendar),
      consumer_events_(run.calendar),
      failover_(scenario),
      admission_(scenario, failover_.home_share(run.cell)),
      balancing_(scenario.seed, run.stream("balancing")),
      chunks_(!constant_age(scenario)),
      batch_time_(batch_law(scenario), DrawStream(scenario.seed, run.stream("batches"))),
      consumer_draws_(scenario.seed, run.stream("consumer faults")),
      kill_draws_(scenario.seed, run.stream("kills")),
      timeline_(scenario, run.cell),
      active_(timeline_.active()),
      latencies_(scenario.traffic.classes.size()) {
  tally_.cell = run.cell;
  tally_.replication = run.replication;
  add_traffic();
  if (scenario.ingress.servers) ingress_.emplace(scenario.ingress);
  if (scenario.log) add_log();
  if (scenario.consumers) add_consumers();
  if (scenario.database) add_database();
  watches_latency_ = watches_latency(scenario);
  consumers_may_be_apart_ = consumers_may_be_apart(scenario);
  database_in_line_ = std::none_of(
      scenario.faults.begin(), scenario.faults.end(),
      [](const Fault& fault) { return std::holds_alternative<DatabaseOutageFault>(fault.fault); });
  bulk_kind_ = bulk_kind();
  tells_tenants_apart_ = admission_.tells_tenants_apart();
  if (scenario.warm_up == Duration{0}) open_meters();
  push(recorder_.next_boundary(), Kind::boundary, 0);
  push(TimePoint(scenario.control_interval), Kind::tick, 0);
  arm_control();
}

void Cell::add_traffic() {
  const double share = failover_.home_share(run_.cell);
  for (std::size_t i = 0; i < scenario_.traffic.classes.size(); ++i) {
    const TrafficClass& traffic = scenario_.traffic.classes[i];
    ClassRules rules{
        .bytes = static_cast<double>(traffic.size.count),
        .acks = traffic.durability.value_or(scenario_.log ? scenario_.log->acks : Durability::all),
        .client_timeout = traffic.client_timeout};
    if (traffic.retry) {
      rules.retry.emplace(retry_options(*traffic.retry));
      rules.most_attempts = traffic.retry->max_attempts;
      if (traffic.retry->budget)
        rules.budget.emplace(budget_options(*traffic.retry->budget, share));
    }
    rules_.push_back(rules);
    placements_.emplace_back(traffic.tenants, scenario_.log);
  }
  add_sources();
}

// One source per class for the cell's own tenants; then one per class and stretch of time for the
// tenants of each lost cell that come here.
void Cell::add_sources() {
  for (const std::int64_t home : failover_.homes_of(run_.cell)) {
    const std::vector<RoutedPart>& parts = failover_.routed(home, run_.cell);
    if (home == run_.cell) {
      SourceTimes times;
      for (const RoutedPart& part : parts) times.here.push_back(part.when);
      add_source(failover_.home_share(home), "", times);
      continue;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      add_source(failover_.home_share(home) * parts[i].part,
                 fmt::format(" of cell {}, part {}", home, i), {.here = {parts[i].when}});
    }
  }
  find_next_source();
}

void Cell::add_source(double share, const std::string& whose, const SourceTimes& times) {
  const double cells = static_cast<double>(scenario_.cells.count);
  for (std::size_t i = 0; i < scenario_.traffic.classes.size(); ++i) {
    const TrafficSourceOptions options{.traffic_class = i,
                                       .source = static_cast<std::uint32_t>(sources_.size()),
                                       .share = share,
                                       .phase = (static_cast<double>(run_.cell) + 0.5) / cells,
                                       .name = scenario_.traffic.classes[i].name + whose};
    sources_.emplace_back(scenario_, run_.streams(), options);
    source_times_.push_back(times);
    class_of_source_.push_back(i);
  }
}

void Cell::add_log() {
  const LogSpec log = with_profile(*scenario_.log);
  writer_.emplace(log, scenario_.consumers ? scenario_.consumers->pull : Duration{0});
  log_capacity_ = log.capacity.value_or(0);
  retention_ = log.retention.value_or(Duration{0});
  const Duration age = constant_age(scenario_).value_or(Duration{0});
  std::int64_t most = log.partitions;
  if (log.resharding) {
    resharding_.emplace(log);
    most = std::max(most, resharding_->partitions_after());
  }
  for (std::int64_t i = 0; i < most; ++i) partitions_.emplace_back(PartitionLog(chunks_, age));
}

void Cell::add_consumers() {
  const ConsumersSpec& spec = *scenario_.consumers;
  group_.emplace(ConsumerGroupOptions{.partitions = scenario_.log->partitions,
                                      .consumers = spec.count,
                                      .workers_per_partition = spec.workers_per_partition,
                                      .standby = spec.standby,
                                      .rebalance = spec.rebalance});
  workers_.resize(group_->capacity());
  scaling_.emplace(spec, scenario_.log->partitions);
}

void Cell::add_database() {
  database_.emplace(*scenario_.database, DrawStream(scenario_.seed, run_.stream("database")),
                    DrawStream(scenario_.seed, run_.stream("database faults")));
}

// From here on stations, latencies and utilisations are measured.
void Cell::open_meters() {
  if (ingress_) ingress_->meter().open(now_);
  open_log_meter();
  consumer_meter_.open(now_);
  if (database_) database_->meter().open(now_);
  consumer_ns_ = 0;
  consumers_since_ = now_;
  for (Partition& partition : partitions_)
    partition.tally.busy_ns = partition.tally.consumer_ns = 0;
}

// Events in the log may be readable only later.
void Cell::open_log_meter() {
  SignedInt128 entered = 0;
  const std::int64_t start = now_.time_since_epoch().count();
  const auto add = [&](std::int64_t readable, std::int64_t, EventTag&) {
    entered += std::max(readable, start);
  };
  for (Partition& partition : partitions_) partition.log.visit_unread(add);
  for (const Worker& worker : workers_) partitions_.front().log.visit(worker.batch, add);
  for (const EventBatch& batch : handed_over_) partitions_.front().log.visit(batch, add);
  log_meter_.open(now_, entered);
}

// ---- The end. ----

RunTally Cell::close() {
  count_consumer_time();
  if (bulk_kind_ == BulkKind::line) dissolve_line(now_);
  close_requests();
  close_log();
  close_stations();
  tally_.traces = admission_.traces();
  if (scaling_) {
    const std::vector<TraceResult> traces = scaling_->traces();
    tally_.traces.insert(tally_.traces.end(), traces.begin(), traces.end());
  }
  tally_.events_handled = static_cast<std::int64_t>(events_pushed()) + requests_;
  tally_.simulated = now_.time_since_epoch();
  tally_.measured = std::max(Duration{0}, tally_.simulated - scenario_.warm_up);
  return std::move(tally_);
}

// Who is in the ingress, or waits to try again.
void Cell::close_requests() {
  store_.visit([&](const Request& request) {
    if (request.stay == Stay::answered) return;
    Counts& count = counts(request.traffic_class);
    if (!request.duplicate) ++count.unanswered_at_end;
    if (request.stay != Stay::ingress) return;
    ++count.in_flight_at_end;
    if (!ingress_) return;
    ingress_->meter().still_inside(now_, request.entered);
    if (request.started >= request.entered) {
      ingress_->meter().still_in_service(now_, request.started);
    }
  });
}

// What is in the log at the end, in consumers' hands, or on its way into the database.
void Cell::close_log() {
  const bool in_operations =
      database_ && scenario_.database->mode == WriteMode::per_event;  // settled one by one
  const auto count_event = [&](std::int64_t readable, std::int64_t, EventTag& tag) {
    log_meter_.still_inside(now_, TimePoint(Duration(readable)));
    ++counts(tag.traffic_class()).in_flight_at_end;
  };
  const auto leave_out = [&](std::int64_t readable, std::int64_t, EventTag&) {
    log_meter_.still_inside(now_, TimePoint(Duration(readable)));
  };
  for (Partition& partition : partitions_) {
    partition.log.visit_unread(count_event);
    partition.tally.backlog_at_end = partition.log.unread() + partition.log.at_work();
    tally_.partitions.push_back(std::move(partition.tally));
  }
  for (std::uint32_t id = 0; id < workers_.size(); ++id) {
    Worker& worker = workers_[id];
    if (worker.batch.count == 0) continue;
    PartitionLog& log = partitions_[worker.partition].log;
    if (worker.phase == Phase::writing && in_operations) {
      log.visit(worker.batch, leave_out);
    } else {
      log.visit(worker.batch, count_event);
    }
    consumer_meter_.still_inside(now_, worker.started);
    consumer_meter_.still_in_service(now_, worker.started);
  }
  for (const EventBatch& batch : handed_over_) partitions_.front().log.visit(batch, count_event);
  if (!in_operations) return;
  database_->visit_all([&](const DatabaseOperation& operation) {
    ++counts(operation.tag.traffic_class()).in_flight_at_end;
  });
}

void Cell::close_stations() {
  const double measured = in_seconds(now_ - TimePoint(scenario_.warm_up));
  if (ingress_) {
    tally_.stations.push_back(ingress_->meter().close(
        now_, "ingress", static_cast<double>(ingress_->servers()) * measured));
  }
  if (writer_) tally_.stations.push_back(log_meter_.close(now_, "log", 0));
  if (group_) {
    tally_.stations.push_back(
        consumer_meter_.close(now_, "consumers", static_cast<double>(consumer_ns_) * 1e-9));
  }
  if (database_) {
    database_->close_meter(now_);
    tally_.stations.push_back(
        database_->meter().close(now_, "database", database_->server_count() * measured));
  }
}

}  // namespace uslkit
