// EmbeddedLog: the Log that needs no server: segment files in a directory of this machine.
//
// Purpose: the default backend of `run`, and the reference for the conformance suite.
// Life cycle: the constructor recovers what is in the directory and takes its lock; close() or the
// destructor flushes and records a clean end.
// Thread safety: as Log says. The caller's thread encodes and writes; sync threads and one keeper
// work behind it. A caller of append_and_wait leads the sync itself when none is running.
// Invariants: those of Log, of each PartitionLog, and: one process per directory at a time.
// Cost: 4 MiB per partition for encoding (max_batch_bytes), 32 bytes per append that may wait.
#pragma once

#include <memory>
#include <vector>

#include "base/time_point.h"
#include "pipeline/log/background_worker.h"
#include "pipeline/log/embedded_log_options.h"
#include "pipeline/log/file_io.h"
#include "pipeline/log/partition_log.h"

namespace uslkit {

class EmbeddedLog final : public Log {
 public:
  // Throws InputError for options out of range, a directory made with other ones or in use, and
  // damage, with file, byte and offset; OutputError where the disk refuses.
  explicit EmbeddedLog(EmbeddedLogOptions options);
  ~EmbeddedLog() override;

  [[nodiscard]] int partitions() const override { return options_.partitions; }
  AppendResult append(int partition, std::span<const LogRecord> records, AckLevel level,
                      AckCallback done) override;
  AppendResult append_and_wait(int partition, std::span<const LogRecord> records,
                               AckLevel level) override;
  [[nodiscard]] OffsetRange offsets(int partition) const override;
  [[nodiscard]] std::unique_ptr<LogReader> reader(int partition) override;
  LogStatus flush() override;
  LogStatus close() override;
  LogStatus resume_at(int partition, LogOffset offset) override;

  // Drops sealed segments whose newest record is older than retention_age; `now_ns` is of the clock
  // that the records' timestamps are of. The work is done in the background.
  void apply_retention(std::int64_t now_ns) override;

  [[nodiscard]] LogCounters counters() const;     // over all partitions
  [[nodiscard]] RecoveryReport recovery() const;  // what the open found
  [[nodiscard]] std::string trouble() const;      // why a partition stopped; empty while all work

 private:
  [[nodiscard]] PartitionLog& at(int partition) const;

  EmbeddedLogOptions options_;
  FileDescriptor lock_;
  std::vector<std::unique_ptr<PartitionLog>> partitions_;
  std::vector<std::unique_ptr<BackgroundWorker>> syncers_;  // partition p is served by p mod size
  std::unique_ptr<BackgroundWorker> keeper_;
};

}  // namespace uslkit
