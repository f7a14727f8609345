// Recovery: what of a partition's directory is the log, after whatever happened to it.
//
// Every segment is read up to its first bad batch. Where that is not continued by the next segment,
// the log ends, and the question is whether something that was durable is missing behind: every
// batch testifies the durable end of its moment, and so does the checkpoint. Batches behind the bad
// place are looked for as witnesses. If the end lies below the highest testimony, the log is
// damaged in the middle and is refused, with file, byte and offset. Otherwise what follows was
// never synced: a torn tail, which is cut off.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/log/checkpoint.h"
#include "pipeline/log/embedded_log_options.h"
#include "pipeline/log/segment.h"

namespace uslkit {

struct RecoveryReport {
  std::int64_t segments = 0;
  std::int64_t batches = 0;          // read and found whole
  std::int64_t torn_tails = 0;       // partitions whose end was cut off
  std::int64_t dropped_batches = 0;  // whole ones behind a torn place, never durable
  std::int64_t healed_headers = 0;   // one of two copies was bad
  std::int64_t trusted_indexes = 0;  // segments not read in full
  std::int64_t rebuilt_indexes = 0;  // index files that did not fit their segment

  void add(const RecoveryReport& other);
};

struct RecoveredPartition {
  std::vector<SegmentPtr> segments{};  // in order; behind the last batch possibly empty ones
  std::size_t active = 0;              // where appends go on; segments.size(): a new one is needed
  std::int64_t next_sequence = 0;
  std::vector<std::string> spares{};
  LogOffset begin = 0;
  LogOffset end = 0;  // all below it is durable
  Checkpoint checkpoint{};
  RecoveryReport report{};
};

// Throws InputError for damage and OutputError where the disk refuses.
[[nodiscard]] RecoveredPartition recover_partition(const std::string& directory, int partition,
                                                   const EmbeddedLogOptions& options,
                                                   CheckpointFile& checkpoint);

}  // namespace uslkit
