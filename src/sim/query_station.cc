#include "sim/query_station.h"

namespace uslkit {

QueryStation::QueryStation(const DatabaseSpec& spec, const DrawStream& services,
                           const DrawStream& faults)
    : shards_(static_cast<std::uint32_t>(spec.shards)),
      replicas_(static_cast<std::uint32_t>(spec.replicas)),
      servers_(spec.servers),
      load_(spec.load.value_or(UslLoad{})),
      service_(spec.service, services),
      fault_coins_(faults),
      places_(std::size_t{shards_} * (1 + replicas_)) {}

std::uint32_t QueryStation::replica_of(std::uint32_t key, double uniform) const {
  const std::uint32_t drawn = static_cast<std::uint32_t>(uniform * static_cast<double>(replicas_));
  const std::uint32_t replica = drawn < replicas_ ? drawn : replicas_ - 1;
  return shards_ * (1 + replica) + primary_of(key);
}

bool QueryStation::submit(TimePoint now, std::uint32_t slot, Query& query) {
  query.entered = now;
  query.due = TimePoint::max();
  meter_.enter(now);
  Servers& place = places_[query.place];
  if (down_ || place.at_work >= servers_) {
    place.waiting.push(slot);
    return false;
  }
  start(now, query);
  return true;
}

void QueryStation::start(TimePoint now, Query& query) {
  Servers& place = places_[query.place];
  ++place.at_work;
  ++at_work_;
  const double n = static_cast<double>(place.at_work);
  const double coordination = 1 + (n - 1) * (load_.alpha + load_.beta * n);
  Duration time = service_.sample_scaled(query.draw, coordination * slow_factor_);
  if (!added_.none()) time += added_.of(1 - fault_coins_.uniform(query.draw));
  query.started = now;
  query.due = now + time;
}

void QueryStation::finish(TimePoint now, const Query& query) {
  --places_[query.place].at_work;
  --at_work_;
  meter_.leave(now, query.entered, query.started);
}

std::optional<std::uint32_t> QueryStation::next_to_start(std::uint32_t place) {
  Servers& at = places_[place];
  if (down_ || at.at_work >= servers_ || at.waiting.empty()) return std::nullopt;
  return at.waiting.pop();
}

void QueryStation::clear() {
  at_work_ = 0;
  for (Servers& place : places_) place = Servers{};
}

void QueryStation::forget(TimePoint now, const Query& query) {
  meter_.leave(now, query.entered, query.due == TimePoint::max() ? now : query.started);
}

}  // namespace uslkit
