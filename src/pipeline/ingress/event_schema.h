// EventSchema: what an event must be, and where one is not, which rule it breaks.
//
//   {"id": "9f2c", "tenant": "42", "ts": 1767225600000000, "type": "order", "key": "user-7",
//    "payload": {...}}
//
// Exactly these six fields, each once. Events of plain form are read in one pass (plain_event.h);
// every other text is parsed whole, by simdjson's DOM: its On-Demand interface lets broken JSON
// through in the parts that nobody reads. Not thread-safe: one per thread. Allocates only for texts
// longer than any before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace uslkit {

enum class EventRule : std::uint8_t {
  none,
  not_json,       // no valid JSON text in UTF-8
  not_an_object,  // the event is {...}
  missing,        // a field is absent
  unknown,        // a field that no event has
  twice,          // a field stands twice
  wrong_type,     // a field has another JSON type
  out_of_range,   // a text is empty or too long, a number negative or too large
  too_deep,       // nested deeper than kDeepestEvent
  no_event,       // a body without any event
};
inline constexpr int kEventRules = 10;
inline constexpr std::size_t kDeepestEvent = 64;

[[nodiscard]] std::string_view name_of(EventRule rule);

struct EventFault {
  EventRule rule = EventRule::none;
  std::string_view field{};  // one of the six, or empty
  std::int64_t line = 0;     // 1-based, in NDJSON
};

// What allowed(...) says is the rule in words, remedy(...) what to do; both end without a stop.
[[nodiscard]] std::string_view allowed(const EventFault& fault);
[[nodiscard]] std::string_view remedy(const EventFault& fault);

struct Event {
  std::string_view json{};
  // The texts live until the next read(), or as long as `json`, if they stay.
  std::string_view id{};      // 1..128 bytes
  std::string_view tenant{};  // 1..128 bytes; empty where it was a number
  std::string_view type{};    // 1..128 bytes: the scenario's traffic class
  std::string_view key{};     // 1..256 bytes: what the state is kept by
  std::uint64_t tenant_number = 0;
  std::int64_t timestamp_us = 0;
  bool texts_stay = false;  // they are parts of `json`
};

struct EventResult {
  Event event{};
  EventFault fault{};
};

class EventSchema {
 public:
  // Prepared for events of up to so many bytes.
  explicit EventSchema(std::size_t event_bytes);
  ~EventSchema();

  // `json` is followed by kBodyPadding readable bytes.
  [[nodiscard]] EventResult read(std::string_view json);
  // The same by the parser alone, whatever the form.
  [[nodiscard]] EventResult read_any(std::string_view json);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace uslkit
