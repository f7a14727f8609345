#include "scenario/field_reader.h"

#include <doctest/doctest.h>

#include "base/input_errors.h"
#include "tests/scenario/shop.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;

TEST_CASE("what the file does not say keeps the default of its place") {
  const Shop shop = read_shop(R"({"name": "x", "till": {"count": 5}})");
  CHECK(shop.nodes == 1);
  CHECK(shop.till.count == 5);
  REQUIRE(std::holds_alternative<SpreadTime>(shop.till.time));
  CHECK(std::get<SpreadTime>(shop.till.time).mean == milliseconds(7));
  CHECK_FALSE(shop.extra.has_value());
}

TEST_CASE("every kind of value is read") {
  const Shop shop = read_shop(R"({
    "name": "all", "note": ["a", "b"], "open": false, "nodes": 4.0, "seed": 18446744073709551615,
    "share": 0.25, "colour": "green", "timeout": "1.5s", "skew": "-3s", "rate": "120k/s",
    "line": "1GB/s", "size": "2KiB", "till": {"count": 2, "time": {"kind": "spread", "cv": 0.3}},
    "extra": "4ms", "limit": 7, "weights": [3],
    "troubles": [{"kind": "loss", "at": "0s", "broker": 2, "note": ["one", "two"]}],
    "load": {"kind": "sum", "parts": ["5/s", {"kind": "flat", "rate": "6/s"}]}})");
  CHECK_FALSE(shop.open);
  CHECK(shop.nodes == 4);
  CHECK(shop.seed == UINT64_MAX);
  CHECK(shop.share == 0.25);
  CHECK(shop.colour == Colour::green);
  CHECK(shop.timeout == milliseconds(1500));
  CHECK(shop.skew == std::chrono::seconds(-3));
  CHECK(shop.rate.per_second == 120'000);
  CHECK(shop.line.bytes_per_second == 1e9);
  CHECK(shop.size.count == 2048);
  CHECK(std::get<SpreadTime>(shop.till.time).cv == 0.3);
  CHECK(std::get<SpreadTime>(shop.till.time).mean == milliseconds(7));
  REQUIRE(shop.extra.has_value());
  CHECK(std::get<FixedTime>(*shop.extra).mean == milliseconds(4));
  CHECK(shop.limit == 7.0);
  CHECK(shop.weights == std::vector<double>{3});
  REQUIRE(shop.troubles.size() == 1);
  CHECK(std::get<Loss>(shop.troubles[0].what).broker == 2);
  CHECK(shop.troubles[0].note == "one\ntwo");
  const SumLoad& sum = std::get<SumLoad>(shop.load.shape);
  REQUIRE(sum.parts.size() == 2);
  CHECK(std::get<FlatLoad>(sum.parts[1].shape).rate.per_second == 6);
}

TEST_CASE("all errors of a file are listed at once, in the order of its lines") {
  CHECK(shop_errors(R"({
  "nodez": 3,
  "nodes": 0,
  "share": 1.5,
  "colour": "gren",
  "timeout": 5,
  "rate": "-5/s",
  "size": "12 KB",
  "till": {"count": 1.5, "time": {"kind": "spred"}},
  "weights": [1, 0, 2],
  "troubles": [{"kind": "slow", "at": "1s", "broker": 2}],
  "open": "NaN"
})") ==
        R"(shop.json:1:1: error: found no "name" in this object
  allowed: "name": a string of at least 1 character
  hint: What it is called
shop.json:2:3 (/nodez): error: found the unknown key "nodez"
  allowed: name, open, nodes, seed, share, colour, timeout, skew, rate, )"
        R"(line, size, till, extra, limit, weights, troubles, load or note
  hint: did you mean "nodes"?
shop.json:3:12 (/nodes): error: found 0
  allowed: a whole number of at least 1
shop.json:4:12 (/share): error: found 1.5
  allowed: a number from 0 to 1
shop.json:5:13 (/colour): error: found the unknown word "gren"
  allowed: "red" or "green"
  hint: did you mean "green"?
shop.json:6:14 (/timeout): error: found 5, a number without a unit
  allowed: a duration from 1ms to 1h, such as "5ms"
  hint: write it as a string with one of the units ns, us, ms, s, min or h
shop.json:7:11 (/rate): error: found "-5/s"
  allowed: a rate above 0/s
shop.json:8:11 (/size): error: found the unknown unit "KB" in "12 KB"
  allowed: a number with one of the units B, kB, MB, GB, TB, KiB, MiB, GiB or TiB, such as 64KiB
  hint: did you mean "kB"?
shop.json:9:21 (/till/count): error: found 1.5
  allowed: a whole number from 1 to 64
shop.json:9:43 (/till/time/kind): error: found the unknown kind "spred"
  allowed: fixed or spread
  hint: did you mean "spread"?
shop.json:10:18 (/weights/1): error: found 0
  allowed: a number above 0
shop.json:11:45 (/troubles/0/broker): error: found the unknown key "broker"
  allowed: kind, note, at or factor
  hint: "broker" belongs to the kind "loss"
shop.json:12:11 (/open): error: found the string "NaN"
  allowed: true or false
13 errors)");
}

TEST_CASE("values of the wrong type are named with what they are") {
  CHECK(shop_errors(R"({"name": 5, "extra": null, "load": [1], "troubles": {},
 "weights": [1, 2, 3, 4], "seed": -1, "note": 3, "limit": "NaN", "till": 7, "line": true})") ==
        R"(shop.json:1:10 (/name): error: found 5
  allowed: a string of at least 1 character
shop.json:1:22 (/extra): error: found null
  allowed: an object or a duration
  hint: leave the key out
shop.json:1:36 (/load): error: found an array of 1
  allowed: an object with kind or note
shop.json:1:53 (/troubles): error: found an object
  allowed: an array
shop.json:2:13 (/weights): error: found an array of 4
  allowed: an array of at most 3 elements
shop.json:2:35 (/seed): error: found -1
  allowed: a whole number
shop.json:2:47 (/note): error: found 3
  allowed: a string or an array of strings
shop.json:2:59 (/limit): error: found the string "NaN"
  allowed: a number above 0 and below 100
shop.json:2:74 (/till): error: found 7
  allowed: an object with count, time or note
shop.json:2:85 (/line): error: found true
  allowed: a bandwidth of at least 0B/s
10 errors)");
}

TEST_CASE("both sides of every limit are judged") {
  for (const char* good : {R"("share": 0)", R"("share": 1)", R"("nodes": 1)", R"("timeout": "1ms")",
                           R"("timeout": "1h")", R"("limit": 99.999)", R"("size": "0B")",
                           R"("extra": "0ms")", R"("line": "0B/s")", R"("weights": [])"}) {
    INFO(good);
    CHECK(shop_errors(std::string(R"({"name": "x", )") + good + "}").empty());
  }
  for (const char* bad :
       {R"("share": -1e-9)", R"("share": 1.0000001)", R"("timeout": "999999ns")",
        R"("timeout": "3600000000001ns")", R"("limit": 100)", R"("limit": 0)",
        R"("skew": "-60000000001ns")", R"("rate": "0/s")", R"("size": "-1B")", R"("extra": "-1ns")",
        R"("nodes": 1e300)", R"("nodes": 9223372036854775808)", R"("rate": "inf/s")",
        R"("rate": "nan/s")", R"("timeout": "1e400s")"}) {
    INFO(bad);
    CHECK_FALSE(shop_errors(std::string(R"({"name": "x", )") + bad + "}").empty());
  }
}

TEST_CASE("more than fifty errors are counted, not listed") {
  std::string text = R"({"name": "x")";
  for (int i = 0; i < 60; ++i) text += ", \"unknown" + std::to_string(i) + "\": 1";
  CHECK(shop_errors(text + "}").ends_with("\n60 errors, the first 50 shown"));
}

TEST_CASE("what is no JSON is one error of the strict reader") {
  CHECK(shop_errors("{\"name\": NaN}") ==
        "shop.json:1:10: error: found \"NaN\"\n"
        "  allowed: an object, array, string, number, true, false or null");
  CHECK(shop_errors("{\"name\": \"a\", \"name\": \"b\"}") ==
        "shop.json:1:15 (/name): error: found this key a second time in the same object\n"
        "  allowed: each key once");
  CHECK(shop_errors(std::string(100'000, '[')) ==
        "shop.json:1:65: error: found nesting 65 levels deep\n"
        "  allowed: at most 64 levels");
  CHECK(shop_errors("[]") ==
        "shop.json:1:1: error: found an array of 0\n"
        "  allowed: an object with name, open, nodes, seed, share, colour, timeout, skew, rate, "
        "line, size, till, extra, limit, weights, troubles, load or note");
}

}  // namespace
}  // namespace uslkit
