// Checkpoint: what a partition knows of itself beyond its segments: where retention has it begin,
// and up to where it once was durable.
//
// Two copies in one small file, overwritten in place one after the other, so that it needs no space
// on a full disk and one of them is whole at any moment. Written by retention, sealing and close,
// never per batch. `durable_end` is a lower bound and stays true while the log grows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pipeline/log/file_io.h"
#include "pipeline/log/log.h"

namespace uslkit {

struct Checkpoint {
  std::int64_t counter = 0;         // the higher copy is the newer
  std::int64_t first_sequence = 0;  // of the segments that must be there
  std::int64_t last_sequence = -1;
  LogOffset begin = 0;
  LogOffset durable_end = 0;
};

class CheckpointFile {
 public:
  // Opens or creates `path`. Throws OutputError.
  CheckpointFile(std::string path, const DiskCalls& calls);

  // The newest whole copy. Nothing for a new or destroyed file.
  [[nodiscard]] std::optional<Checkpoint> read() const;

  // Writes both copies durably. Returns 0 or an errno.
  [[nodiscard]] int write(Checkpoint checkpoint);

 private:
  std::string path_;
  DiskCalls calls_;
  FileDescriptor file_;
};

}  // namespace uslkit
