#include "tests/pipeline/host/crash_events.h"

#include <cstdio>

#include <fmt/format.h>

namespace uslkit::crash {
namespace {

constexpr std::int64_t kMostPerRound = 1'000'000;
constexpr std::uint64_t kMostPadding = 240;

std::uint64_t mixed(const EventName& name) {
  std::uint64_t z = name.round * 0x9E3779B97F4A7C15ULL + name.connection * 0xD1B54A32D192ED03ULL +
                    name.number * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::string id_of(const EventName& name) {
  return fmt::format("r{}-c{}-n{}", name.round, name.connection, name.number);
}

}  // namespace

CrashEvent event_of(const EventName& name) {
  const std::uint64_t draw = mixed(name);
  CrashEvent event;
  event.id = id_of(name);
  event.key = fmt::format("key-{}-{}", name.connection, draw % kKeysPerConnection);
  event.timestamp = static_cast<std::int64_t>(name.round) * kMostPerRound + name.number + 1;
  event.json = fmt::format(
      R"({{"id":"{}","tenant":"t","ts":{},"type":"orders","key":"{}","payload":{{"pad":"{}"}}}})",
      event.id, event.timestamp, event.key,
      std::string((draw >> 32) % kMostPadding, static_cast<char>('a' + (draw >> 16) % 26)));
  return event;
}

std::optional<EventName> name_of(std::string_view id) {
  EventName name;
  unsigned long long round = 0;
  const std::string text(id);
  if (std::sscanf(text.c_str(), "r%llu-c%u-n%u", &round, &name.connection, &name.number) != 3) {
    return std::nullopt;
  }
  name.round = round;
  if (id_of(name) != id) return std::nullopt;
  return name;
}

}  // namespace uslkit::crash
