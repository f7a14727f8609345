#include "audit/printed_listings.h"

#include <initializer_list>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("the printed bucket refuses for ever from call 13, whatever comes") {
  CHECK(admitted_by_printed_bucket({.capacity = 100, .calls = 12}) == 12);
  CHECK(admitted_by_printed_bucket({.capacity = 100, .calls = 13}) == 12);
  CHECK(admitted_by_printed_bucket({.capacity = 100, .calls = 100'000}) == 12);
  CHECK(admitted_by_token_bucket({.capacity = 100, .calls = 100'000}, 100) == 100'000);
}

TEST_CASE("a token bucket admits burst and rate: half of the calls at half their rate") {
  CHECK(admitted_by_token_bucket({.capacity = 100, .calls = 10'000}, 0.5) ==
        doctest::Approx(5'100).epsilon(0.001));
}

TEST_CASE("gains that settle the velocity form drive the printed limiter apart") {
  const LimiterGains gains{.kp = 100, .ki = 100};
  CHECK(velocity_limiter_error(gains) < 1e-9);
  LimiterGains longer = gains;
  longer.steps = 800;
  CHECK(printed_limiter_error(gains) > 0.2);  // further off than at the start
  CHECK(printed_limiter_error(longer) > 10 * printed_limiter_error(gains));
}

TEST_CASE("the printed Bloom check loses its false positives, a look-up loses nothing") {
  for (const double share : {0.001, 0.01, 0.1}) {
    const BloomStream stream{.events = 100'000, .false_positive_share = share};
    CHECK(lost_by_printed_bloom_check(stream) == doctest::Approx(share).epsilon(0.15));
    CHECK(lost_by_checked_bloom(stream) == 0);
  }
}

TEST_CASE("the printed lag sees only the fullest partition") {
  CHECK(printed_lag({.written_a = 100, .written_b = 100, .read_a = 100, .read_b = 0}) == 0);
  CHECK(events_behind({.written_a = 100, .written_b = 100, .read_a = 100, .read_b = 0}) == 100);
  // Right by chance where both partitions are alike in their extremes.
  CHECK(printed_lag({.written_a = 9, .written_b = 5, .read_a = 7, .read_b = 5}) == 2);
}

TEST_CASE("where consumers are missing, partitions do not help and consumers do") {
  CHECK(gain_of_printed_saturation(24, 12) == 1);
  CHECK(gain_of_more_consumers(24, 12) == 2);
  CHECK(gain_of_printed_saturation(24, 24) == 1);
  CHECK(gain_of_more_consumers(24, 24) == 1);
}

TEST_CASE("an f with f(f(e)) = f(e) counts every delivery; a state that knows its ids counts one") {
  CHECK(state_by_printed_idempotence(5) == 5);
  CHECK(state_by_known_ids(5) == 1);
}

}  // namespace
}  // namespace uslkit
