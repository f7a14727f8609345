// shard_file: one shard of a job, finished; and all of them put together again.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "spread/job.h"
#include "spread/part_file.h"
#include "spread/shard.h"

namespace uslkit {

// Appears whole or not at all; the same shard of the same job is the same bytes, however it came
// about. Throws OutputError.
void write_shard(const std::string& file, const Job& job, const Shard& shard,
                 const std::map<std::size_t, std::string>& values);

// The shard is there, whole. Throws InputError where the file is something else: another job's, or
// damaged.
[[nodiscard]] bool shard_is_done(const std::string& file, const Job& job, const Shard& shard);

struct MergedShards {
  Job job;
  std::vector<KeptPart> parts;     // by number, all of them
  std::vector<std::string> files;  // the file of each part, for messages
};

// Every shard of one job, in any order. Throws InputError for a shard that is missing, there twice,
// of another job (another seed, scenario, version, ...) or cut differently.
[[nodiscard]] MergedShards merge_shards(const std::vector<std::string>& files);

}  // namespace uslkit
