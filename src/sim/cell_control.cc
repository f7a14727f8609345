// What happens to a cell at control ticks and at the times of faults, runbook and resharding.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "policy/lag.h"
#include "sim/cell.h"

namespace uslkit {

// ---- Boundaries of the record. ----

void Cell::on_boundary() {
  const Lags lags = measure_lags();
  const double busy = consumer_busy_seconds();
  const double given = count_consumer_time();
  const double database_busy = database_ ? database_->busy_seconds(now_) : 0;
  const double elapsed = in_seconds(now_ - last_boundary_);
  BoundaryState state{.backlog = lags.backlog,
                      .work_lag_s = lags.work_lag_s,
                      .age_lag_s = lags.age_lag_s,
                      .consumers = group_ ? static_cast<double>(group_->at_work()) : 0};
  const double given_now = given - last_given_s_;
  if (given_now > 0) state.consumer_utilization = (busy - last_busy_s_) / given_now;
  if (database_ && elapsed > 0) {
    state.database_utilization =
        (database_busy - last_database_busy_s_) / (database_->server_count() * elapsed);
  }
  recorder_.fold(state);
  last_boundary_ = now_;
  last_busy_s_ = busy;
  last_given_s_ = given;
  last_database_busy_s_ = database_busy;
  if (now_ == TimePoint(scenario_.duration)) {
    finished_ = true;
    return;
  }
  if (now_ == TimePoint(scenario_.warm_up)) {
    open_meters();
    last_busy_s_ = last_given_s_ = last_database_busy_s_ = 0;
  }
  push(recorder_.next_boundary(), Kind::boundary, 0);
}

void Cell::stop_early(const std::string& why) {
  if (tally_.stopped_early.empty()) tally_.stopped_early = why;
}

// ---- Lags. ----

// Events per second that the consumers of a partition can take from it at full batches.
double Cell::service_rate(std::uint32_t partition) const {
  const ConsumersSpec& spec = *scenario_.consumers;
  const double batch = static_cast<double>(spec.batch_size);
  double seconds = batch_time_.mean_ns(spec.batch_size) * 1e-9;
  if (database_ && scenario_.database->consumer_waits &&
      scenario_.database->mode == WriteMode::per_batch) {
    const BatchLaw& write = scenario_.database->batch;
    seconds += in_seconds(write.t0) + batch * in_seconds(write.t1);
  }
  double consumers = 0;
  for (const ConsumerId id : group_->owners(partition)) {
    const std::size_t partitions = group_->partitions_of(id).size();
    if (partitions > 0) consumers += 1.0 / static_cast<double>(partitions);
  }
  double rate = std::max(consumers, 1e-9) * batch / std::max(seconds, 1e-12);
  if (database_ && scenario_.database->write_limit) {
    const double share =
        scenario_.database->write_limit->per_second / static_cast<double>(group_->partitions());
    rate = std::min(rate, share);
  }
  return rate;
}

Cell::Lags Cell::measure_lags() {
  Lags lags;
  if (!group_) return lags;
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    Partition& partition = partitions_[i];
    const std::int64_t backlog = partition.log.unread() + partition.log.at_work();
    if (backlog == 0) continue;
    lags.backlog += backlog;
    const double work_lag = work_lag_seconds(static_cast<double>(backlog), service_rate(i));
    const TimePoint oldest = partition.log.unread() > 0 ? partition.log.first_birth() : kNever;
    const double age = in_seconds(age_lag(now_, oldest));
    PartitionTally& tally = partition.tally;
    tally.max_backlog = std::max(tally.max_backlog, backlog);
    tally.max_work_lag_s = std::max(tally.max_work_lag_s, work_lag);
    tally.max_age_lag_s = std::max(tally.max_age_lag_s, age);
    lags.work_lag_s = std::max(lags.work_lag_s, work_lag);
    lags.age_lag_s = std::max(lags.age_lag_s, age);
  }
  return lags;
}

// ---- Consumers' time. ----

double Cell::consumer_busy_seconds() const {
  std::int64_t busy = consumer_meter_.busy_ns();
  for (const Worker& worker : workers_) {
    if (worker.phase != Phase::processing && worker.phase != Phase::writing) continue;
    busy += now_.time_since_epoch().count() -
            std::max(worker.started.time_since_epoch().count(), consumer_meter_.opened_ns());
  }
  return static_cast<double>(busy) * 1e-9;
}

// The number at work has been constant since it was last counted.
double Cell::count_consumer_time() {
  if (!group_) return 0;
  const std::int64_t passed = (now_ - consumers_since_).count();
  consumer_ns_ += group_->at_work() * passed;
  for (std::uint32_t i = 0; i < group_->partitions(); ++i) {
    for (const ConsumerId id : group_->owners(i)) {
      if (!group_->alive(id)) continue;
      const std::int64_t partitions = std::ssize(group_->partitions_of(id));
      partitions_[i].tally.consumer_ns += passed / std::max<std::int64_t>(partitions, 1);
    }
  }
  consumers_since_ = now_;
  return static_cast<double>(consumer_ns_) * 1e-9;
}

// ---- Ticks. ----

void Cell::on_tick() {
  if (run_.on_tick) {
    run_.on_tick(in_seconds(now_) / in_seconds(scenario_.duration), requests_);
  }
  push(now_ + scenario_.control_interval, Kind::tick, 0);
}

void Cell::on_group_change() {}
void Cell::on_timeline() {}
void Cell::on_resharding() {}
void Cell::on_scaling() {}
void Cell::arm_control() {}

}  // namespace uslkit
