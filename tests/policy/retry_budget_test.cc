#include "policy/retry_budget.h"

#include <cmath>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "model/metastability.h"
#include "policy/retry_policy.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("in any interval at most burst + floor x time + ratio x first attempts are retried") {
  Random random(91, "retry budget");
  for (int schedule = 0; schedule < 500; ++schedule) {
    const double ratio = 0.5 * random.uniform();
    const double floor = 5 * random.uniform();
    RetryBudget budget({.ratio = ratio, .floor = {floor}, .burst = 10});
    TimePoint now{};
    // The largest rise of (retries - ratio x first attempts - floor x time) is the burst needed.
    double sum = 0;
    double lowest = 0;
    for (int i = 0; i < 1000; ++i) {
      now += milliseconds(static_cast<int>(40 * random.uniform()));
      if (random.uniform() < 0.5) {
        budget.on_first_attempt(now);
        sum -= ratio;
      } else if (budget.admit_retry(now)) {
        sum += 1;
      }
      const double balance = sum - floor * in_seconds(now);
      lowest = std::min(lowest, balance);
      REQUIRE(balance - lowest <= 10 + 1e-9);
    }
  }
}

TEST_CASE("under total failure the share of retries is the ratio") {
  RetryBudget budget({.ratio = 0.1, .floor = {0}, .burst = 10});
  int retries = 0;
  for (int i = 0; i < 100'000; ++i) {
    const TimePoint now{milliseconds(i)};
    budget.on_first_attempt(now);
    if (budget.admit_retry(now)) ++retries;
  }
  CHECK(retries >= 10'000);
  CHECK(retries <= 10'010);
}

TEST_CASE("the floor lets rare traffic retry, and time that runs back pays nothing in") {
  RetryBudget budget({.ratio = 0, .floor = {1}, .burst = 1});
  CHECK(budget.admit_retry(TimePoint{seconds(100)}));
  CHECK_FALSE(budget.admit_retry(TimePoint{seconds(100)}));
  CHECK_FALSE(budget.admit_retry(TimePoint{}));
  CHECK_FALSE(budget.admit_retry(TimePoint{seconds(100)}));
  CHECK(budget.admit_retry(TimePoint{seconds(101)}));
  CHECK(budget.balance(TimePoint::max()) == 1);
}

// A service that follows the USL past its peak: with N requests inside it finishes X(N) a second,
// oldest first. Clients wait 250 ms, then give up and try again up to three times. They offer
// 700/s, a surge of 3 times that lasts ten seconds.
class RetryStormLoop {
 public:
  static constexpr UslParameters kUsl{.alpha = 0.0, .beta = 1e-4, .gamma = 20};

  explicit RetryStormLoop(bool with_budget)
      : with_budget_(with_budget), random_(92, "retry storm") {}

  // Requests completed per second over the last ten of `until` seconds.
  double goodput_at(int until) {
    double completed = 0;
    for (; tick_ < until * kTicksPerSecond; ++tick_) {
      const double done = step();
      if (tick_ >= (until - 10) * kTicksPerSecond) completed += done;
    }
    return completed / 10;
  }

 private:
  static constexpr int kTicksPerSecond = 100;
  static constexpr int kTimeoutTicks = 25;
  struct Request {
    int entered;
    int attempt;
  };

  double step() {
    const int second = tick_ / kTicksPerSecond;
    const int arrivals = second >= 30 && second < 40 ? 21 : 7;
    std::vector<int> entering = retries_due();
    for (int i = 0; i < arrivals; ++i) {
      budget_.on_first_attempt(now());
      entering.push_back(1);
    }
    enter_in_any_order(entering);
    give_up();
    return complete();
  }

  std::vector<int> retries_due() {
    const std::size_t index = static_cast<std::size_t>(tick_);
    return index < retries_.size() ? retries_[index] : std::vector<int>{};
  }

  // Neither first attempts nor retries may always be first in line: that would favour them.
  void enter_in_any_order(std::vector<int> attempts) {
    for (std::size_t left = attempts.size(); left > 0; --left) {
      std::swap(attempts[left - 1], attempts[random_.index(left)]);
      inside_.push_back({tick_, attempts[left - 1]});
    }
  }

  void give_up() {
    while (!inside_.empty() && tick_ - inside_.front().entered >= kTimeoutTicks) {
      const int attempt = inside_.front().attempt;
      inside_.pop_front();
      const std::optional<Duration> wait = policy_.next(attempt, Duration{0}, random_.uniform());
      if (!wait || (with_budget_ && !budget_.admit_retry(now()))) continue;
      const std::size_t due = static_cast<std::size_t>(tick_ + 1 + *wait / milliseconds(10));
      if (retries_.size() <= due) retries_.resize(due + 1);
      retries_[due].push_back(attempt + 1);
    }
  }

  double complete() {
    if (inside_.empty()) return 0;
    progress_ += usl_throughput(kUsl, static_cast<double>(inside_.size())) / kTicksPerSecond;
    double completed = 0;
    for (; progress_ >= 1 && !inside_.empty(); progress_ -= 1) {
      inside_.pop_front();
      completed += 1;
    }
    return completed;
  }

  [[nodiscard]] TimePoint now() const { return TimePoint{milliseconds(10 * tick_)}; }

  bool with_budget_;
  int tick_ = 0;
  double progress_ = 0;
  std::deque<Request> inside_;
  std::vector<std::vector<int>> retries_;  // attempts by the tick at which they enter
  RetryPolicy policy_{RetryPolicyOptions{.max_attempts = 4, .first_backoff = milliseconds(50)}};
  RetryBudget budget_{RetryBudgetOptions{.ratio = 0.1, .floor = {1}, .burst = 10}};
  Random random_;
};

TEST_CASE("retries keep a system down after the surge is over; with a budget it recovers") {
  RetryStormLoop unbounded(false);
  RetryStormLoop bounded(true);
  // Both carry the load before the surge.
  CHECK(unbounded.goodput_at(30) == doctest::Approx(700).epsilon(0.01));
  CHECK(bounded.goodput_at(30) == doctest::Approx(700).epsilon(0.01));
  // Neither carries the surge.
  CHECK(unbounded.goodput_at(40) < 700);
  // Five minutes after it one is still down, the other has been well for long.
  CHECK(unbounded.goodput_at(340) < 400);
  CHECK(bounded.goodput_at(60) == doctest::Approx(700).epsilon(0.01));
  CHECK(bounded.goodput_at(340) == doctest::Approx(700).epsilon(0.01));
}

TEST_CASE("the loop's parameters are metastable in theory: three retries sustain it, 0.1 do not") {
  // What is inside while everything fails: all attempts of one timeout, lambda (1 + retries) T.
  const double load = 700;
  const double timeout = 0.25;
  for (const double retries : {3.0, 0.1}) {
    const RetryStorm storm{.usl = RetryStormLoop::kUsl,
                           .overload_concurrency = load * (1 + retries) * timeout,
                           .arrival_rate = load,
                           .retries = retries};
    CHECK(stays_collapsed(storm) == (retries > 1));
  }
}

}  // namespace
}  // namespace uslkit
