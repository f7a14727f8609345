// Records for tests of logs: their whole content follows from a writer's number and a sequence
// number, so that any reader can check what it gets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/log/log.h"

namespace uslkit::test {

inline EventId event_id(std::uint64_t writer, std::uint64_t sequence) {
  return {.high = writer, .low = sequence};
}

// Between 0 and 300 bytes, different for neighbours.
inline std::string payload_of(const EventId& id) {
  const std::uint64_t mixed = (id.high * 0x9E3779B97F4A7C15ULL) ^ (id.low * 0xBF58476D1CE4E5B9ULL);
  std::string payload((mixed >> 40) % 301, '\0');
  std::uint64_t state = mixed | 1;
  for (char& byte : payload) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<char>(state);
  }
  return payload;
}

// A batch that owns its payloads.
class Batch {
 public:
  Batch(std::uint64_t writer, std::uint64_t first, std::size_t count) {
    payloads_.reserve(count);
    for (std::size_t k = 0; k < count; ++k) {
      const EventId id = event_id(writer, first + k);
      payloads_.push_back(payload_of(id));
      records_.push_back({.key = writer,
                          .id = id,
                          .timestamp_ns = static_cast<std::int64_t>(first + k),
                          .payload = payloads_.back()});
    }
  }
  [[nodiscard]] const std::vector<LogRecord>& records() const { return records_; }

 private:
  std::vector<std::string> payloads_;
  std::vector<LogRecord> records_;
};

inline bool is_genuine(const LogRecord& record) {
  return record.key == record.id.high && record.payload == payload_of(record.id) &&
         record.timestamp_ns == static_cast<std::int64_t>(record.id.low);
}

struct ReadRecord {
  LogOffset offset = 0;
  EventId id{};

  friend bool operator==(const ReadRecord&, const ReadRecord&) = default;
};

struct Drained {
  LogStatus status = LogStatus::ok;
  std::vector<ReadRecord> records{};
  std::int64_t forged = 0;  // records whose content does not follow from their id
  std::string explanation{};
};

// Everything from `from` on, in reads of at most `max_records`.
inline Drained drain(Log& log, int partition, LogOffset from, std::int64_t max_records = 1000) {
  Drained drained;
  const std::unique_ptr<LogReader> reader = log.reader(partition);
  while (true) {
    drained.status = reader->read(from, max_records);
    if (drained.status != LogStatus::ok) drained.explanation = reader->explain();
    if (drained.status != LogStatus::ok || reader->records().empty()) return drained;
    LogOffset offset = reader->begin();
    for (const LogRecord& record : reader->records()) {
      if (!is_genuine(record)) ++drained.forged;
      drained.records.push_back({.offset = offset++, .id = record.id});
    }
    from = reader->next();
  }
}

// Everything that retention has left; it may go on while this reads.
inline Drained drain_kept(Log& log, int partition) {
  Drained drained;
  for (int attempt = 0; attempt < 100; ++attempt) {
    drained = drain(log, partition, log.offsets(partition).begin);
    if (drained.status != LogStatus::out_of_range) break;
  }
  return drained;
}

}  // namespace uslkit::test
