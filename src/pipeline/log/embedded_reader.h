// EmbeddedReader: reads one partition of the embedded log, batch by batch, into a buffer of its
// own.
//
// One pread per buffer, one CRC32C per batch; records are views into the buffer. Copying once from
// the page cache instead of mapping it: a disk error is a status, not a SIGBUS, and retention can
// give a segment a new life without asking its readers. Not thread-safe.
#pragma once

#include <vector>

#include "pipeline/log/batch_format.h"
#include "pipeline/log/partition_log.h"

namespace uslkit {

class EmbeddedReader final : public LogReader {
 public:
  EmbeddedReader(PartitionLog& log, std::int64_t buffer_bytes);

  [[nodiscard]] LogStatus read(LogOffset from, std::int64_t max_records) override;
  [[nodiscard]] std::span<const LogRecord> records() const override { return records_; }
  [[nodiscard]] LogOffset begin() const override { return begin_; }
  [[nodiscard]] LogOffset next() const override { return next_; }
  [[nodiscard]] std::string explain() const override;

 private:
  LogStatus read_chunk(std::size_t max_records);
  bool take_batch(const BatchHeader& batch, const char* bytes, std::size_t max_records);
  LogStatus report_damage(std::int64_t position);

  PartitionLog& log_;
  std::vector<char> buffer_;
  std::vector<LogRecord> records_;
  ReadPlace place_{};
  LogOffset begin_ = 0;
  LogOffset next_ = 0;
  std::int64_t damaged_at_ = -1;
};

}  // namespace uslkit
