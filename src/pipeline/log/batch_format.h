// The bytes of a batch on disk: one header, its records, one checksum over both.
//
//     0       4     8       12      16     24     32            40                 48      52
//     +-------+-----+-------+-------+------+------+-------------+------------------+-------+---+
//     | magic | crc | bytes | count | salt | base | durable end | newest timestamp | flags | 0 |
//     +-------+-----+-------+-------+------+------+-------------+------------------+-------+---+
//     56
//     +--------------+-----+---------+--------+-----------+---------+------- - -+--------- - -
//     | payload size | key | id.high | id.low | timestamp | payload | record 2  | padding to 8
//     +--------------+-----+---------+--------+-----------+---------+------- - -+--------- - -
//
// All numbers are little-endian. `crc` is the CRC32C of everything behind it. `salt` is the random
// number of the segment's present life, so that batches of an earlier life, which a recycled
// segment still holds behind its end, and payloads made to look like batches, are never taken for
// batches. `durable end` testifies which offsets were durable when the batch was written: what is
// missing below it is damage, what is missing above it was never promised to survive a power cut.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "pipeline/log/log.h"

namespace uslkit {

inline constexpr std::uint32_t kBatchMagic = 0x48435442U;  // "BTCH"
inline constexpr std::int64_t kBatchAlignment = 8;
inline constexpr std::uint32_t kFlagSkip = 1;  // no records: offsets go on at the base offset

struct BatchHeader {
  std::uint32_t magic = kBatchMagic;
  std::uint32_t crc = 0;
  std::uint32_t bytes = 0;  // header, records and padding
  std::uint32_t count = 0;
  std::uint64_t salt = 0;
  LogOffset base = 0;
  LogOffset durable_end = 0;
  std::int64_t newest_timestamp_ns = 0;
  std::uint32_t flags = 0;
  std::uint32_t reserved = 0;

  [[nodiscard]] LogOffset end() const { return base + count; }
};
static_assert(sizeof(BatchHeader) == 56);

inline constexpr std::int64_t kRecordHeaderBytes = 36;

// What the batch of these records takes on disk.
[[nodiscard]] std::int64_t batch_bytes(std::span<const LogRecord> records);

// Writes the batch into the first bytes of `into`, which must have batch_bytes() of room. Of
// `header` the caller sets salt, base, durable_end and flags. Returns the whole header.
BatchHeader encode_batch(BatchHeader header, std::span<const LogRecord> records,
                         std::span<char> into);

// The header of the batch that begins at bytes[0], if one of this salt is there whole and unharmed.
[[nodiscard]] std::optional<BatchHeader> valid_batch(std::span<const char> bytes,
                                                     std::uint64_t salt);

// Its size as the header claims it, to know how much to read; nothing is checked but plausibility.
[[nodiscard]] std::optional<std::int64_t> claimed_batch_bytes(std::span<const char> bytes,
                                                              std::uint64_t salt);

// Reads one record of a valid batch at `at` and moves `at` behind it.
[[nodiscard]] LogRecord decode_record(const char*& at);

}  // namespace uslkit
