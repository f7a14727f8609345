#include "pipeline/event_envelope.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("an envelope reads back as it was written, one behind the other") {
  std::string bytes;
  const EventEnvelope first{
      .birth_us = -5, .traffic_class = 7, .id = "a", .key = "kk", .json = "{}"};
  const EventEnvelope second{.birth_us = std::int64_t{1} << 60,
                             .traffic_class = 65535,
                             .id = std::string_view("0123456789abcdef"),
                             .key = "k",
                             .json = ""};
  write_envelope(bytes, first);
  const std::size_t border = bytes.size();
  CHECK(border == envelope_bytes(first));
  write_envelope(bytes, second);
  const std::optional<EventEnvelope> one = read_envelope(std::string_view(bytes).substr(0, border));
  const std::optional<EventEnvelope> two = read_envelope(std::string_view(bytes).substr(border));
  REQUIRE(one.has_value());
  REQUIRE(two.has_value());
  CHECK(one->birth_us == -5);
  CHECK(one->traffic_class == 7);
  CHECK(one->id == "a");
  CHECK(one->key == "kk");
  CHECK(one->json == "{}");
  CHECK(two->birth_us == second.birth_us);
  CHECK(two->id == second.id);
  CHECK(two->json == "");
}

TEST_CASE("bytes that are no envelope are told apart, whatever their length") {
  std::string bytes;
  write_envelope(bytes, {.id = "id", .key = "key", .json = "{}"});
  const std::size_t least = bytes.size() - 2;  // without the JSON text it is still one
  for (std::size_t size = 0; size < least; ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_envelope(std::string_view(bytes).substr(0, size)).has_value());
  }
  CHECK(read_envelope(std::string_view(bytes).substr(0, least)).has_value());
  CHECK_FALSE(read_envelope(std::string(64, '\0')).has_value());    // an empty id
  CHECK_FALSE(read_envelope(std::string(64, '\xff')).has_value());  // lengths beyond all limits
}

}  // namespace
}  // namespace uslkit
