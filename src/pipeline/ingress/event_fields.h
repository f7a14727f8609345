// The fields of an event, and the limits of their values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace uslkit {

enum class EventField : std::uint8_t { id, tenant, ts, type, key, payload, none };

inline constexpr std::array<std::string_view, 6> kEventFieldNames = {"id",   "tenant", "ts",
                                                                     "type", "key",    "payload"};

inline constexpr std::size_t kLongestText = 128;
inline constexpr std::size_t kLongestKey = 256;
inline constexpr std::int64_t kLatest = std::int64_t{1} << 53;  // exact in every JSON library

// Every length but 2 has one name: one comparison of bytes is enough.
[[nodiscard]] constexpr EventField event_field(std::string_view name) {
  switch (name.size()) {
    case 2:
      if (name == "id") return EventField::id;
      return name == "ts" ? EventField::ts : EventField::none;
    case 3:
      return name == "key" ? EventField::key : EventField::none;
    case 4:
      return name == "type" ? EventField::type : EventField::none;
    case 6:
      return name == "tenant" ? EventField::tenant : EventField::none;
    case 7:
      return name == "payload" ? EventField::payload : EventField::none;
    default:
      return EventField::none;
  }
}

[[nodiscard]] constexpr std::string_view name_of(EventField field) {
  return kEventFieldNames[static_cast<std::size_t>(field)];
}

// The names stand twice, in the list and in the comparisons: they are the same.
static_assert([] {
  for (std::size_t i = 0; i < kEventFieldNames.size(); ++i) {
    if (event_field(kEventFieldNames[i]) != static_cast<EventField>(i)) return false;
  }
  return true;
}());

// A set of fields, and the first that is missing from it.
class EventFieldSet {
 public:
  // Whether it is new here.
  constexpr bool add(EventField field) {
    const unsigned bit = 1U << static_cast<unsigned>(field);
    const bool is_new = (bits_ & bit) == 0;
    bits_ |= bit;
    return is_new;
  }
  [[nodiscard]] constexpr bool is_whole() const { return bits_ == kAll; }
  [[nodiscard]] constexpr EventField first_missing() const {
    unsigned missing = 0;
    while ((bits_ & (1U << missing)) != 0) ++missing;
    return static_cast<EventField>(missing);
  }

 private:
  static constexpr unsigned kAll = (1U << kEventFieldNames.size()) - 1;
  unsigned bits_ = 0;
};

}  // namespace uslkit
