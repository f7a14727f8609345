#include "scenario/expected_requests.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::seconds;

RateProfile constant(double rate) { return {ConstantRate{{rate}}}; }

TEST_CASE("the integral of each profile is its closed form") {
  CHECK(expected_requests(constant(7), seconds(10)) == doctest::Approx(70));
  CHECK(expected_requests({RampRate{{0}, {10}, seconds(2), seconds(4)}}, seconds(10)) ==
        doctest::Approx(0 * 2 + 20 + 40));
  CHECK(expected_requests({SpikeRate{{1}, {5}, seconds(2), seconds(2), seconds(1), seconds(4)}},
                          seconds(16)) == doctest::Approx(16 + 4 * (1 + 1 + 2)).epsilon(1e-3));
  CHECK(expected_requests({StepsRate{{{seconds(2), {3}}, {seconds(4), {1}}}}}, seconds(8)) ==
        doctest::Approx(2 * 3 + 4 * 1).epsilon(1e-3));
  CHECK(expected_requests({DiurnalRate{{5}, 0.9, seconds(10), seconds(3)}}, seconds(20)) ==
        doctest::Approx(100));
  CHECK(expected_requests({TraceRate{"", 2, {{seconds(0), {0}}, {seconds(10), {10}}}}},
                          seconds(10)) == doctest::Approx(100));
  CHECK(expected_requests({SumRate{{constant(1), constant(2)}}}, seconds(10)) ==
        doctest::Approx(30));
  CHECK(expected_requests({ProductRate{{constant(2)}, {{seconds(0), 0}, {seconds(10), 1}}}},
                          seconds(10)) == doctest::Approx(10));
}

TEST_CASE("steps are zero before the first and hold from their time on") {
  const RateProfile steps{StepsRate{{{seconds(2), {3}}, {seconds(4), {1}}}}};
  CHECK(rate_at(steps, Duration(1'999'999'999)) == 0);
  CHECK(rate_at(steps, seconds(2)) == 3);
  CHECK(rate_at(steps, seconds(4)) == 1);
  CHECK(rate_at({DiurnalRate{{5}, 0.9, seconds(10), seconds(3)}}, seconds(3)) ==
        doctest::Approx(9.5));
}

}  // namespace
}  // namespace uslkit
