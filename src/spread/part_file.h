// part_file: the parts of a job that are done, in a file that outlives the process.
//
// JSON Lines. The first line says which job, and which shard of it (null: a checkpoint, any parts):
//   {"document":"parts","schema_version":1,"job":{...},"parts":48,"shard":{"index":0,"count":4}}
// Each further line is one part; its hash covers all that follows the hash:
//   {"sha256":"...64 digits...","part":5,"value":{...}}
// Lines are only ever appended, so that what a kill leaves is a whole file but for its last line.
// Nothing in it depends on when, where or on how many threads it was made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/input_error.h"
#include "spread/job.h"
#include "spread/shard.h"

namespace uslkit {

struct KeptPart {
  std::size_t number = 0;
  std::string value{};  // JSON
  std::int64_t line = 0;
};

struct PartFile {
  std::string name{};
  Job job{};
  std::optional<Shard> shard{};
  std::vector<KeptPart> parts{};
  std::int64_t whole_bytes = 0;  // without a torn last line
};

enum class TornTail : std::uint8_t { refuse, leave_out };

// Throws InputError with file and line for a file that is something else, is damaged or is torn.
[[nodiscard]] PartFile read_part_file(const std::string& name, TornTail tail);

// Lines as they stand in the file, each with its end of line.
[[nodiscard]] std::string part_file_head(const Job& job, const std::optional<Shard>& shard);
[[nodiscard]] std::string part_line(std::size_t number, const std::string& value);

}  // namespace uslkit
