#include "pipeline/consume/database_gate.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "base/check.h"
#include "run/run_streams.h"

namespace uslkit {
namespace {

DrawStream stream_of(const Scenario& scenario, std::string_view purpose) {
  return {scenario.seed, RunStreams{}.stream(purpose)};
}

std::size_t shard_count(const Scenario& scenario) {
  if (scenario.database) return static_cast<std::size_t>(scenario.database->shards);
  return scenario.log ? static_cast<std::size_t>(scenario.log->partitions) : 1;
}

bool writes_single_events(const std::optional<DatabaseSpec>& spec) {
  return spec && spec->mode == WriteMode::per_event;
}

}  // namespace

DatabaseGate::DatabaseGate(const Scenario& scenario)
    : spec_(scenario.database),
      service_(spec_ ? spec_->service : ServiceLaw{ConstantLaw{}}, stream_of(scenario, "database")),
      batch_(spec_ ? spec_->batch : BatchLaw{}, stream_of(scenario, "database")),
      fault_draws_(stream_of(scenario, "database faults")),
      shards_(shard_count(scenario)) {
  if (!spec_) return;
  servers_ = spec_->servers;
  if (!writes_single_events(spec_)) return;
  for (Shard& shard : shards_) shard.free_at.resize(static_cast<std::size_t>(servers_));
}

void DatabaseGate::set_conditions(TimePoint now, double factor, const AddedLatency& added,
                                  bool down) {
  factor_ = factor;
  added_ = added;
  if (down && !down_) {
    ++outages_;
    down_since_ = now;
    for (Shard& shard : shards_) {  // what they had before them is undone
      for (TimePoint& free_at : shard.free_at) {
        busy_ns_ -= std::max<std::int64_t>((free_at - now).count(), 0);
        free_at = std::min(free_at, now);
      }
      std::ranges::make_heap(shard.free_at, std::greater<>());
    }
  }
  down_ = down;
}

// ---- The queue. ----

void DatabaseGate::enter(std::uint32_t partition, Caller caller) {
  shards_[shard_of(partition)].waiting.push_back(caller);
}

void DatabaseGate::leave(std::uint32_t partition, Caller caller) {
  std::erase(shards_[shard_of(partition)].waiting, caller);
}

DatabaseGate::Caller DatabaseGate::next(std::uint32_t partition) const {
  const Shard& shard = shards_[shard_of(partition)];
  const bool nobody = down_ || shard.waiting.empty() || shard.at_work >= servers_;
  return nobody ? nullptr : shard.waiting.front();
}

bool DatabaseGate::may_begin(std::uint32_t partition, Caller caller) const {
  return next(partition) == caller;
}

// ---- An operation. ----

DatabaseGate::Operation DatabaseGate::begin(TimePoint now, std::uint32_t partition, Caller caller,
                                            std::int64_t events) {
  USLKIT_CHECK(may_begin(partition, caller));
  Shard& shard = shards_[shard_of(partition)];
  shard.waiting.pop_front();
  count_busy(now);
  ++at_work_;
  ++shard.at_work;
  Operation operation{.shard = shard_of(partition), .events = events, .first_begun = now};
  draw(now, operation);
  return operation;
}

// Of single writes those that were done before the outage stay done, by their share of the time.
void DatabaseGate::again(TimePoint now, Operation& operation) {
  const std::int64_t whole = (operation.not_before - operation.begun).count();
  if (writes_single_events(spec_) && whole > 0) {
    const std::int64_t left = (operation.not_before - down_since_).count();
    const double share = std::clamp(static_cast<double>(left) / static_cast<double>(whole), 0., 1.);
    operation.events =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(operation.events) * share));
  }
  draw(now, operation);
}

void DatabaseGate::draw(TimePoint now, Operation& operation) {
  operation.begun = now;
  operation.outages = outages_;
  operation.not_before = now;
  if (writes_single_events(spec_)) return draw_single_writes(now, operation);
  const std::uint64_t number = begun_++;
  operation.factor = factor_ * slowdown(shards_[operation.shard].at_work);
  operation.law = batch_.sample(number, operation.events);
  operation.added = added_.none() ? Duration{0} : added_.of(1 - fault_draws_.uniform(number));
  operation.not_before = within_limit(now, operation.events);
}

void DatabaseGate::draw_single_writes(TimePoint now, Operation& operation) {
  operation.factor = factor_;
  operation.law = operation.added = Duration{0};
  std::vector<TimePoint>& free_at = shards_[operation.shard].free_at;
  for (std::int64_t i = 0; i < operation.events; ++i) {
    const std::uint64_t number = begun_++;
    std::ranges::pop_heap(free_at, std::greater<>());
    const TimePoint start = std::max(free_at.back(), now);
    const std::int64_t busy =
        spec_->load ? 1 + std::ranges::count_if(free_at, [&](TimePoint at) { return at > start; })
                    : 1;
    Duration time = service_.sample(number);
    const double slower = factor_ * slowdown(busy);
    if (slower != 1) time = LawSampler::rounded(static_cast<double>(time.count()) * slower);
    if (!added_.none()) time += added_.of(1 - fault_draws_.uniform(number));
    const TimePoint done = std::max(start + time, within_limit(start, 1));
    free_at.back() = done;
    std::ranges::push_heap(free_at, std::greater<>());
    operation.not_before = std::max(operation.not_before, done);
    busy_ns_ += (done - start).count();
  }
}

double DatabaseGate::slowdown(std::int64_t at_work) const {
  if (!spec_ || !spec_->load) return 1;
  const double n = static_cast<double>(at_work);
  return 1 + spec_->load->alpha * (n - 1) + spec_->load->beta * n * (n - 1);
}

// The limit is one more first-come-first-served server, in units of events.
TimePoint DatabaseGate::within_limit(TimePoint now, std::int64_t events) {
  if (!spec_ || !spec_->write_limit) return now;
  const double event_ns = 1e9 / spec_->write_limit->per_second;
  const double work = event_ns * static_cast<double>(events) + limit_carry_ns_;
  const Duration whole(static_cast<std::int64_t>(work));
  limit_carry_ns_ = work - static_cast<double>(whole.count());
  limit_free_ = std::max(limit_free_, now) + whole;
  return limit_free_;
}

TimePoint DatabaseGate::due(const Operation& operation, Duration real) const {
  const double longer = static_cast<double>(std::max(operation.law, real).count());
  const Duration time = LawSampler::rounded(longer * operation.factor) + operation.added;
  return std::max(operation.begun + time, operation.not_before);
}

void DatabaseGate::end(TimePoint now, const Operation& operation) {
  count_busy(now);
  --at_work_;
  --shards_[operation.shard].at_work;
}

// ---- Meters. ----

void DatabaseGate::count_busy(TimePoint now) {
  if (now <= busy_since_) return;  // callers' clocks are read a moment apart
  if (!writes_single_events(spec_)) busy_ns_ += at_work_ * (now - busy_since_).count();
  busy_since_ = now;
}

double DatabaseGate::busy_seconds(TimePoint now) const {
  std::int64_t busy = busy_ns_;
  if (!writes_single_events(spec_)) {
    busy += at_work_ * std::max<std::int64_t>((now - busy_since_).count(), 0);
  }
  for (const Shard& shard : shards_) {
    for (const TimePoint free_at : shard.free_at) {
      busy -= std::max<std::int64_t>((free_at - now).count(), 0);
    }
  }
  return static_cast<double>(busy) * 1e-9;
}

std::int64_t DatabaseGate::servers() const {
  return spec_ ? servers_ * static_cast<std::int64_t>(shards_.size()) : 0;
}

}  // namespace uslkit
