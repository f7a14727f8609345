#include "spread/job.h"

#include <doctest/doctest.h>

namespace uslkit::test {
namespace {

Job job(int seed) {
  return {.facts = {{"command", "simulate"}, {"seed", seed}, {"options", {{"set", "x"}}}},
          .parts = 3};
}

TEST_CASE("equal jobs have no difference and one hash; another fact is named with both values") {
  CHECK_FALSE(first_difference(job(1), job(1)).has_value());
  CHECK(job(1).sha256() == job(1).sha256());
  CHECK(job(1).sha256() != job(2).sha256());
  const std::optional<JobDifference> difference = first_difference(job(1), job(2));
  REQUIRE(difference.has_value());
  CHECK(difference->fact == "seed");
  CHECK(difference->here == "1");
  CHECK(difference->there == "2");
}

TEST_CASE("a fact that only one of two jobs has is a difference, whichever has it") {
  Job more = job(1);
  more.facts["engine"] = "sweep";
  CHECK(first_difference(more, job(1))->there == "nothing");
  CHECK(first_difference(job(1), more)->fact == "engine");
  CHECK(first_difference(job(1), more)->here == "nothing");
}

TEST_CASE("another number of parts is another job") {
  Job more = job(1);
  more.parts = 4;
  CHECK(more.sha256() != job(1).sha256());
  CHECK(first_difference(job(1), more)->fact == "parts");
}

TEST_CASE("a long fact is cut for people") {
  Job here = job(1);
  Job there = job(1);
  here.facts["scenario"] = std::string(500, 'a');
  there.facts["scenario"] = std::string(500, 'b');
  CHECK(first_difference(here, there)->here.size() < 100);
}

}  // namespace
}  // namespace uslkit::test
