#include "pipeline/event_envelope.h"

#include <bit>
#include <cstring>

#include "base/check.h"

namespace uslkit {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");

constexpr std::size_t kHeadBytes = 8 + 2 + 1 + 2;
constexpr std::size_t kMostIdBytes = 128;
constexpr std::size_t kMostKeyBytes = 256;

template <typename Number>
void put(char*& at, Number number) {
  std::memcpy(at, &number, sizeof(number));
  at += sizeof(number);
}

template <typename Number>
Number take(const char*& at) {
  Number number = 0;
  std::memcpy(&number, at, sizeof(number));
  at += sizeof(number);
  return number;
}

void put_text(char*& at, std::string_view text) {
  std::memcpy(at, text.data(), text.size());
  at += text.size();
}

}  // namespace

std::size_t envelope_bytes(const EventEnvelope& event) {
  return kHeadBytes + event.id.size() + event.key.size() + event.json.size();
}

void write_envelope(std::string& to, const EventEnvelope& event) {
  USLKIT_CHECK(!event.id.empty() && event.id.size() <= kMostIdBytes);
  USLKIT_CHECK(!event.key.empty() && event.key.size() <= kMostKeyBytes);
  const std::size_t before = to.size();
  to.resize(before + envelope_bytes(event));
  char* at = to.data() + before;
  put(at, event.birth_us);
  put(at, event.traffic_class);
  put(at, static_cast<std::uint8_t>(event.id.size()));
  put(at, static_cast<std::uint16_t>(event.key.size()));
  put_text(at, event.id);
  put_text(at, event.key);
  put_text(at, event.json);
}

std::optional<EventEnvelope> read_envelope(std::string_view bytes) {
  if (bytes.size() < kHeadBytes) return std::nullopt;
  const char* at = bytes.data();
  EventEnvelope event;
  event.birth_us = take<std::int64_t>(at);
  event.traffic_class = take<std::uint16_t>(at);
  const std::size_t id = take<std::uint8_t>(at);
  const std::size_t key = take<std::uint16_t>(at);
  const bool possible = id >= 1 && id <= kMostIdBytes && key >= 1 && key <= kMostKeyBytes &&
                        bytes.size() >= kHeadBytes + id + key;
  if (!possible) return std::nullopt;
  event.id = bytes.substr(kHeadBytes, id);
  event.key = bytes.substr(kHeadBytes + id, key);
  event.json = bytes.substr(kHeadBytes + id + key);
  return event;
}

}  // namespace uslkit
