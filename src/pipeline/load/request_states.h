// RequestStates: requests of which an attempt has timed out: several attempts may be unanswered at
// once, and what became of the request is known when the last of them is.
//
// Requests without a timeout, nearly all, need no state. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/load/attempt.h"

namespace uslkit {

struct RequestState {
  std::int32_t outstanding = 0;  // attempts whose client has gone and whose answer may come
  bool known = false;            // one of them was a 202: the event is in the log
  bool given_up = false;         // there will be no further attempt
  bool told = false;             // its outcome is counted
  bool used = false;
};

class RequestStates {
 public:
  [[nodiscard]] std::uint32_t add() {
    if (free_.empty()) {
      states_.push_back({.used = true});
      return static_cast<std::uint32_t>(states_.size() - 1);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    states_[index] = {.used = true};
    return index;
  }
  void remove(std::uint32_t index) {
    states_[index].used = false;
    free_.push_back(index);
  }
  [[nodiscard]] RequestState& at(std::uint32_t index) { return states_[index]; }

  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (const RequestState& state : states_) {
      if (state.used) visit(state);
    }
  }

 private:
  std::vector<RequestState> states_;
  std::vector<std::uint32_t> free_;
};

}  // namespace uslkit
