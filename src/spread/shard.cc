#include "spread/shard.h"

#include <charconv>

#include <fmt/format.h>

#include "base/usage_error.h"

namespace uslkit {
namespace {

constexpr const char* kAllowed = "I/N with I from 0 to N - 1, auto/N, or auto in a Slurm array";
constexpr const char* kKubernetesIndex = "JOB_COMPLETION_INDEX";
constexpr const char* kSlurmIndex = "SLURM_ARRAY_TASK_ID";

[[noreturn]] void refuse(const std::string& found, const std::string& allowed,
                         const std::string& hint) {
  throw UsageError(
      {.place = {.source = "--shard"}, .found = found, .allowed = allowed, .hint = hint});
}

std::optional<std::size_t> count_in(const std::string& text) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const std::from_chars_result read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

std::optional<std::size_t> variable(const char* name, const Environment& environment) {
  const std::optional<std::string> text = environment(name);
  if (!text) return std::nullopt;
  const std::optional<std::size_t> value = count_in(*text);
  if (!value) refuse(fmt::format("{}={}", name, uslkit::quoted(*text)), "a whole number", "");
  return value;
}

std::size_t index_from(const Environment& environment) {
  std::optional<std::size_t> index = variable(kKubernetesIndex, environment);
  if (!index) index = variable(kSlurmIndex, environment);
  if (!index) {
    refuse(fmt::format("neither {} nor {} in the environment", kKubernetesIndex, kSlurmIndex),
           "one of them: a Kubernetes Indexed Job or a Slurm array sets it",
           "elsewhere say which shard it is: --shard 0/4");
  }
  return *index;
}

// An array that does not run from 0 to N - 1 (some tasks of a larger one, begun again) would cut
// the job into other shards than the first time.
std::size_t count_from(const Environment& environment) {
  const std::optional<std::size_t> count = variable("SLURM_ARRAY_TASK_COUNT", environment);
  if (!count) {
    refuse("auto without SLURM_ARRAY_TASK_COUNT in the environment", "auto/N outside of Slurm",
           "a Kubernetes Indexed Job does not say how many there are: --shard auto/16 where "
           "`completions: 16`");
  }
  const std::size_t first = variable("SLURM_ARRAY_TASK_MIN", environment).value_or(0);
  const std::size_t last = variable("SLURM_ARRAY_TASK_MAX", environment).value_or(*count - 1);
  if (first != 0 || last + 1 != *count) {
    refuse(fmt::format("an array of {} tasks from {} to {}", *count, first, last),
           "--array=0-N, each of them once", "name the number of shards: --shard auto/N");
  }
  return *count;
}

}  // namespace

std::vector<std::size_t> Shard::numbers(std::size_t parts) const {
  std::vector<std::size_t> numbers;
  for (std::size_t i = index; i < parts; i += count) numbers.push_back(i);
  return numbers;
}

std::string Shard::file_name() const {
  return fmt::format("shard-{:05}-of-{:05}.jsonl", index, count);
}

Shard parse_shard(const std::string& text, const Environment& environment) {
  const std::size_t slash = text.find('/');
  const std::string left = text.substr(0, slash);
  const bool automatic = left == "auto";
  if (slash == std::string::npos && !automatic) refuse(uslkit::quoted(text), kAllowed, "");
  const std::optional<std::size_t> index = automatic ? index_from(environment) : count_in(left);
  const std::optional<std::size_t> count =
      slash == std::string::npos ? count_from(environment) : count_in(text.substr(slash + 1));
  if (!index || !count || *count == 0) refuse(uslkit::quoted(text), kAllowed, "");
  if (*count > kMostShards) {
    refuse(fmt::format("{} shards", *count), fmt::format("at most {}", kMostShards), "");
  }
  if (*index >= *count) {
    refuse(fmt::format("shard {} of {}", *index, *count),
           fmt::format("an index from 0 to {}", *count - 1), "shards are counted from 0");
  }
  return {.index = *index, .count = *count};
}

}  // namespace uslkit
