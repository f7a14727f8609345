#include "base/units_text.h"

#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

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
  CHECK(parse_bandwidth("1.25GB/s", kPlace).bytes_per_second == 1.25e9);
  CHECK(parse_bandwidth("10Gbit/s", kPlace).bytes_per_second == 1.25e9);
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

TEST_CASE("minutes and milliseconds are not guessed apart") {
  CHECK_THROWS_WITH((void)parse_duration("5m", kPlace),
                    "--latency: error: found the unknown unit \"m\" in \"5m\"\n"
                    "  allowed: a number with one of the units ns, us, ms, s, min or h, "
                    "such as 2ms\n"
                    "  hint: minutes are \"min\", milliseconds \"ms\"");
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

TEST_CASE("zero and negative quantities exist for those who ask for them") {
  CHECK(parse_duration("0ms", kPlace, Sign::kNotNegative).count() == 0);
  CHECK(parse_duration("-5ms", kPlace, Sign::kAny) == std::chrono::milliseconds(-5));
  CHECK(parse_rate("0/s", kPlace, Sign::kNotNegative).per_second == 0);
  CHECK(parse_rate("-3/s", kPlace, Sign::kAny).per_second == -3);
  CHECK_THROWS_AS((void)parse_duration("-1ms", kPlace, Sign::kNotNegative), InputError);
  CHECK_THROWS_AS((void)parse_rate("-1/s", kPlace, Sign::kNotNegative), InputError);
}

TEST_CASE("quantities are written as people write them") {
  CHECK(format_rate({120'000}) == "120k/s");
  CHECK(format_rate({50}) == "50/s");
  CHECK(format_rate({1.2e6}) == "1.2M/s");
  CHECK(format_rate({0.05}) == "3/min");
  CHECK(format_rate({0}) == "0/s");
  CHECK(format_rate({1.0 / 3600}) == "1/h");
  CHECK(format_duration(std::chrono::milliseconds(5)) == "5ms");
  CHECK(format_duration(std::chrono::milliseconds(1500)) == "1.5s");
  CHECK(format_duration(std::chrono::milliseconds(500)) == "500ms");
  CHECK(format_duration(std::chrono::seconds(90)) == "90s");
  CHECK(format_duration(std::chrono::minutes(10)) == "10min");
  CHECK(format_duration(Duration(0)) == "0s");
  CHECK(format_duration(Duration(-1500)) == "-1.5us");
  CHECK(format_bytes({1024}) == "1KiB");
  CHECK(format_bytes({1500}) == "1.5kB");
  CHECK(format_bytes({0}) == "0B");
  CHECK(format_bandwidth({1.25e9}) == "10Gbit/s");
  CHECK(format_bandwidth({30e6}) == "30MB/s");
  CHECK(format_bandwidth({0}) == "0B/s");
}

TEST_CASE("whatever is written is read back bit for bit") {
  const std::vector<std::int64_t> edges{1,
                                        999,
                                        1001,
                                        (1LL << 53) - 1,
                                        (1LL << 53) + 1,
                                        9'199'999'999'999'999'999,
                                        86'400'000'000'000};
  for (const std::int64_t edge : edges) {
    INFO(edge);
    CHECK(parse_duration(format_duration(Duration(edge)), kPlace).count() == edge);
    CHECK(parse_duration(format_duration(Duration(-edge)), kPlace, Sign::kAny).count() == -edge);
    CHECK(parse_bytes(format_bytes({edge}), kPlace).count == edge);
  }
  Random random(7, "quantities");
  for (int i = 0; i < 20'000; ++i) {
    // Every magnitude is as likely as any other.
    const std::int64_t whole =
        1 + static_cast<std::int64_t>(random.index(9'000'000'000'000'000'000u) >> (i % 63));
    INFO(whole);
    CHECK(parse_duration(format_duration(Duration(whole)), kPlace).count() == whole);
    CHECK(parse_bytes(format_bytes({whole}), kPlace).count == whole);
    const double rate = static_cast<double>(whole) * random.uniform() + 1e-9;
    CHECK(parse_rate(format_rate({rate}), kPlace).per_second == rate);
    CHECK(parse_bandwidth(format_bandwidth({rate}), kPlace).bytes_per_second == rate);
    const double round_rate = static_cast<double>(whole % 1000) * 1e3 + 0.5;
    CHECK(parse_rate(format_rate({round_rate}), kPlace).per_second == round_rate);
  }
}

}  // namespace
}  // namespace uslkit
