#include "base/units_text.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

const Place kPlace{"--latency", 0, 0, ""};

TEST_CASE("quantities are read with their unit") {
  CHECK(parse_rate("12k/s", kPlace).per_second == 12'000);
  CHECK(parse_rate("1.2M/s", kPlace).per_second == 1.2e6);
  CHECK(parse_rate("300/min", kPlace).per_second == doctest::Approx(5));
  CHECK(parse_duration("2ms", kPlace) == std::chrono::milliseconds(2));
  CHECK(parse_duration("1.5 s", kPlace) == std::chrono::milliseconds(1500));
  CHECK(parse_duration("1ns", kPlace).count() == 1);
  CHECK(in_seconds(parse_duration("90min", kPlace)) == 5400);
  CHECK(parse_bytes("64KiB", kPlace).count == 65'536);
  CHECK(parse_bytes("1.5kB", kPlace).count == 1'500);
  CHECK(parse_bytes("0B", kPlace).count == 0);
}

TEST_CASE("a bare number is refused: the unit is part of the value") {
  CHECK_THROWS_WITH((void)parse_duration("5", kPlace),
                    "--latency: error: found \"5\", a number without a unit\n"
                    "  allowed: a number with one of the units ns, us, ms, s, min or h, "
                    "such as 2ms");
}

TEST_CASE("an unknown unit gets a suggestion") {
  CHECK_THROWS_WITH((void)parse_duration("5mss", kPlace),
                    "--latency: error: found the unknown unit \"mss\" in \"5mss\"\n"
                    "  allowed: a number with one of the units ns, us, ms, s, min or h, "
                    "such as 2ms\n"
                    "  hint: did you mean \"ms\"?");
}

TEST_CASE("what is no quantity is refused") {
  for (const char* text : {"", "ms", "nan ms", "infs", "-1ms", "0ms", "1e300s", "1,5ms", "0x1s"}) {
    INFO(text);
    CHECK_THROWS_AS((void)parse_duration(text, kPlace), InputError);
  }
  for (const char* text : {"0/s", "-1/s", "1e400/s", "k/s", "12 per s", "1e308G/s"}) {
    INFO(text);
    CHECK_THROWS_AS((void)parse_rate(text, kPlace), InputError);
  }
  for (const char* text : {"1.5B", "-1B", "1e30TiB", "KiB"}) {
    INFO(text);
    CHECK_THROWS_AS((void)parse_bytes(text, kPlace), InputError);
  }
}

}  // namespace
}  // namespace uslkit
