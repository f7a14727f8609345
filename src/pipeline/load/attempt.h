// Attempt: one send of an event: the first one, a retry, or the second send of an id.
#pragma once

#include <cstdint>

#include "base/time_point.h"

namespace uslkit {

inline constexpr std::uint32_t kNoState = 0xFFFFFFFF;

struct Attempt {
  TimePoint birth{};         // the client's first intended send
  TimePoint entered{};       // this attempt's
  std::uint64_t number = 0;  // of the request in its class
  std::uint32_t tenant = 0;
  std::uint32_t key = 0;           // index in its KeyPool
  std::uint32_t state = kNoState;  // of a request of which an attempt has timed out: RequestStates
  std::uint16_t attempt = 1;
  bool invalid = false;
  bool poison = false;
  bool duplicate = false;  // nobody waits for its answer
  bool timed_out = false;  // its client has gone, its answer may come
};

}  // namespace uslkit
