// The events and the history of the pipeline's crash campaign.
//
// What an event is follows from three numbers, so that a history needs no more than these, and so
// that whoever finds an event later can say whether it is whole. A connection has keys of its own
// and sends its events in order, one request in flight: within a key (round, number) rise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uslkit::crash {

inline constexpr std::uint32_t kConnections = 4;
inline constexpr std::uint32_t kKeysPerConnection = 3;

struct EventName {
  std::uint64_t round = 0;  // the seed of the round that sent it first; they rise
  std::uint32_t connection = 0;
  std::uint32_t number = 0;

  friend auto operator<=>(const EventName&, const EventName&) = default;
};

struct CrashEvent {
  std::string id;
  std::string key;
  std::int64_t timestamp = 0;  // its sequence within its key
  std::string json;
};

[[nodiscard]] CrashEvent event_of(const EventName& name);
// Absent: no event of this campaign has such an id.
[[nodiscard]] std::optional<EventName> name_of(std::string_view id);

enum class Happened : std::uint32_t {
  sent = 1,          // the request is about to be sent; again with every repetition
  acknowledged = 2,  // 202
  refused = 3,       // `status` says how
  settled = 4,       // the pipeline holds everything below `offset` of partition `connection` for
                     // applied
};

// One line of the history: smaller than PIPE_BUF, so that it arrives whole or not at all.
struct HistoryLine {
  Happened what = Happened::sent;
  std::uint32_t connection = 0;
  std::uint64_t round = 0;
  std::uint32_t first = 0;  // events first .. first + count - 1
  std::uint32_t count = 0;
  std::int64_t status_or_offset = 0;
};
static_assert(sizeof(HistoryLine) == 32);

}  // namespace uslkit::crash
