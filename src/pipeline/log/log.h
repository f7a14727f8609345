// Log: the seam between ingress and consumers, a partitioned log of records in batches.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/ack_level.h"

namespace uslkit {

// The number of a record within its partition; the first one is 0.
using LogOffset = std::int64_t;

enum class LogStatus : std::uint8_t {
  ok,
  busy,           // too many appends await their acknowledgement: try again later (counted)
  disk_full,      // nothing of the batch is visible; works again when space returns
  too_large,      // the batch or a record exceeds the backend's limit
  stopped,        // a sync or write failed: this partition takes no more appends until reopened
  closed,         // close() was called
  out_of_range,   // read: the offset is below begin (retention took it) or above end
  damaged,        // read: what the disk returned is not what was written
  not_supported,  // this backend has no such thing
};

[[nodiscard]] std::string_view name_of(LogStatus status);

// Whose event it is, given by the sender: 128 bits hold a UUID or ULID.
struct EventId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const EventId&, const EventId&) = default;
};

// One event. On append the payload is the caller's and is only read during the call; on read it
// points into the LogReader's buffer and lives until its next read.
struct LogRecord {
  std::uint64_t key = 0;  // tenant: equal keys are in one partition, and ordered there
  EventId id{};
  std::int64_t timestamp_ns = 0;  // of the caller's clock; retention by age compares with it
  std::string_view payload{};
};

struct AppendResult {
  LogStatus status = LogStatus::ok;
  AckLevel level = AckLevel::none;
  int partition = 0;
  LogOffset first = 0;  // the records of the batch have the offsets first .. end - 1
  LogOffset end = 0;
};

// Called once per accepted append, in offset order per partition and level, by any thread, possibly
// before append() returns. It must be short, must not throw and must not call the log.
struct AckCallback {
  void (*call)(void* context, const AppendResult& result) = nullptr;
  void* context = nullptr;
};

struct OffsetRange {
  LogOffset begin = 0;  // oldest record that is still kept
  LogOffset end = 0;    // one past the newest record that consumers may read
};

// A bounded read position in one partition: owns the buffer that records point into, so that a
// consumer that reads on and on allocates nothing. One per consumer and partition; not thread-safe.
class LogReader {
 public:
  virtual ~LogReader() = default;

  // Records from `from` on, in order, at most `max_records`; none when there is nothing to read.
  // The offset of records()[i] is from + i, unless begin() says where a gap was skipped.
  [[nodiscard]] virtual LogStatus read(LogOffset from, std::int64_t max_records) = 0;

  [[nodiscard]] virtual std::span<const LogRecord> records() const = 0;
  [[nodiscard]] virtual LogOffset begin() const = 0;  // offset of records()[0]
  [[nodiscard]] virtual LogOffset next() const = 0;   // where to read on

  // After damaged: which file, byte and offset.
  [[nodiscard]] virtual std::string explain() const = 0;
};

// Purpose: the one thing ingress and consumers know of a broker; embedded, Kafka, Redis Streams.
// Life cycle: made by its backend, used by many threads, close() or the destructor ends it.
// Thread safety: all functions from any thread; a LogReader from one at a time.
// Invariants, each held by tests/pipeline/log_conformance.h:
//   1. Records of a partition are read in the order of their offsets, which is that of append.
//   2. A batch is visible whole or not at all.
//   3. What was acknowledged at a level survives what the level names (at least once).
//   4. No acknowledgement comes before its level is reached, and each comes once.
//   5. Offsets never return: a record lost with a power cut leaves no offset to be used again once
//      resume_at() has told how far its consumers are.
class Log {
 public:
  virtual ~Log() = default;

  [[nodiscard]] virtual int partitions() const = 0;

  // Appends the records as one batch. A status other than ok means that nothing was appended and
  // the callback will not be called.
  virtual AppendResult append(int partition, std::span<const LogRecord> records, AckLevel level,
                              AckCallback done) = 0;

  // The same, but returns when the level is reached: for callers that have nothing else to do.
  virtual AppendResult append_and_wait(int partition, std::span<const LogRecord> records,
                                       AckLevel level) = 0;

  // As they are now; where the log is a server's, one round trip.
  [[nodiscard]] virtual OffsetRange offsets(int partition) const = 0;

  // What this process knows without asking anybody: its own acknowledged appends at once; what
  // others append and retention takes within a second, unless the server is away.
  [[nodiscard]] virtual OffsetRange known_offsets(int partition) const {
    return offsets(partition);
  }

  [[nodiscard]] virtual std::unique_ptr<LogReader> reader(int partition) = 0;

  // Everything appended before is durable (fsync) when it returns ok.
  virtual LogStatus flush() = 0;

  // Ends appends, flushes, delivers outstanding acknowledgements. Idempotent.
  virtual LogStatus close() = 0;

  // The next record of the partition gets an offset of at least `offset`: called at start with the
  // offset that the state store holds, which may be ahead of a log that lost its unsynced tail.
  virtual LogStatus resume_at(int partition, LogOffset offset) = 0;

  // Drops what is older than the retention that the log was opened with, by the clock of the
  // records' timestamps; in the background. Where the backend does so by itself: nothing.
  virtual void apply_retention(std::int64_t /*now_ns*/) {}

  // Consumer offsets, for backends that keep them; otherwise the state store does, in the same
  // atomic write as the state.
  virtual LogStatus commit_offset(std::string_view group, int partition, LogOffset next);
  virtual LogStatus fetch_offset(std::string_view group, int partition, LogOffset& next);

  // Records that a consumer at `next` has still to read, by known_offsets.
  [[nodiscard]] std::int64_t lag(int partition, LogOffset next) const;
};

}  // namespace uslkit
