#include "policy/lag.h"

#include <array>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::seconds;

TEST_CASE("offsets are compared per partition: W = (100, 100), R = (100, 0) is 100 behind, not 0") {
  constexpr std::array<std::int64_t, 2> kWritten = {100, 100};
  constexpr std::array<std::int64_t, 2> kRead = {100, 0};
  const Backlog backlog = backlog_of(kWritten, kRead);
  CHECK(backlog.events == 100);
  CHECK(backlog.largest == 100);
}

TEST_CASE("the sum of a backlog lies between its largest partition and partitions x that") {
  constexpr std::array<std::int64_t, 4> kWritten = {10, 20, 30, 40};
  constexpr std::array<std::int64_t, 4> kRead = {10, 15, 28, 1};
  const Backlog backlog = backlog_of(kWritten, kRead);
  CHECK(backlog.events == 5 + 2 + 39);
  CHECK(backlog.largest == 39);
  const Backlog nothing = backlog_of({}, {});
  CHECK(nothing.events == 0);
  CHECK(nothing.largest == 0);
}

TEST_CASE(
    "a pause of P at utilisation rho: backlog lambda P, age P, work rho P, drain P rho/(1-rho)") {
  // The financial rebalance: 450k/s arrive, 800k/s are served, 52.5 s of pause.
  const double backlog = 450e3 * 52.5;
  const double rho = 450.0 / 800.0;
  CHECK(work_lag_seconds(backlog, 800e3) == doctest::Approx(rho * 52.5));
  CHECK(drain_time_seconds(backlog, 800e3, 450e3) == doctest::Approx(52.5 * rho / (1 - rho)));
  CHECK(age_lag(TimePoint(seconds(100)), TimePoint(seconds(48))) == seconds(52));
}

TEST_CASE("no backlog is no lag, whatever the rates; a backlog that grows never drains") {
  CHECK(work_lag_seconds(0, 0) == 0);
  CHECK(drain_time_seconds(0, 1, 2) == 0);
  CHECK(age_lag(TimePoint(seconds(5)), kNever) == Duration{0});
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(work_lag_seconds(1, 0) == kInfinity);
  CHECK(drain_time_seconds(1, 100, 100) == kInfinity);
  CHECK(drain_time_seconds(1, 100, 101) == kInfinity);
}

}  // namespace
}  // namespace uslkit
