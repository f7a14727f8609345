// AckLevel: what must have happened to an event before its client is told that it is taken.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "scenario/traffic.h"

namespace uslkit {

// Every result names the level it got.
//   none    nothing: acknowledged as accepted; a failure shows in later appends only
//   os      the operating system has the bytes: they survive a crash of this process, no power cut
//   fsync   the device has the bytes: they survive a power cut
enum class AckLevel : std::uint8_t { none, os, fsync };

[[nodiscard]] constexpr std::string_view name_of(AckLevel level) {
  switch (level) {
    case AckLevel::none:
      return "none";
    case AckLevel::os:
      return "os";
    case AckLevel::fsync:
      return "fsync";
  }
  USLKIT_CHECK(false);
}

// The level that stands for a scenario's durability on one machine: none, leader's page cache,
// disk.
[[nodiscard]] constexpr AckLevel ack_level(Durability durability) {
  switch (durability) {
    case Durability::none:
      return AckLevel::none;
    case Durability::leader:
      return AckLevel::os;
    case Durability::all:
      return AckLevel::fsync;
  }
  USLKIT_CHECK(false);
}

}  // namespace uslkit
