// PartitionLog: one partition of the embedded log: append, sync, read, and keep its segments.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/log/ack_queue.h"
#include "pipeline/log/batch_format.h"
#include "pipeline/log/checkpoint.h"
#include "pipeline/log/embedded_log_options.h"
#include "pipeline/log/recover_partition.h"
#include "pipeline/log/segment.h"

namespace uslkit {

// What a partition has done since it was opened.
struct LogCounters {
  std::int64_t appends = 0;
  std::int64_t records = 0;
  std::int64_t bytes = 0;
  std::int64_t syncs = 0;
  std::int64_t synced_appends = 0;  // acknowledged after a sync: per sync, the group's size
  std::int64_t busy = 0;            // refused, because too many were waiting
  std::int64_t disk_full = 0;       // refused, because there was no space
  std::int64_t too_large = 0;
  std::int64_t stopped = 0;        // refused after a failed sync or write
  std::int64_t segment_waits = 0;  // the next segment was not ready yet
  std::int64_t segments_created = 0;
  std::int64_t segments_recycled = 0;
  std::int64_t segments_removed = 0;
  std::int64_t records_retired = 0;  // by retention, whether read or not
  std::int64_t damaged_reads = 0;

  void add(const LogCounters& other);
};

// Where a reader is: kept by the reader, filled by PartitionLog::place.
struct ReadPlace {
  SegmentPtr segment{};
  LogOffset offset = 0;  // of the batch at `position`, or of a record in it
  std::int64_t position = 0;
  std::int64_t limit = 0;     // the segment's bytes end here
  LogOffset visible_end = 0;  // read no batch from here on
};

// Purpose: one directory of segments with one writer at a time and any number of readers.
// Life cycle: opened by recovery; append and read; close. The owner calls sync() and keep() from
// its background threads when the two hooks ask for it. Thread safety: every function from any
// thread; keep() from one thread only. Locks: write_ is held over encoding and writing, state_ for
// a few instructions; write_ before state_. Readers and syncs never wait for a write. Invariants:
//   1. segments_ are consecutive in sequence; the last one takes the appends.
//   2. begin_ <= end_, durable_end_ <= end_, and bytes behind a segment's `bytes` are never read.
//   3. A callback for fsync runs only when its end <= durable_end_, in order, one sync at a time.
//   4. After a failed sync nothing is acknowledged and nothing appended any more.
// Cost: an append is one memcpy of the records, one CRC32C, one pwrite, two uncontended locks;
// no allocation except once per segment.
class PartitionLog {
 public:
  struct Hooks {
    std::function<void()> sync_soon;
    std::function<void()> keep_soon;
  };

  // Recovers what is in `directory`, which must exist. Throws InputError and OutputError.
  PartitionLog(std::string directory, int partition, const EmbeddedLogOptions& options,
               Hooks hooks);

  AppendResult append(std::span<const LogRecord> records, AckLevel level, AckCallback done);
  AppendResult append_and_wait(std::span<const LogRecord> records, AckLevel level);

  // Makes durable what is appended and acknowledges it. At most one sync runs at a time: a second
  // caller waits for it and then takes all that gathered meanwhile. Returns ok when all that was
  // appended before the call is durable.
  LogStatus sync();

  // Prepares the next segment, retires old ones, writes index files.
  void keep();
  void retire_before(std::int64_t timestamp_ns);

  LogStatus resume_at(LogOffset offset);
  LogStatus close();

  // Finds the batch that holds `from` or comes before it. When `from` is the visible end, place
  // holds no segment position and there is nothing to read.
  LogStatus place(LogOffset from, ReadPlace& place);
  void count_damaged_read();

  [[nodiscard]] OffsetRange offsets() const;
  [[nodiscard]] LogCounters counters() const;
  [[nodiscard]] const RecoveryReport& recovery() const { return recovery_; }
  // Why it stopped, with file and reason; empty while it works.
  [[nodiscard]] std::string trouble() const;

 private:
  AppendResult write(std::span<const LogRecord> records, AckLevel level,
                     const AckCallback* waiting);
  LogStatus admit(std::int64_t bytes, bool waits);
  LogStatus write_batch(BatchHeader header, std::span<const LogRecord> records, std::int64_t bytes,
                        const AckCallback* waiting);
  [[nodiscard]] LogStatus commit(Segment& segment, const BatchHeader& header,
                                 const AckCallback* waiting, bool& ask_sync, bool& ask_keep);
  LogStatus roll();
  LogStatus fail_write(int error, const std::string& path);
  void finish_waiting(LogStatus status, LogOffset durable_end);
  [[nodiscard]] LogOffset visible_end() const;

  int create_next_segment(bool prewrite);
  void retire_segments();
  void discard(const SegmentPtr& segment);
  void write_indexes();
  [[nodiscard]] bool write_checkpoint();

  const std::string directory_;
  const int partition_;
  const EmbeddedLogOptions options_;
  const Hooks hooks_;
  RecoveryReport recovery_{};

  std::mutex write_;  // one writer
  std::vector<char> buffer_;

  mutable std::mutex state_;
  std::condition_variable changed_;  // a sync ended, or the keeper is done
  std::vector<SegmentPtr> segments_;
  std::deque<SegmentPtr> ready_;  // empty segments that follow the last one
  int next_error_ = 0;
  LogOffset begin_ = 0;
  LogOffset end_ = 0;
  LogOffset durable_end_ = 0;
  AckQueue waiting_;
  bool sync_asked_ = false;
  bool syncing_ = false;
  bool ever_synced_ = false;
  bool next_asked_ = false;
  bool closed_ = false;
  bool stopped_ = false;
  std::string trouble_{};
  std::int64_t retire_before_ns_;
  LogCounters counters_{};

  // Only while syncing_ is held.
  std::vector<SegmentPtr> sync_set_;
  std::vector<WaitingAppend> finished_;

  // Only by the keeper, and by close() after it.
  std::mutex keeping_;
  CheckpointFile checkpoint_file_;
  Checkpoint checkpoint_{};
  std::vector<std::string> spares_;
  std::int64_t next_sequence_ = 0;
};

}  // namespace uslkit
