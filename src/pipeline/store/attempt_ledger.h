// AttemptLedger: how often each event of a partition has failed, until it succeeds or is given up.
//
// The policy DeadLetter decides when that is; the consumer then hands the event to the store as a
// PoisonEvent with the number of attempts. The count lives in this process: after a crash an event
// has all its attempts again. Not thread-safe: one ledger per consumer of a partition. Cost: one
// entry per event that is failing now, none for those that work.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "policy/dead_letter.h"

namespace uslkit {

class AttemptLedger {
 public:
  explicit AttemptLedger(const DeadLetterOptions& options) : policy_(options) {}

  // One more attempt at the event has failed; what follows.
  [[nodiscard]] AfterFailure on_failure(std::int64_t offset) {
    Failing& failing = failures_[offset];
    failing.next = policy_.on_failure(++failing.attempts);
    return failing.next;
  }
  [[nodiscard]] std::int64_t attempts(std::int64_t offset) const {
    const auto found = failures_.find(offset);
    return found == failures_.end() ? 0 : found->second.attempts;
  }
  // Whether its last failure was the final one.
  [[nodiscard]] bool is_given_up(std::int64_t offset) const {
    const auto found = failures_.find(offset);
    return found != failures_.end() && found->second.next == AfterFailure::dead_letter;
  }
  // Everything below the offset is stored, applied or given up.
  void settle(std::int64_t next_offset) {
    std::erase_if(failures_, [&](const auto& one) { return one.first < next_offset; });
  }
  [[nodiscard]] std::size_t failing() const { return failures_.size(); }

 private:
  struct Failing {
    int attempts = 0;
    AfterFailure next = AfterFailure::retry;
  };

  DeadLetter policy_;
  std::unordered_map<std::int64_t, Failing> failures_;
};

}  // namespace uslkit
