// EmbeddedLogOptions: where an embedded log lives and what it may take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/units.h"
#include "pipeline/log/disk_calls.h"
#include "pipeline/log/log.h"

namespace uslkit {

// What an open reads before it believes the log: every batch, or of sealed segments only what their
// index says (the rest is checked when it is read).
enum class VerifyAtOpen : std::uint8_t { all, tail };

struct EmbeddedLogOptions {
  std::string directory{};           // one log, one process: a lock file keeps others out
  int partitions = 1;                // fixed when the directory is made
  Bytes segment_bytes{64 << 20};     // 8 KiB .. 1 GiB; the unit of retention
  Bytes max_batch_bytes{4 << 20};    // at most what a segment holds
  Bytes read_bytes{256 << 10};       // one reader's buffer; grows to the largest batch it meets
  std::int64_t max_waiting = 65536;  // appends per partition awaiting fsync; above it: busy
  std::optional<Bytes> retention_bytes{};   // per partition; sealed segments beyond it are dropped
  std::optional<Duration> retention_age{};  // judged by apply_retention(now)
  int spare_segments = 2;                   // dropped ones kept for a new life, per partition
  int sync_threads = 0;                     // 0: as many as partitions, at most 4
  bool prewrite = true;  // new segments of partitions that sync or recycle are filled beforehand
  AckLevel readable = AckLevel::os;  // fsync: consumers see only what survives a power cut
  VerifyAtOpen verify = VerifyAtOpen::all;
  DiskCalls calls = real_disk_calls();  // tests let them fail

  // Throws InputError for values outside their range.
  void check() const;
};

}  // namespace uslkit
