// Part files and checkpoints: what a kill leaves is gone on with, what is damaged is refused.
#include "spread/part_file.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "base/atomic_file.h"
#include "base/usage_error.h"
#include "spread/checkpoint.h"
#include "tests/spread/test_files.h"

namespace uslkit::test {
namespace {

Job job(int seed = 1) { return {.facts = {{"command", "simulate"}, {"seed", seed}}, .parts = 3}; }

std::string three_lines() {
  return part_file_head(job(), std::nullopt) + part_line(0, R"({"a":0})") +
         part_line(2, R"({"a":"}"})");
}

template <class Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

std::string refusal(const std::string& text, TornTail tail = TornTail::refuse) {
  const TemporaryDirectory directory;
  write_file(file_in(directory, "parts"), text);
  return error_of([&] { static_cast<void>(read_part_file(file_in(directory, "parts"), tail)); });
}

TEST_CASE("a part file gives back what was written, values byte for byte") {
  const TemporaryDirectory directory;
  const std::string name = file_in(directory, "parts");
  write_file(name, three_lines());
  const PartFile file = read_part_file(name, TornTail::refuse);
  CHECK(file.job.facts == job().facts);
  CHECK(file.job.parts == 3);
  CHECK_FALSE(file.shard.has_value());
  REQUIRE(file.parts.size() == 2);
  CHECK(file.parts[1].number == 2);
  CHECK(file.parts[1].value == R"({"a":"}"})");
  CHECK(file.parts[1].line == 3);
}

TEST_CASE("no byte of a part can change unnoticed") {
  const std::string good = three_lines();
  const std::size_t from = part_file_head(job(), std::nullopt).size();
  for (std::size_t at = from; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = bad[at] == 'x' ? 'y' : 'x';
    CHECK_MESSAGE(refusal(bad) != "", at);
  }
}

TEST_CASE("a file cut anywhere in its last line is whole without it, and refused as a shard") {
  const std::string good = three_lines();
  const std::size_t two = good.size() - part_line(2, R"({"a":"}"})").size();
  for (std::size_t size = two + 1; size < good.size(); ++size) {
    const TemporaryDirectory directory;
    const std::string name = file_in(directory, "parts");
    write_file(name, good.substr(0, size));
    const PartFile file = read_part_file(name, TornTail::leave_out);
    CHECK(file.parts.size() == 1);
    CHECK(file.whole_bytes == static_cast<std::int64_t>(two));
    CHECK(error_of([&] { static_cast<void>(read_part_file(name, TornTail::refuse)); }) != "");
  }
}

TEST_CASE("a damaged line in the middle is refused even where the last one may be torn") {
  std::string bad = three_lines();
  bad[part_file_head(job(), std::nullopt).size() + 100] ^= 1;
  CHECK(refusal(bad, TornTail::leave_out).find("whose hash does not fit") != std::string::npos);
}

TEST_CASE("another file, an empty one, a part too many and a part twice are refused") {
  CHECK(refusal("") != "");
  CHECK(refusal("{\"document\":\"run\"}\n").find("another kind of file") != std::string::npos);
  CHECK(refusal(three_lines() + part_line(3, "{}")).find("found part 3") != std::string::npos);
  CHECK(refusal(three_lines() + part_line(2, "{}")).find("found part 2") != std::string::npos);
}

TEST_CASE("a checkpoint goes on behind a torn line as if that had never been begun") {
  const TemporaryDirectory directory;
  const std::string name = file_in(directory, "parts");
  const std::string whole = three_lines();
  write_file(name, whole + part_line(1, "{\"b\":1}").substr(0, 90));
  {
    Checkpoint checkpoint({.file = name, .resume = true}, job());
    CHECK(checkpoint.kept().size() == 2);
    CHECK(checkpoint.kept().at(0) == R"({"a":0})");
    checkpoint.append(1, R"({"c":2})");
  }
  CHECK(file_text(name) == whole + part_line(1, R"({"c":2})"));
}

TEST_CASE("a checkpoint that is there is neither overwritten nor taken for another job's") {
  const TemporaryDirectory directory;
  const std::string name = file_in(directory, "parts");
  { const Checkpoint checkpoint({.file = name, .resume = true}, job()); }  // begins anew
  const std::string text = file_text(name);
  CHECK_THROWS_AS(Checkpoint({.file = name}, job()), UsageError);
  CHECK(error_of([&] {
          Checkpoint({.file = name, .resume = true}, job(2));
        }).find("found the parts of another job: seed 1\n  allowed: seed 2") != std::string::npos);
  CHECK(error_of([&] {
          Checkpoint({.file = name, .shard = Shard{0, 2}, .resume = true}, job());
        }).find("another shard") != std::string::npos);
  CHECK(file_text(name) == text);
}

TEST_CASE("a head that a kill cut short is begun anew; another file is never overwritten") {
  const TemporaryDirectory directory;
  const std::string name = file_in(directory, "parts");
  const std::string head = part_file_head(job(), std::nullopt);
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, head.size() - 1}) {
    write_file(name, head.substr(0, size));
    { const Checkpoint checkpoint({.file = name}, job()); }
    CHECK(file_text(name) == head);
  }
  write_file(name, "{\"precious\":1}");
  CHECK(error_of([&] { Checkpoint({.file = name, .resume = true}, job()); }) != "");
  CHECK(file_text(name) == "{\"precious\":1}");
}

TEST_CASE("two processes do not write one checkpoint") {
  const TemporaryDirectory directory;
  const std::string name = file_in(directory, "parts");
  const Checkpoint first({.file = name}, job());
  CHECK(error_of([&] {
          Checkpoint({.file = name, .resume = true}, job());
        }).find("another process is writing it") != std::string::npos);
}

}  // namespace
}  // namespace uslkit::test
