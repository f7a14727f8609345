// EventEnvelope: one event as it lies in the log: what consumers need, before the client's own
// text.
//
//   | birth_us 8 | class 2 | id 1 | key 2 | id bytes | key bytes | json |      numbers
//   little-endian
//
// So that a consumer finds id, key, class and time without parsing JSON a second time. A record
// that is no envelope (another program wrote it) is told apart by its lengths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uslkit {

struct EventEnvelope {
  std::int64_t birth_us = 0;        // the client's timestamp: microseconds since the Unix epoch
  std::uint16_t traffic_class = 0;  // index in the scenario
  std::string_view id{};            // 1..128 bytes
  std::string_view key{};           // 1..256 bytes
  std::string_view json{};
};

[[nodiscard]] std::size_t envelope_bytes(const EventEnvelope& event);

// Appends it to `to`.
void write_envelope(std::string& to, const EventEnvelope& event);

// Views into `bytes`; absent: this is no envelope.
[[nodiscard]] std::optional<EventEnvelope> read_envelope(std::string_view bytes);

}  // namespace uslkit
