// Request: one attempt of a client while it is on its way through the ingress.
#pragma once

#include <cstdint>

#include "base/time_point.h"

namespace uslkit {

// Why a request is in the store.
enum class Stay : std::uint8_t { none, ingress, backing_off, answered };

struct Request {
  TimePoint birth;         // the client's first intended send
  TimePoint entered;       // this attempt's
  TimePoint started;       // its service at the ingress; kNever: not yet
  Duration held{0};        // by leaky buckets, before its append
  std::uint64_t draw = 0;  // index of its draws in the streams of its source
  std::uint32_t source = 0;
  std::uint32_t tenant = 0;
  std::uint32_t partition = 0;
  std::uint32_t node = 0;
  std::uint16_t traffic_class = 0;
  std::uint16_t attempt = 1;
  Stay stay = Stay::none;
  bool invalid = false;
  bool poison = false;
  bool duplicated = false;  // its client sends it twice
  bool duplicate = false;   // the second send of an id: nobody waits for its answer
  bool known = false;       // an earlier attempt is in the log, but its answer came too late
  bool late = false;        // its answer came after its client had gone
  bool retry = false;       // its draws come from the retries' streams
};

}  // namespace uslkit
