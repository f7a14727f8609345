#include "policy/circuit_breaker.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TimePoint at(int second) { return TimePoint{seconds(second)}; }

// `failures` of `calls` calls fail, all at one moment, the failures last.
void record_calls(CircuitBreaker& breaker, TimePoint now, int calls, int failures) {
  for (int i = 0; i < calls; ++i) breaker.record(now, i < calls - failures);
}

// Opens at the given second and lets the cooldown of 30 s begin there.
CircuitBreaker opened_at(int second) {
  CircuitBreaker breaker({});
  record_calls(breaker, at(second), 100, 6);
  REQUIRE(breaker.state(at(second)) == BreakerState::open);
  return breaker;
}

TEST_CASE("a share of failures up to the threshold keeps the breaker closed, one more opens it") {
  CircuitBreaker breaker({});
  record_calls(breaker, at(1), 100, 5);
  CHECK(breaker.state(at(1)) == BreakerState::closed);
  CHECK(breaker.admit(at(1)).admitted);
  breaker.record(at(1), false);
  CHECK(breaker.state(at(1)) == BreakerState::open);
}

TEST_CASE("few calls open nothing, however many of them fail") {
  CircuitBreaker breaker({});
  record_calls(breaker, at(1), 99, 99);
  CHECK(breaker.state(at(1)) == BreakerState::closed);
  breaker.record(at(1), false);
  CHECK(breaker.state(at(1)) == BreakerState::open);
}

TEST_CASE("failures older than the window are forgotten") {
  CircuitBreaker breaker({});
  for (int second = 0; second < 600; second += 10) {
    record_calls(breaker, at(second), 99, 99);
    CHECK(breaker.state(at(second)) == BreakerState::closed);
  }
}

TEST_CASE("open turns everything away for exactly the cooldown and says how long it lasts") {
  CircuitBreaker breaker = opened_at(100);
  const Verdict verdict = breaker.admit(at(110));
  CHECK_FALSE(verdict.admitted);
  CHECK(verdict.reason == RejectReason::circuit_open);
  CHECK(verdict.retry_after == seconds(20));
  CHECK_FALSE(breaker.admit(at(130) - Duration{1}).admitted);
  CHECK(breaker.state(at(130) - Duration{1}) == BreakerState::open);
  CHECK(breaker.state(at(130)) == BreakerState::half_open);
  CHECK(breaker.admit(at(130)).admitted);
}

TEST_CASE("half open lets a trickle through and closes once all of it has succeeded") {
  CircuitBreaker breaker = opened_at(100);
  for (int i = 0; i < 10; ++i) CHECK(breaker.admit(at(130)).admitted);
  CHECK_FALSE(breaker.admit(at(130)).admitted);
  for (int i = 0; i < 9; ++i) breaker.record(at(131), true);
  CHECK(breaker.state(at(131)) == BreakerState::half_open);
  CHECK_FALSE(breaker.admit(at(131)).admitted);
  breaker.record(at(132), true);
  CHECK(breaker.state(at(132)) == BreakerState::closed);
  for (int i = 0; i < 1000; ++i) CHECK(breaker.admit(at(132)).admitted);
  // The failures that had opened it do not count again.
  record_calls(breaker, at(132), 99, 99);
  CHECK(breaker.state(at(132)) == BreakerState::closed);
}

TEST_CASE("one failed trial opens it again for a whole cooldown") {
  CircuitBreaker breaker = opened_at(100);
  CHECK(breaker.admit(at(135)).admitted);
  CHECK(breaker.admit(at(135)).admitted);
  breaker.record(at(136), true);
  breaker.record(at(137), false);
  CHECK(breaker.state(at(137)) == BreakerState::open);
  CHECK(breaker.admit(at(140)).retry_after == seconds(27));
  CHECK(breaker.state(at(167)) == BreakerState::half_open);
}

TEST_CASE("each round of trials must succeed as a whole, whatever the round before did") {
  CircuitBreaker breaker = opened_at(100);
  for (int i = 0; i < 10; ++i) CHECK(breaker.admit(at(130)).admitted);
  for (int i = 0; i < 9; ++i) breaker.record(at(131), true);
  breaker.record(at(131), false);
  for (int i = 0; i < 10; ++i) CHECK(breaker.admit(at(161)).admitted);
  breaker.record(at(162), true);
  CHECK(breaker.state(at(162)) == BreakerState::half_open);
}

TEST_CASE("failures from before the opening do not count after the closing") {
  CircuitBreaker breaker({.cooldown = seconds(1), .trials = 1});
  record_calls(breaker, at(5), 100, 100);
  CHECK(breaker.admit(at(6)).admitted);
  breaker.record(at(6), true);
  CHECK(breaker.state(at(6)) == BreakerState::closed);
  record_calls(breaker, at(6), 100, 5);
  CHECK(breaker.state(at(6)) == BreakerState::closed);
}

TEST_CASE("answers that arrive while it is open change nothing") {
  CircuitBreaker breaker = opened_at(100);
  record_calls(breaker, at(110), 200, 200);
  CHECK(breaker.state(at(130)) == BreakerState::half_open);
  record_calls(breaker, at(131), 1000, 0);
  CHECK(breaker.admit(at(131)).admitted);
  CHECK(breaker.state(at(131)) == BreakerState::half_open);
  breaker.record(at(131), true);
  for (int i = 0; i < 100; ++i) breaker.record(at(131), true);  // one trial, one answer
  CHECK(breaker.state(at(131)) == BreakerState::half_open);
}

TEST_CASE("trials that are never answered are replaced after another cooldown") {
  CircuitBreaker breaker = opened_at(100);
  for (int i = 0; i < 10; ++i) CHECK(breaker.admit(at(130)).admitted);
  CHECK_FALSE(breaker.admit(at(160) - Duration{1}).admitted);
  CHECK(breaker.admit(at(160)).admitted);
}

TEST_CASE("a cancelled trial makes room for another; a closed breaker has nothing to cancel") {
  CircuitBreaker breaker = opened_at(100);
  for (int i = 0; i < 100; ++i) {
    CHECK(breaker.admit(at(130)).admitted);
    breaker.cancel();
  }
  for (int i = 0; i < 10; ++i) CHECK(breaker.admit(at(130)).admitted);
  CHECK_FALSE(breaker.admit(at(130)).admitted);
  for (int i = 0; i < 10; ++i) breaker.record(at(131), true);
  CHECK(breaker.state(at(131)) == BreakerState::closed);
  breaker.cancel();
  CHECK(breaker.state(at(131)) == BreakerState::closed);
}

TEST_CASE("time that runs back does not shorten a cooldown; the end of time ends it") {
  CircuitBreaker breaker = opened_at(100);
  CHECK_FALSE(breaker.admit(at(0)).admitted);
  CHECK_FALSE(breaker.admit(kNever).admitted);
  CHECK(breaker.state(kNever) == BreakerState::open);
  CHECK(breaker.state(TimePoint::max()) == BreakerState::half_open);
  CHECK(breaker.admit(TimePoint::max()).admitted);
}

// While a service is down for ten minutes, calls reach it only in the windows before the breaker
// opens and as trials: the trickle costs at most `trials` calls per cooldown.
TEST_CASE("a dead service sees no more than the trickle") {
  CircuitBreaker breaker({});
  int reached = 0;
  for (int i = 0; i < 600'000; ++i) {
    const TimePoint now{milliseconds(i)};
    if (!breaker.admit(now).admitted) continue;
    ++reached;
    breaker.record(now, false);
  }
  CHECK(reached == 100 + 19);
}

}  // namespace
}  // namespace uslkit
