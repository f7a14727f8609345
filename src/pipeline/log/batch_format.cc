#include "pipeline/log/batch_format.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "pipeline/log/crc32c.h"

namespace uslkit {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is written as it lies");

// The crc covers what stands behind it.
constexpr std::size_t kCrcFrom = offsetof(BatchHeader, bytes);

std::int64_t padded(std::int64_t bytes) {
  return (bytes + kBatchAlignment - 1) / kBatchAlignment * kBatchAlignment;
}

template <typename T>
char* put(char* at, T value) {
  std::memcpy(at, &value, sizeof value);
  return at + sizeof value;
}

template <typename T>
T take(const char*& at) {
  T value{};
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

char* encode_record(const LogRecord& record, char* at) {
  at = put(at, static_cast<std::uint32_t>(record.payload.size()));
  at = put(at, record.key);
  at = put(at, record.id.high);
  at = put(at, record.id.low);
  at = put(at, record.timestamp_ns);
  if (!record.payload.empty()) std::memcpy(at, record.payload.data(), record.payload.size());
  return at + record.payload.size();
}

}  // namespace

std::int64_t batch_bytes(std::span<const LogRecord> records) {
  std::int64_t bytes = sizeof(BatchHeader);
  for (const LogRecord& record : records) {
    bytes += kRecordHeaderBytes + static_cast<std::int64_t>(record.payload.size());
  }
  return padded(bytes);
}

BatchHeader encode_batch(BatchHeader header, std::span<const LogRecord> records,
                         std::span<char> into) {
  char* at = into.data() + sizeof header;
  std::int64_t newest = std::numeric_limits<std::int64_t>::min();
  for (const LogRecord& record : records) {
    at = encode_record(record, at);
    newest = std::max(newest, record.timestamp_ns);
  }
  const std::int64_t bytes = padded(at - into.data());
  USLKIT_CHECK(bytes <= static_cast<std::int64_t>(into.size()));
  std::memset(at, 0, static_cast<std::size_t>(bytes - (at - into.data())));
  header.bytes = static_cast<std::uint32_t>(bytes);
  header.count = static_cast<std::uint32_t>(records.size());
  header.newest_timestamp_ns = newest;
  std::memcpy(into.data(), &header, sizeof header);
  header.crc = crc32c(0, into.data() + kCrcFrom, static_cast<std::size_t>(bytes) - kCrcFrom);
  std::memcpy(into.data() + offsetof(BatchHeader, crc), &header.crc, sizeof header.crc);
  return header;
}

std::optional<std::int64_t> claimed_batch_bytes(std::span<const char> bytes, std::uint64_t salt) {
  if (bytes.size() < sizeof(BatchHeader)) return std::nullopt;
  BatchHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != kBatchMagic || header.salt != salt) return std::nullopt;
  if (header.bytes < sizeof header || header.bytes % kBatchAlignment != 0) return std::nullopt;
  return header.bytes;
}

std::optional<BatchHeader> valid_batch(std::span<const char> bytes, std::uint64_t salt) {
  const std::optional<std::int64_t> claimed = claimed_batch_bytes(bytes, salt);
  if (!claimed || *claimed > static_cast<std::int64_t>(bytes.size())) return std::nullopt;
  BatchHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::uint32_t crc = crc32c(0, bytes.data() + kCrcFrom, header.bytes - kCrcFrom);
  if (crc != header.crc) return std::nullopt;
  return header;
}

LogRecord decode_record(const char*& at) {
  LogRecord record;
  const auto size = take<std::uint32_t>(at);
  record.key = take<std::uint64_t>(at);
  record.id.high = take<std::uint64_t>(at);
  record.id.low = take<std::uint64_t>(at);
  record.timestamp_ns = take<std::int64_t>(at);
  record.payload = std::string_view(at, size);
  at += size;
  return record;
}

}  // namespace uslkit
