// Call: one attempt of a client at a synchronous server, and the store that keeps it.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "base/check.h"
#include "run/request.h"
#include "sim/event.h"
#include "sim/query_station.h"

namespace uslkit {

// Where a call is. From `queued` on it is inside the system.
enum class CallPhase : std::uint8_t {
  free,         // the slot holds none
  backing_off,  // its client waits before trying again
  queued,       // for a connection
  delayed,      // until `due`, then goes on to `next`
  cache_wait,   // another call fetches what it reads
  at_database,
  at_work,
  removed,  // its client has gone and the server has noticed; a queue still names the slot
};

struct Call {
  Request request;
  Query query;
  TimePoint due;  // of a delay
  std::uint32_t key = 0;
  std::uint32_t generation = 0;  // of the slot
  CallPhase phase = CallPhase::free;
  CallPhase next = CallPhase::free;  // after a delay: queued, at_database or at_work
  bool connected = false;
  bool hit = false;        // in the cache
  bool fetching = false;   // others may wait for what it fetches
  bool abandoned = false;  // its client has gone,
  bool given_up = false;   // and will not try again
};

[[nodiscard]] constexpr bool is_inside(CallPhase phase) {
  return phase != CallPhase::free && phase != CallPhase::backing_off && phase != CallPhase::removed;
}

// Slots by number, which fits an event's target. A slot's generation tells its calls apart.
class CallStore {
 public:
  [[nodiscard]] bool full() const { return free_.empty() && slots_.size() >= Event::kMostTargets; }
  [[nodiscard]] std::uint32_t put(const Request& request, CallPhase phase) {
    if (free_.empty()) {
      USLKIT_CHECK(slots_.size() < Event::kMostTargets);  // callers ask full()
      slots_.emplace_back();
      free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    Call& call = slots_[slot];
    const std::uint32_t generation = call.generation + 1;
    call = Call{};
    call.request = request;
    call.phase = phase;
    call.generation = generation;
    return slot;
  }
  [[nodiscard]] Call& at(std::uint32_t slot) { return slots_[slot]; }
  void free(std::uint32_t slot) {
    slots_[slot].phase = CallPhase::free;
    free_.push_back(slot);
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(slots_.size()); }
  [[nodiscard]] std::int64_t bytes() const {
    return static_cast<std::int64_t>(slots_.size() * (sizeof(Call) + sizeof(std::uint32_t)));
  }

 private:
  std::deque<Call> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace uslkit
