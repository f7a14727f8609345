#include "base/spelling.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("edit distance counts insertions, deletions, substitutions and swapped neighbours") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("fit", "FIT") == 0);
  CHECK(edit_distance("fit", "fitt") == 1);
  CHECK(edit_distance("fit", "fi") == 1);
  CHECK(edit_distance("fit", "fat") == 1);
  CHECK(edit_distance("deadlnie", "deadline") == 1);
  CHECK(edit_distance("abc", "xyz") == 3);
}

TEST_CASE("the nearest candidate is suggested, and nothing that is merely also short") {
  const std::vector<std::string> commands{"fit", "predict", "next", "compare-fits", "ingest"};
  CHECK(did_you_mean("fti", commands) == "fit");
  CHECK(did_you_mean("predcit", commands) == "predict");
  CHECK(did_you_mean("compare", commands) == std::nullopt);
  CHECK(did_you_mean("zzz", commands) == std::nullopt);
  CHECK(did_you_mean("", commands) == std::nullopt);
  CHECK(did_you_mean(std::string(100'000, 'x'), commands) == std::nullopt);
}

TEST_CASE("lists read as a person would say them") {
  CHECK(one_of({}) == "");
  CHECK(one_of({"svg"}) == "svg");
  CHECK(one_of({"svg", "png", "pdf"}) == "svg, png or pdf");
}

}  // namespace
}  // namespace uslkit
