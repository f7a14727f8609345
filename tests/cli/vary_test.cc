#include "sim/vary.h"

#include <doctest/doctest.h>

#include "cli/exit_code.h"

namespace uslkit {
namespace {

using Strings = std::vector<std::string>;

TEST_CASE("an axis is a list of values, of ranges or of both") {
  CHECK(parse_vary("/workers=1,2,50").values == Strings{"1", "2", "50"});
  CHECK(parse_vary("/workers=1..4").values == Strings{"1", "2", "3", "4"});
  CHECK(parse_vary("/workers=1..64*2").values == Strings{"1", "2", "4", "8", "16", "32", "64"});
  CHECK(parse_vary("/workers=10..35+10").values == Strings{"10", "20", "30"});
  CHECK(parse_vary("/workers=1,2..3,9").values == Strings{"1", "2", "3", "9"});
  CHECK(parse_vary("/ingress/rate=100k/s,1.5M/s").values == Strings{"100k/s", "1.5M/s"});
  CHECK(parse_vary("/ingress/rate=100k/s").pointer == "/ingress/rate");
}

TEST_CASE("commas inside brackets and quotes belong to the value") {
  CHECK(parse_vary("/cells/shares=[0.5,0.5],[0.9,0.1]").values ==
        Strings{"[0.5,0.5]", "[0.9,0.1]"});
  CHECK(parse_vary("/x={\"a\":1,\"b\":2},\"c,d\"").values ==
        Strings{"{\"a\":1,\"b\":2}", "\"c,d\""});
}

TEST_CASE("cartesian runs every combination, the last axis fastest; zip runs pairs") {
  const std::vector<VaryAxis> axes{parse_vary("/a=1,2"), parse_vary("/b=x,y")};
  const std::vector<SweepPoint> all = sweep_points(axes, VaryMode::cartesian);
  REQUIRE(all.size() == 4);
  CHECK(all[0].settings == Strings{"/a=1", "/b=x"});
  CHECK(all[1].settings == Strings{"/a=1", "/b=y"});
  CHECK(all[3].values == Strings{"2", "y"});
  const std::vector<SweepPoint> pairs = sweep_points(axes, VaryMode::zip);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[1].settings == Strings{"/a=2", "/b=y"});
}

TEST_CASE("N is the first axis' value where that is a plain count") {
  CHECK(sweep_points({parse_vary("/workers=8")}, VaryMode::zip)[0].concurrency == 8);
  CHECK_FALSE(sweep_points({parse_vary("/rate=8/s")}, VaryMode::zip)[0].concurrency);
  CHECK_FALSE(sweep_points({parse_vary("/workers=0")}, VaryMode::zip)[0].concurrency);
}

TEST_CASE("what is no axis is refused with the form that is") {
  CHECK_THROWS_WITH_AS(static_cast<void>(parse_vary("workers=1,2")),
                       "--vary: error: found \"workers=1,2\"\n"
                       "  allowed: /POINTER=VALUE,VALUE,...\n"
                       "  hint: for example /workers=1,2,4,8 or /workers=1..64*2",
                       UsageError);
  CHECK_THROWS_WITH_AS(static_cast<void>(parse_vary("/workers=8..1")),
                       "--vary: error: found \"8..1\"\n"
                       "  allowed: FIRST..LAST, FIRST..LAST+STEP or FIRST..LAST*FACTOR in whole "
                       "numbers\n"
                       "  hint: for example 1..10, 10..100+10 or 1..64*2",
                       UsageError);
  for (const std::string text : {"/w=1..8*1", "/w=0..8*2", "/w=1..8+0", "/w=1..", "/w=1,,2",
                                 "/w=", "/w", "", "/w=1..99999999", "/w=-5..3"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(static_cast<void>(parse_vary(text)), UsageError);
  }
}

TEST_CASE("axes of unequal length cannot be zipped, and too many points are refused") {
  CHECK_THROWS_WITH_AS(static_cast<void>(sweep_points(
                           {parse_vary("/a=1,2"), parse_vary("/b=1,2,3")}, VaryMode::zip)),
                       "--vary: error: found 3 values of /b beside 2 of /a\n"
                       "  allowed: as many of each with --zip\n"
                       "  hint: without --zip every combination is run",
                       UsageError);
  CHECK_THROWS_AS(static_cast<void>(sweep_points({parse_vary("/a=1..200"), parse_vary("/b=1..200")},
                                                 VaryMode::cartesian)),
                  UsageError);
  CHECK_THROWS_AS(static_cast<void>(sweep_points({}, VaryMode::cartesian)), UsageError);
}

}  // namespace
}  // namespace uslkit
