#include "policy/replication.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>

#include "base/check.h"

namespace uslkit {
namespace {

using Acks = ReplicationOptions::Acks;

int in_sync_count(std::span<const ReplicaState> replicas) {
  return static_cast<int>(
      std::count_if(replicas.begin(), replicas.end(),
                    [](const ReplicaState& replica) { return replica.in_sync; }));
}

// Whether follower a answers before b; the index decides between equals.
bool answers_before(std::span<const ReplicaState> replicas, std::size_t a, std::size_t b) {
  if (replicas[a].latency != replicas[b].latency) return replicas[a].latency < replicas[b].latency;
  return a < b;
}

// The time of the k-th answer of the followers in sync, k >= 1; empty where there are fewer.
std::optional<Duration> answer_of_follower(std::span<const ReplicaState> replicas, int k) {
  for (std::size_t candidate = 1; candidate < replicas.size(); ++candidate) {
    if (!replicas[candidate].in_sync) continue;
    int rank = 1;
    for (std::size_t other = 1; other < replicas.size(); ++other) {
      if (replicas[other].in_sync && answers_before(replicas, other, candidate)) ++rank;
    }
    if (rank == k) return replicas[candidate].latency;
  }
  return std::nullopt;
}

AckOutcome after_followers(std::span<const ReplicaState> replicas, int followers) {
  const Duration leader = replicas.front().latency;
  if (followers == 0) return {.acknowledged = true, .latency = leader, .copies = 1};
  const std::optional<Duration> last = answer_of_follower(replicas, followers);
  if (!last) return {};
  return {.acknowledged = true, .latency = leader + *last, .copies = followers + 1};
}

}  // namespace

void ReplicationOptions::check() const {
  USLKIT_CHECK(replicas >= 1);
  USLKIT_CHECK(min_in_sync >= 1);
  USLKIT_CHECK(min_in_sync <= replicas);
  if (acks != Acks::semi_sync) return;
  USLKIT_CHECK(semi_sync_followers >= 1);
  USLKIT_CHECK(semi_sync_followers < replicas);
}

ReplicationPolicy::ReplicationPolicy(const ReplicationOptions& options) : options_(options) {
  options_.check();
}

AckOutcome ReplicationPolicy::acknowledge(std::span<const ReplicaState> replicas) const {
  USLKIT_CHECK(replicas.size() == static_cast<std::size_t>(options_.replicas));
  if (options_.acks == Acks::none) return {.acknowledged = true};
  if (!replicas.front().in_sync) return {};
  if (options_.acks == Acks::leader) return after_followers(replicas, 0);
  if (options_.acks == Acks::semi_sync) {
    return after_followers(replicas, options_.semi_sync_followers);
  }
  const int in_sync = in_sync_count(replicas);
  if (in_sync < options_.min_in_sync) return {};
  return after_followers(replicas, in_sync - 1);
}

double ReplicationPolicy::events_lost_if_leader_dies(std::span<const ReplicaState> replicas,
                                                     double appends_per_second) const {
  USLKIT_CHECK(appends_per_second >= 0);
  const AckOutcome outcome = acknowledge(replicas);
  if (!outcome.acknowledged || outcome.copies >= 2 || appends_per_second == 0) return 0;
  const std::optional<Duration> behind = answer_of_follower(replicas, 1);
  if (!behind) return std::numeric_limits<double>::infinity();
  const Duration unseen = options_.acks == Acks::none ? replicas.front().latency : Duration{0};
  return appends_per_second * in_seconds(unseen + *behind);
}

}  // namespace uslkit
