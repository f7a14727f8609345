// PartitionClaims: which stretches of one partition's log consumers have in their hands.
//
//   committed           claims, side by side                  next()          end of the log
//   ----|==============|==============|======================|---------------|
//         turn: the first claim that is not yet applied        unread
//
// Claims are made and applied in the order of offsets, and may end in any order. A claim that is
// given back takes all behind it along: their events must be applied after its own, so they are
// read again. Pure bookkeeping, not thread-safe. Cost: linear in the claims, of which there are
// few.
#pragma once

#include <cstdint>
#include <deque>

#include "base/check.h"
#include "pipeline/log/log.h"
#include "run/consumer_group.h"

namespace uslkit {

class PartitionClaims {
 public:
  enum class Phase : std::uint8_t {
    in_hand,      // with its owner
    handed_over,  // waits for a writer; its owner has gone on
    writing,      // in the store's hands: nothing takes it back but the store
    applied,      // stored; its time at the database may not be over
  };
  struct Claim {
    std::uint64_t number = 0;
    LogOffset from = 0;
    LogOffset next = 0;
    std::int64_t events = 0;
    ConsumerId owner = 0;
    Phase phase = Phase::in_hand;
  };

  void start_at(LogOffset offset) {
    USLKIT_CHECK(claims_.empty());
    next_ = offset;
  }
  // Takes the stretch from next() on; its number.
  std::uint64_t take(LogOffset to, std::int64_t events, ConsumerId owner) {
    USLKIT_CHECK(to >= next_);
    claims_.push_back({++last_number_, next_, to, events, owner});
    next_ = to;
    return last_number_;
  }
  [[nodiscard]] Claim* find(std::uint64_t number) {
    for (Claim& claim : claims_) {
      if (claim.number == number) return &claim;
    }
    return nullptr;  // given back, or ended
  }
  // Whether the claim is the one to be applied next.
  [[nodiscard]] bool is_turn(std::uint64_t number) const {
    for (const Claim& claim : claims_) {
      if (claim.number == number) return true;
      if (claim.phase != Phase::applied) return false;
    }
    return false;
  }
  void end(std::uint64_t number) {
    std::erase_if(claims_, [&](const Claim& claim) { return claim.number == number; });
  }
  // The claim and all behind it; `visit` sees each, in order.
  template <typename Visit>
  void give_back(std::uint64_t number, Visit&& visit) {
    std::size_t first = 0;
    while (first < claims_.size() && claims_[first].number != number) ++first;
    if (first == claims_.size()) return;
    next_ = claims_[first].from;
    for (std::size_t i = first; i < claims_.size(); ++i) {
      USLKIT_CHECK(claims_[i].phase == Phase::in_hand || claims_[i].phase == Phase::handed_over);
      visit(claims_[i]);
    }
    claims_.resize(first);
  }

  [[nodiscard]] LogOffset next() const { return next_; }  // the first offset nobody has taken
  [[nodiscard]] LogOffset committed() const {
    return claims_.empty() ? next_ : claims_.front().from;
  }
  [[nodiscard]] std::int64_t events_claimed() const {
    std::int64_t events = 0;
    for (const Claim& claim : claims_) events += claim.events;
    return events;
  }
  template <typename Visit>
  void visit(Visit&& visit) const {
    for (const Claim& claim : claims_) visit(claim);
  }

 private:
  std::deque<Claim> claims_;
  LogOffset next_ = 0;
  std::uint64_t last_number_ = 0;
};

}  // namespace uslkit
