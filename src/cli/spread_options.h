// spread_options: on how many processes a run is made, and what is kept of it on the way.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/option.h"
#include "cli/output.h"
#include "spread/shard.h"

namespace uslkit {

struct SpreadOptions {
  std::string shard{};      // "0/4", "auto/4", "auto"; empty: the whole job
  std::string shard_dir{};  // empty: here
  std::string checkpoint{};
  bool resume = false;
};

// --checkpoint, --resume, --shard, --shard-dir.
[[nodiscard]] std::vector<Option> spread_option_list(SpreadOptions& target);

// The place of this process among those that mpirun started; empty where it was not.
struct MpiPlace {
  std::size_t rank = 0;
  [[nodiscard]] bool leads() const { return rank == 0; }
};
[[nodiscard]] std::optional<MpiPlace> mpi_place();

// What the environment says; for --shard auto.
[[nodiscard]] Environment process_environment();

// Anything but one process that keeps everything in memory.
[[nodiscard]] bool spread_wanted(const SpreadOptions& options);

// Options that do not go together, and standard input under mpirun. Throws UsageError.
void check_spread(const SpreadOptions& options, const std::vector<std::string>& files);

// Of several processes only the first one talks.
[[nodiscard]] Talk spread_talk(OutputOptions output);

}  // namespace uslkit
