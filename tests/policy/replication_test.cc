#include "policy/replication.h"

#include <array>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using Acks = ReplicationOptions::Acks;
using Replicas = std::array<ReplicaState, 3>;

// The leader writes in 1 ms, its followers answer after 7 and 4 ms.
constexpr Replicas kHealthy = {
    {{milliseconds(1), true}, {milliseconds(7), true}, {milliseconds(4), true}}};

Replicas without(std::size_t a) {
  Replicas replicas = kHealthy;
  replicas[a].in_sync = false;
  return replicas;
}

AckOutcome outcome(const ReplicationOptions& options, const Replicas& replicas) {
  return ReplicationPolicy(options).acknowledge(replicas);
}

TEST_CASE("acks 0, 1, all and semi-sync wait for nobody, the leader, the slowest and the k-th") {
  const AckOutcome none = outcome({.acks = Acks::none}, kHealthy);
  CHECK((none.acknowledged && none.latency == milliseconds(0) && none.copies == 0));
  const AckOutcome leader = outcome({.acks = Acks::leader}, kHealthy);
  CHECK((leader.acknowledged && leader.latency == milliseconds(1) && leader.copies == 1));
  const AckOutcome all = outcome({.acks = Acks::all}, kHealthy);
  CHECK((all.acknowledged && all.latency == milliseconds(8) && all.copies == 3));
  const AckOutcome semi = outcome({.acks = Acks::semi_sync, .semi_sync_followers = 1}, kHealthy);
  CHECK((semi.acknowledged && semi.latency == milliseconds(5) && semi.copies == 2));
  const AckOutcome both = outcome({.acks = Acks::semi_sync, .semi_sync_followers = 2}, kHealthy);
  CHECK((both.latency == all.latency && both.copies == 3));
}

TEST_CASE("waiting for more copies never takes less time") {
  const Duration none = outcome({.acks = Acks::none}, kHealthy).latency;
  const Duration leader = outcome({.acks = Acks::leader}, kHealthy).latency;
  const Duration semi = outcome({.acks = Acks::semi_sync}, kHealthy).latency;
  const Duration all = outcome({.acks = Acks::all}, kHealthy).latency;
  CHECK(none <= leader);
  CHECK(leader <= semi);
  CHECK(semi <= all);
}

TEST_CASE("acks = all does not wait for the lost, and refuses below min_in_sync") {
  CHECK(outcome({.acks = Acks::all, .min_in_sync = 2}, without(1)).latency == milliseconds(5));
  Replicas alone = without(1);
  alone[2].in_sync = false;
  CHECK(!outcome({.acks = Acks::all, .min_in_sync = 2}, alone).acknowledged);
  const AckOutcome accepted = outcome({.acks = Acks::all, .min_in_sync = 1}, alone);
  CHECK((accepted.acknowledged && accepted.copies == 1));
  CHECK(!outcome({.acks = Acks::all, .min_in_sync = 3}, without(1)).acknowledged);
}

TEST_CASE("semi-sync refuses when fewer than k followers are left") {
  const ReplicationOptions two{.acks = Acks::semi_sync, .semi_sync_followers = 2};
  CHECK(!outcome(two, without(2)).acknowledged);
  CHECK(outcome({.acks = Acks::semi_sync}, without(2)).latency == milliseconds(8));
}

TEST_CASE("without a leader only acks = 0 says yes, and knows of no copy") {
  for (const Acks acks : {Acks::leader, Acks::all, Acks::semi_sync}) {
    CHECK(!outcome({.acks = acks}, without(0)).acknowledged);
  }
  const AckOutcome blind = outcome({.acks = Acks::none}, without(0));
  CHECK((blind.acknowledged && blind.copies == 0));
}

TEST_CASE("equal followers count once each") {
  constexpr Replicas kEqual = {
      {{milliseconds(1), true}, {milliseconds(4), true}, {milliseconds(4), true}}};
  for (const int k : {1, 2}) {
    const AckOutcome semi = outcome({.acks = Acks::semi_sync, .semi_sync_followers = k}, kEqual);
    CHECK((semi.acknowledged && semi.latency == milliseconds(5)));
  }
}

double lost(const ReplicationOptions& options, const Replicas& replicas) {
  return ReplicationPolicy(options).events_lost_if_leader_dies(replicas, 10'000);
}

TEST_CASE(
    "a second copy at each acknowledgement loses nothing; one copy what the follower is behind") {
  CHECK(lost({.acks = Acks::all}, kHealthy) == 0);
  CHECK(lost({.acks = Acks::semi_sync}, kHealthy) == 0);
  CHECK(lost({.acks = Acks::leader}, kHealthy) == doctest::Approx(40));  // 4 ms at 10k/s
  CHECK(lost({.acks = Acks::none}, kHealthy) == doctest::Approx(50));    // and 1 ms on the way
  Replicas alone = without(1);
  alone[2].in_sync = false;
  CHECK(lost({.acks = Acks::all}, alone) == std::numeric_limits<double>::infinity());
  CHECK(lost({.acks = Acks::all, .min_in_sync = 2}, alone) == 0);  // refused, so nothing to lose
}

TEST_CASE("a single replica acknowledges by itself under acks = all") {
  const std::array<ReplicaState, 1> one = {{{milliseconds(2), true}}};
  const AckOutcome all = ReplicationPolicy({.acks = Acks::all, .replicas = 1}).acknowledge(one);
  CHECK((all.acknowledged && all.latency == milliseconds(2) && all.copies == 1));
}

}  // namespace
}  // namespace uslkit
