// Shard: a fixed share of a job's parts, made by a process that knows nothing of the others.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace uslkit {

struct Shard {
  std::size_t index = 0;  // 0 .. count - 1
  std::size_t count = 1;

  // Every count-th part from the index on: cells that cost more stand apart.
  [[nodiscard]] std::vector<std::size_t> numbers(std::size_t parts) const;
  // "shard-00002-of-00016.jsonl".
  [[nodiscard]] std::string file_name() const;

  friend bool operator==(const Shard&, const Shard&) = default;
};

inline constexpr std::size_t kMostShards = 100'000;

// The value of an environment variable, where there is one.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// "I/N" with 0 <= I < N; or "auto/N", whose index is Kubernetes' JOB_COMPLETION_INDEX or Slurm's
// SLURM_ARRAY_TASK_ID; or "auto", where Slurm also says how many there are. Throws UsageError at
// --shard.
[[nodiscard]] Shard parse_shard(const std::string& text, const Environment& environment);

}  // namespace uslkit
