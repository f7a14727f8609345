// Shards put together: only all of one job, each once.
#include "spread/shard_file.h"

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "tests/spread/test_files.h"

namespace uslkit::test {
namespace {

Job job(int seed = 1) { return {.facts = {{"command", "simulate"}, {"seed", seed}}, .parts = 5}; }

struct Shards {
  TemporaryDirectory directory;

  std::string write(const Job& of, const Shard& shard, const std::string& name) const {
    std::map<std::size_t, std::string> values;
    for (const std::size_t number : shard.numbers(of.parts)) {
      values[number] = "{\"n\":" + std::to_string(number) + "}";
    }
    write_shard(file_in(directory, name), of, shard, values);
    return file_in(directory, name);
  }
};

std::string refusal(const std::vector<std::string>& files) {
  try {
    static_cast<void>(merge_shards(files));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

TEST_CASE("shards come together in the order of their parts, whatever the order of the files") {
  const Shards shards;
  const std::string a = shards.write(job(), {0, 2}, "a");
  const std::string b = shards.write(job(), {1, 2}, "b");
  const MergedShards merged = merge_shards({b, a});
  REQUIRE(merged.parts.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(merged.parts[i].value == "{\"n\":" + std::to_string(i) + "}");
    CHECK(merged.files[i] == (i % 2 == 0 ? a : b));
  }
}

TEST_CASE("more shards than parts: the empty ones are needed as well") {
  const Shards shards;
  std::vector<std::string> files;
  for (std::size_t i = 0; i < 7; ++i) {
    files.push_back(shards.write(job(), {i, 7}, std::to_string(i)));
  }
  CHECK(merge_shards(files).parts.size() == 5);
  files.pop_back();
  CHECK(contains(refusal(files), "found 6 of 7 shards; missing: 6"));
}

TEST_CASE("a missing, a doubled, a foreign and a differently cut shard are refused by name") {
  const Shards shards;
  const std::string zero = shards.write(job(), {0, 3}, "zero");
  const std::string one = shards.write(job(), {1, 3}, "one");
  const std::string two = shards.write(job(), {2, 3}, "two");
  const std::string other_seed = shards.write(job(7), {2, 3}, "seed");
  const std::string half = shards.write(job(), {1, 2}, "half");
  CHECK(refusal({zero, two}) ==
        "uslkit merge: error: found 2 of 3 shards; missing: 1\n"
        "  allowed: all of them\n"
        "  hint: the same command with --shard 1/3");
  CHECK(contains(refusal({zero, one, zero}), "found shard 0 of 3 again"));
  CHECK(contains(refusal({zero, one, other_seed}),
                 "found the parts of another job: seed 7\n  allowed: seed 1\n"));
  CHECK(contains(refusal({zero, one, half}), "found shard 1 of 2\n  allowed: one of 3 shards"));
}

TEST_CASE("a shard with a part missing and a checkpoint are refused") {
  const Shards shards;
  const std::string short_one = file_in(shards.directory, "short");
  write_shard(short_one, job(), {0, 1}, {{0, "{}"}, {1, "{}"}, {2, "{}"}, {3, "{}"}});
  CHECK(contains(refusal({short_one}), "found 4 parts\n  allowed: the 5 parts of shard 0 of 1"));
  const std::string checkpoint = file_in(shards.directory, "checkpoint");
  write_file(checkpoint, part_file_head(job(), std::nullopt));
  CHECK(contains(refusal({checkpoint}), "found a checkpoint\n  allowed: a finished shard"));
}

TEST_CASE("a shard that is done is recognised; another job's in its place is an error") {
  const Shards shards;
  CHECK_FALSE(shard_is_done(file_in(shards.directory, "none"), job(), {0, 2}));
  const std::string zero = shards.write(job(), {0, 2}, "zero");
  CHECK(shard_is_done(zero, job(), {0, 2}));
  CHECK_THROWS_AS(static_cast<void>(shard_is_done(zero, job(), {1, 2})), InputError);
  CHECK_THROWS_AS(static_cast<void>(shard_is_done(zero, job(9), {0, 2})), InputError);
}

}  // namespace
}  // namespace uslkit::test
