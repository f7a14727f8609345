#include "sim/database_station.h"

#include <algorithm>

namespace uslkit {
namespace {

double usl_slowdown(const UslLoad& load, std::int64_t at_work) {
  const double n = static_cast<double>(at_work);
  return 1 + load.alpha * (n - 1) + load.beta * n * (n - 1);
}

}  // namespace

DatabaseStation::DatabaseStation(const DatabaseSpec& spec, const DrawStream& services,
                                 const DrawStream& faults)
    : spec_(spec),
      servers_(spec.servers),
      service_(LawSampler(spec.service, services)),
      batch_(spec.batch, services),
      fault_draws_(faults),
      event_ns_(spec.write_limit ? 1e9 / (spec.write_limit->per_second) : 0),
      shards_(static_cast<std::size_t>(spec.shards)),
      slots_(static_cast<std::size_t>(spec.shards * spec.servers)),
      due_(slots_.size(), TimePoint::max()) {
  for (std::uint32_t slot = static_cast<std::uint32_t>(slots_.size()); slot > 0; --slot) {
    shards_[shard_of_slot(slot - 1)].free.push_back(slot - 1);
  }
}

std::optional<OperationStart> DatabaseStation::submit(TimePoint now,
                                                      const DatabaseOperation& operation) {
  meter_.enter(now);
  Shard& shard = shards_[shard_of_partition(operation.partition)];
  if (condition_.down || shard.free.empty()) {
    shard.waiting.push(operation);
    shard.waiting.back().entered = now;
    return std::nullopt;
  }
  const std::uint32_t slot = shard.free.back();
  shard.free.pop_back();
  ++shard.at_work;
  slots_[slot].operation = operation;
  slots_[slot].operation.entered = now;
  return start(now, slot);
}

// The operation that has been put into the slot.
OperationStart DatabaseStation::start(TimePoint now, std::uint32_t slot) {
  Slot& at = slots_[slot];
  DatabaseOperation& operation = at.operation;
  operation.started = now;
  TimePoint done = now + time_of(operation, shards_[shard_of_slot(slot)].at_work);
  if (event_ns_ > 0) {
    // The limit is one more first-come-first-served server, in units of events.
    const double work = event_ns_ * static_cast<double>(operation.events) + limit_carry_ns_;
    const Duration whole(static_cast<std::int64_t>(work));
    limit_carry_ns_ = work - static_cast<double>(whole.count());
    limit_free_ = std::max(limit_free_, now) + whole;
    done = std::max(done, limit_free_);
  }
  at.done = done;
  at.busy = true;
  due_[slot] = done;
  ++started_;
  return {slot, done};
}

Duration DatabaseStation::time_of(const DatabaseOperation& operation, std::int64_t at_work) {
  Duration time = spec_.mode == WriteMode::per_event ? service_.sample(started_)
                                                     : batch_.sample(started_, operation.events);
  if (spec_.load || condition_.factor != 1) {
    const double slowdown =
        condition_.factor * (spec_.load ? usl_slowdown(*spec_.load, at_work) : 1);
    time = LawSampler::rounded(static_cast<double>(time.count()) * slowdown);
  }
  if (!condition_.added.none()) {
    time += condition_.added.of(1 - fault_draws_.uniform(started_));
  }
  return time;
}

DatabaseStation::Finish DatabaseStation::finish(TimePoint now, std::uint32_t slot) {
  USLKIT_CHECK(slots_[slot].busy);
  slots_[slot].busy = false;
  due_[slot] = TimePoint::max();
  Finish finish{.operation = slots_[slot].operation, .next = std::nullopt};
  meter_.leave(now, finish.operation.entered, finish.operation.started);
  Shard& shard = shards_[shard_of_slot(slot)];
  if (shard.waiting.empty() || condition_.down) {
    shard.free.push_back(slot);
    --shard.at_work;
  } else {
    slots_[slot].operation = shard.waiting.pop();
    finish.next = start(now, slot);
  }
  return finish;
}

std::vector<OperationStart> DatabaseStation::come_back(TimePoint now) {
  condition_.down = false;
  std::vector<OperationStart> starts;
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    if (!slots_[slot].busy) continue;
    // Its server was held until now, for nothing.
    meter_.still_in_service(now, slots_[slot].operation.started);
    starts.push_back(start(now, slot));
  }
  for (Shard& shard : shards_) {
    while (!shard.waiting.empty() && !shard.free.empty()) {
      const std::uint32_t slot = shard.free.back();
      shard.free.pop_back();
      ++shard.at_work;
      slots_[slot].operation = shard.waiting.pop();
      starts.push_back(start(now, slot));
    }
  }
  return starts;
}

void DatabaseStation::close_meter(TimePoint end) {
  visit_all(
      [&](const DatabaseOperation& operation) { meter_.still_inside(end, operation.entered); });
  for (const Slot& slot : slots_) {
    if (slot.busy) meter_.still_in_service(end, slot.operation.started);
  }
}

double DatabaseStation::busy_seconds(TimePoint now) const {
  std::int64_t busy = meter_.busy_ns();
  for (const Slot& slot : slots_) {
    if (slot.busy) {
      busy += now.time_since_epoch().count() -
              std::max(slot.operation.started.time_since_epoch().count(), meter_.opened_ns());
    }
  }
  return static_cast<double>(busy) * 1e-9;
}

}  // namespace uslkit
