// How a synchronous run begins, and how it becomes a tally.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "scenario/policy_options.h"
#include "sim/failover_plan.h"
#include "sim/synchronous.h"

namespace uslkit {
namespace {

const SynchronousSpec& spec_of(const Scenario& scenario) {
  USLKIT_CHECK(scenario.synchronous.has_value());
  USLKIT_CHECK(!scenario.traffic.classes.empty());
  return *scenario.synchronous;
}

double share_of(const Scenario& scenario, std::int64_t cell) {
  return FailoverPlan(scenario).home_share(cell);
}

std::optional<QueryStation> database_of(const Scenario& scenario, const CellRun& run) {
  if (!scenario.database) return std::nullopt;
  return QueryStation(*scenario.database, DrawStream(scenario.seed, run.stream("database")),
                      DrawStream(scenario.seed, run.stream("database/fault coins")));
}

std::optional<ReadCache> cache_of(const Scenario& scenario, const CellRun& run) {
  if (!scenario.database || !scenario.database->cache) return std::nullopt;
  return ReadCache(*scenario.database->cache,
                   DrawStream(scenario.seed, run.stream("cache/expiries")));
}

std::optional<RetryPolicy> retry_of(const TrafficClass& traffic) {
  if (!traffic.retry) return std::nullopt;
  return RetryPolicy(retry_options(*traffic.retry));
}

// The floor and the burst are shared by the cells like the traffic. Clients save up what the floor
// gives them in a second.
std::optional<RetryBudget> budget_of(const TrafficClass& traffic, double share) {
  if (!traffic.retry || !traffic.retry->budget) return std::nullopt;
  const double floor = traffic.retry->budget->floor.per_second * share;
  return RetryBudget(
      {.ratio = traffic.retry->budget->ratio, .floor = Rate{floor}, .burst = std::max(1.0, floor)});
}

}  // namespace

Synchronous::Synchronous(const Scenario& scenario, const CellRun& run)
    : scenario_(scenario),
      run_(run),
      spec_(spec_of(scenario)),
      recorder_(scenario, tally_),
      calendar_(run.calendar),
      classes_(make_classes(scenario, run)),
      admission_(scenario, share_of(scenario, run.cell)),
      server_(ServerCapacity(spec_)),
      database_(database_of(scenario, run)),
      cache_(cache_of(scenario, run)),
      timeline_(scenario, run.cell) {
  tally_.cell = run.cell;
  tally_.replication = run.replication;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].source.next_time() < classes_[next_class_].source.next_time()) next_class_ = i;
  }
  if (timeline_.next() != TimePoint::max()) push(timeline_.next(), Kind::timeline, 0);
  push(TimePoint(scenario.control_interval), Kind::tick, 0);
  push(recorder_.next_boundary(), Kind::boundary, 0);
  if (scenario.warm_up.count() == 0) open_meters();
}

std::vector<Synchronous::Class> Synchronous::make_classes(const Scenario& scenario,
                                                          const CellRun& run) {
  const double share = share_of(scenario, run.cell);
  const double cells = static_cast<double>(scenario.cells.count);
  std::vector<Class> classes;
  for (std::size_t i = 0; i < scenario.traffic.classes.size(); ++i) {
    const TrafficClass& traffic = scenario.traffic.classes[i];
    const std::string& name = traffic.name;
    const LawSampler work(scenario.synchronous->work,
                          DrawStream(scenario.seed, run.stream("work/" + name)));
    classes.push_back(
        {.source = TrafficSource(scenario, run.streams(),
                                 {.traffic_class = i,
                                  .source = static_cast<std::uint32_t>(i),
                                  .share = share,
                                  .phase = (static_cast<double>(run.cell) + 0.5) / cells,
                                  .name = name}),
         .placement = Placement(traffic.tenants, std::nullopt),
         .work = work,
         .work_mean_ns = std::max(1.0, work.mean_ns()),
         .keys = DrawStream(scenario.seed, run.stream("keys/" + name)),
         .cache_coins = DrawStream(scenario.seed, run.stream("cache coins/" + name)),
         .latency_coins = DrawStream(scenario.seed, run.stream("latency coins/" + name)),
         .reads = traffic.operation == Operation::read,
         .client_timeout = traffic.client_timeout,
         .most_attempts =
             traffic.retry ? static_cast<std::uint64_t>(traffic.retry->max_attempts) : 1,
         .retry = retry_of(traffic),
         .budget = budget_of(traffic, share),
         .patience = {}});
  }
  return classes;
}

void Synchronous::open_meters() {
  server_meter_.open(now_);
  if (database_) database_->meter().open(now_);
}

RunTally Synchronous::close() {
  tally_.simulated = now_.time_since_epoch();
  tally_.measured = std::max(Duration{0}, now_ - TimePoint(scenario_.warm_up));
  count_what_is_inside();
  const double measured_s = in_seconds(tally_.measured);
  if (tally_.measured > Duration{0}) {
    tally_.stations.push_back(
        server_meter_.close(now_, "server", static_cast<double>(spec_.pool) * measured_s));
    if (database_) {
      tally_.stations.push_back(
          database_->meter().close(now_, "database", database_->server_count() * measured_s));
    }
  }
  for (TraceResult& trace : admission_.traces()) tally_.traces.push_back(std::move(trace));
  tally_.events_handled = static_cast<std::int64_t>(calendar_.pushed()) + departures_ + requests_;
  return std::move(tally_);
}

void Synchronous::count_what_is_inside() {
  for (std::uint32_t slot = 0; slot < store_.size(); ++slot) {
    const Call& call = store_.at(slot);
    Counts& count = counts(call.request);
    if (call.phase == CallPhase::backing_off) ++count.unanswered_at_end;
    if (!is_inside(call.phase)) continue;
    ++count.in_flight_at_end;
    if (!call.abandoned && !call.request.duplicate) ++count.unanswered_at_end;
    server_meter_.still_inside(now_, call.request.entered);
    if (call.connected) server_meter_.still_in_service(now_, call.request.started);
    if (call.phase == CallPhase::at_database) {
      database_->meter().still_inside(now_, call.query.entered);
      if (call.query.due != TimePoint::max()) {
        database_->meter().still_in_service(now_, call.query.started);
      }
    }
  }
}

}  // namespace uslkit
