#include "run/consumer_group.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/units_text.h"

namespace uslkit {
namespace {

template <typename Id>
void insert_sorted(std::vector<Id>& ids, Id id) {
  const typename std::vector<Id>::iterator place = std::lower_bound(ids.begin(), ids.end(), id);
  if (place == ids.end() || *place != id) ids.insert(place, id);
}

template <typename Id>
void erase_sorted(std::vector<Id>& ids, Id id) {
  const typename std::vector<Id>::iterator place = std::lower_bound(ids.begin(), ids.end(), id);
  USLKIT_CHECK(place != ids.end());
  USLKIT_CHECK(*place == id);
  ids.erase(place);
}

// Both in increasing order, without a common id.
template <typename Id>
void merge_sorted(std::vector<Id>& ids, const std::vector<Id>& more) {
  const std::ptrdiff_t before = std::ssize(ids);
  ids.insert(ids.end(), more.begin(), more.end());
  std::inplace_merge(ids.begin(), ids.begin() + before, ids.end());
}

bool contains(const std::vector<ConsumerId>& ids, ConsumerId id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

// ceil(share x count); a share such as 0.55 of 20 is 11, though its product is a hair above.
std::size_t share_of(double share, std::size_t count) {
  constexpr double kRounding = 1e-9;
  const double exact = share * static_cast<double>(count) - kRounding;
  return std::min(count, static_cast<std::size_t>(std::max(0.0, std::ceil(exact))));
}

// Those of `ids` that a fair draw without replacement picks.
std::vector<ConsumerId> draw(std::vector<ConsumerId> ids, std::size_t count, Random& random) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t other = i + static_cast<std::size_t>(random.index(ids.size() - i));
    std::swap(ids[i], ids[other]);
  }
  ids.resize(count);
  std::sort(ids.begin(), ids.end());
  return ids;
}

// Hands out places one by one, always the least loaded and of those the first.
class LeastLoaded {
 public:
  explicit LeastLoaded(const std::vector<std::int64_t>& load) {
    for (std::size_t i = 0; i < load.size(); ++i) heap_.push({load[i], i});
  }
  std::size_t take() {
    const auto [load, place] = heap_.top();
    heap_.pop();
    heap_.push({load + 1, place});
    return place;
  }

 private:
  using Entry = std::pair<std::int64_t, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

std::string plural(std::int64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

ConsumerGroup::ConsumerGroup(const ConsumerGroupOptions& options)
    : options_(options), wanted_(options.consumers) {
  USLKIT_CHECK(options.partitions >= 1);
  USLKIT_CHECK(options.consumers >= 0);
  USLKIT_CHECK(options.workers_per_partition >= 1);
  USLKIT_CHECK(options.standby >= 0);
  add_members(options.consumers);
  for (const ConsumerId id : free_ids(options.standby)) {
    alive_[id] = 1;
    standby_.push_back(id);
  }
  owners_.resize(static_cast<std::size_t>(options.partitions));
  paused_.resize(owners_.size());
  adopt(next_assignment());
}

bool ConsumerGroup::may_work(ConsumerId consumer, PartitionId partition, TimePoint now) const {
  return alive(consumer) && now >= paused_[partition] && contains(owners_[partition], consumer);
}

std::int64_t ConsumerGroup::at_work() const {
  return std::ranges::count_if(
      members_, [this](ConsumerId id) { return alive(id) && !partitions_of_[id].empty(); });
}

std::int64_t ConsumerGroup::idle() const {
  return std::ranges::count_if(
      members_, [this](ConsumerId id) { return alive(id) && partitions_of_[id].empty(); });
}

std::int64_t ConsumerGroup::working_on(PartitionId partition, TimePoint now) const {
  if (now < paused_[partition]) return 0;
  return std::ranges::count_if(owners_[partition], [this](ConsumerId id) { return alive(id); });
}

// ---- What comes by itself. ----

TimePoint ConsumerGroup::next_change() const {
  TimePoint next = pause_ends_.empty() ? TimePoint::max() : pause_ends_.front();
  for (const Death& death : deaths_) {
    if (death.member) next = std::min(next, death.at + options_.rebalance.session_timeout);
  }
  return next;
}

// Each step happens at its own time, so that it does not matter how seldom this is called.
GroupChange ConsumerGroup::apply(TimePoint now) {
  GroupChange change;
  for (TimePoint next = next_change(); next <= now; next = next_change()) {
    notice_deaths(next, change);
    end_pauses(next, change);
  }
  return change;
}

void ConsumerGroup::notice_deaths(TimePoint now, GroupChange& change) {
  std::vector<std::uint8_t> is_gone(alive_.size());
  std::int64_t noticed = 0;
  for (Death& death : deaths_) {
    if (!death.member || death.at + options_.rebalance.session_timeout > now) continue;
    death.member = false;
    is_gone[death.consumer] = 1;
    ++noticed;
  }
  if (noticed == 0) return;
  std::erase_if(members_, [&is_gone](ConsumerId id) { return is_gone[id] != 0; });
  rebalance(now, plural(noticed, "dead consumer") + " noticed", Duration{0}, change);
}

void ConsumerGroup::end_pauses(TimePoint now, GroupChange& change) {
  while (!pause_ends_.empty() && pause_ends_.front() <= now) pause_ends_.erase(pause_ends_.begin());
  for (PartitionId p = 0; p < owners_.size(); ++p) {
    if (paused_[p] == now) wake_owners(p, change);
  }
}

void ConsumerGroup::pause(PartitionId partition, TimePoint until) {
  if (until <= paused_[partition]) return;
  paused_[partition] = until;
  insert_sorted(pause_ends_, until);
}

void ConsumerGroup::wake_owners(PartitionId partition, GroupChange& change) const {
  for (const ConsumerId id : owners_[partition]) {
    if (alive(id)) insert_sorted(change.consumers, id);
  }
}

// ---- Kills. ----

GroupChange ConsumerGroup::kill(TimePoint now, double share, std::size_t fault, Random& random) {
  GroupChange change = apply(now);
  std::vector<ConsumerId> living;
  std::ranges::copy_if(members_, std::back_inserter(living),
                       [this](ConsumerId id) { return alive(id); });
  change.died = draw(living, share_of(share, living.size()), random);
  for (const ConsumerId id : change.died) {
    alive_[id] = 0;
    deaths_.push_back({.consumer = id, .at = now, .fault = fault});
  }
  change.events.push_back({now, "fault",
                           fmt::format("kill {:g} % of the consumers ({} of {})", 100 * share,
                                       change.died.size(), living.size())});
  fill_from_standbys(now, change);
  return change;
}

// From here on it is only the dead members without a standby whose partitions stand still.
void ConsumerGroup::fill_from_standbys(TimePoint now, GroupChange& change) {
  std::vector<ConsumerId> replaced;
  std::vector<ConsumerId> successors;
  for (Death& death : deaths_) {
    if (successors.size() == standby_.size()) break;
    if (!death.member) continue;
    death.member = false;
    replaced.push_back(death.consumer);
    successors.push_back(standby_[successors.size()]);
    hand_over(replaced.back(), successors.back());
  }
  if (replaced.empty()) return;
  standby_.erase(standby_.begin(), standby_.begin() + std::ssize(successors));
  std::sort(replaced.begin(), replaced.end());
  std::erase_if(members_, [&replaced](ConsumerId id) { return contains(replaced, id); });
  merge_sorted(members_, successors);
  merge_sorted(change.consumers, successors);
  change.events.push_back(
      {now, "takeover",
       fmt::format("{} took over at once, {} left",
                   plural(std::ssize(replaced), "standby consumer"), standby_.size())});
}

void ConsumerGroup::hand_over(ConsumerId dead, ConsumerId standby) {
  for (const PartitionId p : partitions_of_[dead]) {
    erase_sorted(owners_[p], dead);
    insert_sorted(owners_[p], standby);
  }
  partitions_of_[standby] = std::move(partitions_of_[dead]);
  partitions_of_[dead].clear();
}

GroupChange ConsumerGroup::restart(TimePoint now, std::size_t fault) {
  GroupChange change = apply(now);
  std::vector<Death> back;
  std::ranges::copy_if(deaths_, std::back_inserter(back),
                       [fault](const Death& death) { return death.fault == fault; });
  std::erase_if(deaths_, [fault](const Death& death) { return death.fault == fault; });
  std::int64_t joined = 0;
  for (const Death& death : back) joined += take_back(death, change) ? 1 : 0;
  change.events.push_back({now, "fault_end", plural(std::ssize(back), "consumer") + " restarted"});
  fill_from_standbys(now, change);
  if (joined > 0) rebalance(now, plural(joined, "consumer") + " back", Duration{0}, change);
  return change;
}

// Whether the consumer joins the group anew, which takes a rebalance.
bool ConsumerGroup::take_back(const Death& death, GroupChange& change) {
  const ConsumerId id = death.consumer;
  if (death.member) {
    alive_[id] = 1;
    if (!partitions_of_[id].empty()) insert_sorted(change.consumers, id);
    return false;
  }
  if (std::ssize(members_) < wanted_) {
    alive_[id] = 1;
    insert_sorted(members_, id);
    return true;
  }
  if (std::ssize(standby_) < options_.standby) {
    alive_[id] = 1;
    insert_sorted(standby_, id);
  }
  return false;
}

// ---- Scaling. ----

GroupChange ConsumerGroup::scale_to(TimePoint now, std::int64_t wanted, Duration full_stop) {
  USLKIT_CHECK(wanted >= 0);
  GroupChange change = apply(now);
  const std::int64_t before = std::ssize(members_);
  const std::int64_t away = wanted_ - before;
  if (wanted > wanted_) add_members(wanted - wanted_);
  // Dead ones that are away are given up first: they hold no partitions.
  if (wanted < wanted_ - away) drop_members(wanted_ - away - wanted, change);
  const std::string why = fmt::format("from {} to {}", wanted_, plural(wanted, "consumer"));
  wanted_ = wanted;
  const bool same = std::ssize(members_) == before;
  if (!same || full_stop > Duration{0}) rebalance(now, why, full_stop, change);
  return change;
}

void ConsumerGroup::add_members(std::int64_t count) {
  const std::vector<ConsumerId> ids = free_ids(count);
  for (const ConsumerId id : ids) alive_[id] = 1;
  merge_sorted(members_, ids);
}

// The dead first, then those with the highest numbers.
void ConsumerGroup::drop_members(std::int64_t count, GroupChange& change) {
  for (std::size_t i = deaths_.size(); i > 0 && count > 0; --i) {
    if (!deaths_[i - 1].member) continue;
    erase_sorted(members_, deaths_[i - 1].consumer);
    deaths_[i - 1].member = false;
    --count;
  }
  for (; count > 0; --count) {
    const ConsumerId id = members_.back();
    members_.pop_back();
    alive_[id] = 0;
    insert_sorted(change.left, id);
  }
}

// The lowest ids that nobody bears, dead or alive, in increasing order.
std::vector<ConsumerId> ConsumerGroup::free_ids(std::int64_t count) {
  std::vector<std::uint8_t> taken = alive_;
  for (const Death& death : deaths_) taken[death.consumer] = 1;
  std::vector<ConsumerId> ids;
  for (std::size_t id = 0; std::ssize(ids) < count; ++id) {
    if (id < taken.size() && taken[id] != 0) continue;
    ids.push_back(static_cast<ConsumerId>(id));
  }
  if (!ids.empty() && ids.back() >= alive_.size()) {
    alive_.resize(ids.back() + std::size_t{1});
    partitions_of_.resize(alive_.size());
  }
  return ids;
}

GroupChange ConsumerGroup::reshard(TimePoint now, std::int64_t partitions, Duration pause) {
  USLKIT_CHECK(partitions >= 1);
  GroupChange change = apply(now);
  owners_.resize(static_cast<std::size_t>(partitions));
  paused_.resize(owners_.size());
  rebalance(now, fmt::format("{} to read", plural(partitions, "partition")), pause, change);
  return change;
}

// ---- Who gets what. ----

void ConsumerGroup::rebalance(TimePoint now, const std::string& why, Duration at_least,
                              GroupChange& change) {
  const bool eager = options_.rebalance.protocol == RebalanceProtocol::eager;
  const Assignment before = owners_;
  adopt(next_assignment());
  std::int64_t paused = 0;
  for (PartitionId p = 0; p < owners_.size(); ++p) {
    const bool moves = eager || owners_[p] != before[p];
    const Duration own = moves ? options_.rebalance.pause : Duration{0};
    const Duration length = std::max(own, at_least);
    if (length > Duration{0}) {
      pause(p, now + length);
      ++paused;
    }
    if (now >= paused_[p]) wake_owners(p, change);
  }
  const Duration longest = std::max(options_.rebalance.pause, at_least);
  const std::string effect = paused == 0 ? "nothing pauses"
                                         : fmt::format("{} of {} partitions pause for {}", paused,
                                                       owners_.size(), format_duration(longest));
  change.events.push_back({now, "rebalance", fmt::format("{}: {}", why, effect)});
}

void ConsumerGroup::adopt(Assignment assignment) {
  owners_ = std::move(assignment);
  for (std::vector<PartitionId>& partitions : partitions_of_) partitions.clear();
  for (PartitionId p = 0; p < owners_.size(); ++p) {
    for (const ConsumerId id : owners_[p]) partitions_of_[id].push_back(p);
  }
}

ConsumerGroup::Assignment ConsumerGroup::next_assignment() const {
  Assignment owners(owners_.size());
  if (members_.empty()) return owners;
  if (options_.rebalance.protocol == RebalanceProtocol::cooperative) {
    for (std::size_t p = 0; p < owners.size(); ++p) {
      std::ranges::copy_if(owners_[p], std::back_inserter(owners[p]),
                           [this](ConsumerId id) { return contains(members_, id); });
    }
  }
  if (members_.size() <= owners.size()) {
    share_partitions(owners);
  } else {
    share_consumers(owners);
  }
  return owners;
}

// At most as many members as partitions: one owner each, P / n or one more partitions a member.
void ConsumerGroup::share_partitions(Assignment& owners) const {
  const std::int64_t n = std::ssize(members_);
  const std::int64_t base = std::ssize(owners) / n;
  std::int64_t larger = std::ssize(owners) % n;  // members that may have one more than the base
  std::vector<std::int64_t> load(members_.size());
  for (std::vector<ConsumerId>& of_partition : owners) {
    if (of_partition.empty()) continue;
    of_partition.resize(1);
    const std::size_t rank = static_cast<std::size_t>(
        std::ranges::lower_bound(members_, of_partition.front()) - members_.begin());
    const bool fits = load[rank] < base || (load[rank] == base && larger > 0);
    if (!fits) {
      of_partition.clear();
      continue;
    }
    if (load[rank] == base) --larger;
    ++load[rank];
  }
  LeastLoaded least(load);
  for (std::vector<ConsumerId>& of_partition : owners) {
    if (of_partition.empty()) of_partition.push_back(members_[least.take()]);
  }
}

// More members than partitions: one partition each, until the partitions' places are taken.
void ConsumerGroup::share_consumers(Assignment& owners) const {
  const std::int64_t partitions = std::ssize(owners);
  const std::int64_t places =
      std::min(std::ssize(members_), partitions * options_.workers_per_partition);
  const std::int64_t base = places / partitions;
  std::int64_t larger = places % partitions;
  std::vector<std::int64_t> load(owners.size());
  std::vector<std::uint8_t> is_placed(alive_.size());
  std::int64_t placed = 0;
  for (std::size_t p = 0; p < owners.size(); ++p) {
    std::vector<ConsumerId> kept;
    for (const ConsumerId id : owners[p]) {
      const bool room = load[p] < base || (load[p] == base && larger > 0);
      if (!room || is_placed[id] != 0) continue;
      if (load[p] == base) --larger;
      ++load[p];
      kept.push_back(id);
      is_placed[id] = 1;
      ++placed;
    }
    owners[p] = std::move(kept);
  }
  LeastLoaded least(load);
  for (const ConsumerId id : members_) {
    if (placed == places) break;
    if (is_placed[id] != 0) continue;
    insert_sorted(owners[least.take()], id);
    ++placed;
  }
}

}  // namespace uslkit
