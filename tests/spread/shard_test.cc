#include "spread/shard.h"

#include <map>
#include <set>

#include <doctest/doctest.h>

#include "base/usage_error.h"

namespace uslkit::test {
namespace {

Environment with(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
}

std::string refusal(const std::string& text, const Environment& environment) {
  try {
    static_cast<void>(parse_shard(text, environment));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("every part belongs to exactly one shard, whatever the numbers of both") {
  for (std::size_t parts : {0, 1, 7, 16, 100}) {
    for (std::size_t count : {1, 2, 3, 16, 200}) {
      std::set<std::size_t> seen;
      std::size_t total = 0;
      for (std::size_t i = 0; i < count; ++i) {
        for (const std::size_t number : Shard{i, count}.numbers(parts)) {
          seen.insert(number);
          ++total;
        }
      }
      CHECK(total == parts);
      CHECK(seen.size() == parts);
    }
  }
}

TEST_CASE("a shard is counted from 0 and named after what it is") {
  CHECK(parse_shard("0/4", with({})) == Shard{0, 4});
  CHECK(parse_shard("3/4", with({})) == Shard{3, 4});
  CHECK(Shard{3, 4}.file_name() == "shard-00003-of-00004.jsonl");
  CHECK(refusal("4/4", with({})) ==
        "--shard: error: found shard 4 of 4\n"
        "  allowed: an index from 0 to 3\n"
        "  hint: shards are counted from 0");
}

TEST_CASE("what is no shard is refused") {
  for (const char* text :
       {"", "1", "/", "1/", "/4", "a/4", "1/b", "-1/4", "1/0", "1/4x", "1/200000"}) {
    CHECK_MESSAGE(refusal(text, with({})) != "", text);
  }
}

TEST_CASE(
    "the index comes from a Kubernetes Indexed Job or a Slurm array, the number behind auto") {
  CHECK(parse_shard("auto/16", with({{"JOB_COMPLETION_INDEX", "5"}})) == Shard{5, 16});
  CHECK(parse_shard("auto/16", with({{"SLURM_ARRAY_TASK_ID", "7"}})) == Shard{7, 16});
  CHECK(refusal("auto/16", with({{"JOB_COMPLETION_INDEX", "16"}})) != "");
  CHECK(refusal("auto/16", with({{"JOB_COMPLETION_INDEX", "x"}})).find("JOB_COMPLETION_INDEX=") !=
        std::string::npos);
  CHECK(refusal("auto/16", with({})).find("neither JOB_COMPLETION_INDEX nor SLURM_ARRAY_TASK_ID") !=
        std::string::npos);
}

TEST_CASE("a Slurm array says how many there are, unless only some of it is run again") {
  const std::map<std::string, std::string> whole{{"SLURM_ARRAY_TASK_ID", "2"},
                                                 {"SLURM_ARRAY_TASK_COUNT", "4"},
                                                 {"SLURM_ARRAY_TASK_MIN", "0"},
                                                 {"SLURM_ARRAY_TASK_MAX", "3"}};
  CHECK(parse_shard("auto", with(whole)) == Shard{2, 4});
  std::map<std::string, std::string> some = whole;
  some["SLURM_ARRAY_TASK_COUNT"] = "2";
  some["SLURM_ARRAY_TASK_MIN"] = "2";
  CHECK(refusal("auto", with(some)) ==
        "--shard: error: found an array of 2 tasks from 2 to 3\n"
        "  allowed: --array=0-N, each of them once\n"
        "  hint: name the number of shards: --shard auto/N");
  CHECK(parse_shard("auto/4", with(some)) == Shard{2, 4});
  CHECK(refusal("auto", with({{"JOB_COMPLETION_INDEX", "0"}})).find("--shard auto/16") !=
        std::string::npos);
}

}  // namespace
}  // namespace uslkit::test
