// RecordPrefix: the fields of a record that foreign brokers have no place for, in front of its
// payload.
//
//   id high, id low, timestamp    24 bytes, little-endian; Redis puts the key behind: 32 bytes
//
// A prefix instead of named headers: it costs 24 bytes where Kafka's headers would cost 60 and an
// allocation each.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "pipeline/log/log.h"

namespace uslkit {

inline constexpr std::size_t kRecordPrefixBytes = 24;
inline constexpr std::size_t kRecordKeyBytes = 8;

inline void put_number(char* at, std::uint64_t number) {
  for (int k = 0; k < 8; ++k) at[k] = static_cast<char>(number >> (8 * k));
}

[[nodiscard]] inline std::uint64_t get_number(const char* at) {
  std::uint64_t number = 0;
  for (int k = 0; k < 8; ++k) {
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[k])) << (8 * k);
  }
  return number;
}

inline void put_prefix(char* at, const LogRecord& record) {
  put_number(at, record.id.high);
  put_number(at + 8, record.id.low);
  put_number(at + 16, static_cast<std::uint64_t>(record.timestamp_ns));
}

// Everything but the key from a prefix with the payload behind it; at least kRecordPrefixBytes.
[[nodiscard]] inline LogRecord get_prefixed(std::string_view bytes) {
  return {.id = {.high = get_number(bytes.data()), .low = get_number(bytes.data() + 8)},
          .timestamp_ns = static_cast<std::int64_t>(get_number(bytes.data() + 16)),
          .payload = bytes.substr(kRecordPrefixBytes)};
}

}  // namespace uslkit
