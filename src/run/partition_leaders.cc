#include "run/partition_leaders.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {

PartitionLeaders::PartitionLeaders(const LogSpec& log)
    : replication_(std::min(log.replication, log.brokers)),
      min_in_sync_(log.min_in_sync),
      election_(log.leader_election),
      losses_(static_cast<std::size_t>(log.brokers)) {
  USLKIT_CHECK(log.brokers >= 1);
  USLKIT_CHECK(log.replication >= 1);
  const std::int64_t after = log.resharding ? log.resharding->partitions : 0;
  const std::size_t partitions = static_cast<std::size_t>(std::max(log.partitions, after));
  available_from_.resize(partitions);
  for (std::size_t p = 0; p < partitions; ++p) leader_.push_back(first_alive(p));
}

std::int64_t PartitionLeaders::first_alive(std::size_t partition) const {
  for (std::int64_t i = 0; i < replication_; ++i) {
    const std::int64_t broker = (static_cast<std::int64_t>(partition) + i) % std::ssize(losses_);
    if (alive(broker)) return broker;
  }
  return kNobody;
}

void PartitionLeaders::lose(TimePoint now, std::int64_t broker) {
  USLKIT_CHECK(broker >= 0);
  USLKIT_CHECK(broker < std::ssize(losses_));
  if (++losses_[static_cast<std::size_t>(broker)] > 1) return;
  for (std::size_t p = 0; p < leader_.size(); ++p) {
    if (leader_[p] != broker) continue;
    leader_[p] = first_alive(p);
    available_from_[p] = leader_[p] == kNobody ? TimePoint::max() : now + election_;
  }
}

void PartitionLeaders::restore(TimePoint now, std::int64_t broker) {
  int& losses = losses_[static_cast<std::size_t>(broker)];
  USLKIT_CHECK(losses > 0);
  --losses;
  for (std::size_t p = 0; p < leader_.size(); ++p) {
    if (leader_[p] != kNobody) continue;
    leader_[p] = first_alive(p);
    if (leader_[p] != kNobody) available_from_[p] = now;
  }
}

std::optional<std::int64_t> PartitionLeaders::leader(std::size_t partition) const {
  if (leader_[partition] == kNobody) return std::nullopt;
  return leader_[partition];
}

std::int64_t PartitionLeaders::in_sync(std::size_t partition) const {
  std::int64_t living = 0;
  for (std::int64_t i = 0; i < replication_; ++i) {
    living += alive((static_cast<std::int64_t>(partition) + i) % std::ssize(losses_)) ? 1 : 0;
  }
  return living;
}

std::int64_t PartitionLeaders::brokers_down() const {
  return std::ranges::count_if(losses_, [](int losses) { return losses > 0; });
}

std::int64_t PartitionLeaders::led_by(std::int64_t broker) const {
  return std::ranges::count(leader_, broker);
}

TimePoint PartitionLeaders::next_after(TimePoint now) const {
  TimePoint next = TimePoint::max();
  for (const TimePoint from : available_from_) {
    if (from > now) next = std::min(next, from);
  }
  return next;
}

}  // namespace uslkit
