#include "cli/spread_options.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "base/usage_error.h"

namespace uslkit {
namespace {

std::optional<std::size_t> count_of(const std::optional<std::string>& text) {
  std::size_t value = 0;
  if (!text) return std::nullopt;
  const char* const end = text->data() + text->size();
  const std::from_chars_result read = std::from_chars(text->data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

[[noreturn]] void refuse(const std::string& place, const std::string& found,
                         const std::string& allowed, const std::string& hint) {
  throw UsageError({.place = {.source = place}, .found = found, .allowed = allowed, .hint = hint});
}

}  // namespace

std::vector<Option> spread_option_list(SpreadOptions& target) {
  return {text_option("--checkpoint", "FILE", target.checkpoint,
                      "Keep every part that is done in FILE: each cell of each replication, or "
                      "each run of a sweep"),
          flag_option("--resume", target.resume,
                      "Go on with the parts that --checkpoint FILE holds; begins anew where there "
                      "is no such file"),
          text_option("--shard", "I/N", target.shard,
                      "Make only share I of N, counted from 0, and keep it in a file for `uslkit "
                      "merge`; auto/N: I from a Kubernetes Indexed Job or a Slurm array"),
          text_option("--shard-dir", "DIR", target.shard_dir,
                      "Where shards are kept; a shard that is there is not made again; default: "
                      "the current directory")};
}

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

// mpirun of Open MPI says both; Slurm's srun --mpi=pmix only the second.
std::optional<MpiPlace> mpi_place() {
  const Environment environment = process_environment();
  const std::optional<std::size_t> size = count_of(environment("OMPI_COMM_WORLD_SIZE"));
  if (size && *size < 2) return std::nullopt;
  std::optional<std::size_t> rank = count_of(environment("OMPI_COMM_WORLD_RANK"));
  if (!size) rank = count_of(environment("PMIX_RANK"));
  return rank ? std::optional(MpiPlace{*rank}) : std::nullopt;
}

bool spread_wanted(const SpreadOptions& options) {
  return !options.shard.empty() || !options.checkpoint.empty() || mpi_place().has_value();
}

void check_spread(const SpreadOptions& options, const std::vector<std::string>& files) {
  if (options.resume && options.checkpoint.empty()) {
    refuse("--resume", "--resume without --checkpoint", "--checkpoint FILE --resume", "");
  }
  if (!options.shard.empty() && !options.checkpoint.empty()) {
    refuse("--checkpoint", "--checkpoint beside --shard", "one of them",
           "a shard keeps what is done in a file beside its own and goes on with it by itself");
  }
  if (options.shard.empty() && !options.shard_dir.empty()) {
    refuse("--shard-dir", "--shard-dir without --shard", "--shard I/N --shard-dir DIR", "");
  }
  if (mpi_place() && std::find(files.begin(), files.end(), "-") != files.end()) {
    refuse("scenario", "standard input under mpirun", "a file that every process can read",
           "only the first process gets what is piped into mpirun");
  }
}

Talk spread_talk(OutputOptions output) {
  const std::optional<MpiPlace> place = mpi_place();
  if (place && !place->leads()) output.quiet = true;
  return Talk(output);
}

}  // namespace uslkit
