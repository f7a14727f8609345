// EventSink: where the ingress leaves its events: the seam to the partitioned log.
//
//   ingress thread:  writer.append(partition, events, level, ticket)    for each request of a turn
//                       └─ copies the events, returns at once
//                    writer.flush()                                     once, at the turn's end
//   any thread:      listener.on_appended(ticket, status), exactly once per append
//
// A 202 is sent only after the answers of all appends of its request were `ok`, so that an answer
// means what `level` says. The events of one append belong to one request and one partition and are
// kept in their order.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "pipeline/ack_level.h"

namespace uslkit {

enum class AppendStatus : std::uint8_t {
  ok,
  full,    // no room: the client may come back later (507)
  failed,  // the log has stopped or the write went wrong (503)
};

// One validated event. The views live as long as the call of append().
struct EventRecord {
  std::string_view json;            // the whole event as the client wrote it
  std::string_view id;              // unescaped
  std::string_view key;             // unescaped
  std::uint64_t tenant = 0;         // index among the class's tenants, or the tenant's hash
  std::int64_t timestamp_us = 0;    // the client's, microseconds since the Unix epoch
  std::uint32_t traffic_class = 0;  // index in the scenario
};

class AppendListener {
 public:
  // From any thread, also from within append(). Never throws, never waits for long.
  virtual void on_appended(void* ticket, AppendStatus status) = 0;

 protected:
  ~AppendListener() = default;
};

// The way in of one thread, not thread-safe. Nothing waits in it after flush(), which comes before
// its end: so a sink may take the appends of many requests together.
class EventWriter {
 public:
  virtual ~EventWriter() = default;

  // Neither blocks nor throws: what cannot be taken is answered with `full` or `failed`.
  virtual void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
                      void* ticket) = 0;
  virtual void flush() = 0;
};

// Thread-safe: ingress threads append at the same time, each through a writer of its own.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // One append, on its way when this returns; otherwise as EventWriter::append.
  virtual void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
                      void* ticket, AppendListener& listener) = 0;
  // For appends that `listener` hears of. By default each goes its way at once.
  [[nodiscard]] virtual std::unique_ptr<EventWriter> writer(AppendListener& listener);
};

}  // namespace uslkit
