#include "run/lag_summary.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

// Work-lags at the ends of rows of 10 s, with a backlog of 100 events a second of it.
SeriesResult series_of(const std::vector<double>& work_lags) {
  SeriesResult series;
  series.interval_s = 10;
  for (std::size_t i = 0; i < work_lags.size(); ++i) {
    series.time_s.push_back(10.0 * static_cast<double>(i));
    series.work_lag_s.push_back(work_lags[i]);
    series.age_lag_s.push_back(work_lags[i] / 2);
    series.backlog_events.push_back(100 * work_lags[i]);
  }
  return series;
}

}  // namespace

TEST_CASE("a run has recovered when its work-lag falls below one second for the last time") {
  // Above at 20 s and again at 40 s; from 5 at 40 s to 0 at 50 s it crosses 1 at 48 s.
  CHECK(recovered_at(series_of({0, 3, 0, 5, 0}), 1) == doctest::Approx(48));
  CHECK(recovered_at(series_of({0, 0.9, 0}), 1) == 0.0);
  CHECK_FALSE(recovered_at(series_of({0, 3}), 1));
  CHECK(recovered_at(SeriesResult{}, 1) == 0.0);
  // What lies before the moment asked for does not count.
  CHECK(recovered_at(series_of({0, 3, 0, 0, 0}), 1, 25) == 0.0);
}

TEST_CASE("the three lags are told apart, with the time of the greatest") {
  const LagResult lag = lag_summary(series_of({0, 30, 120, 60, 0}), {});
  CHECK(lag.max_work_lag_s == 120);
  CHECK(lag.max_work_lag_at_s == 30);  // the end of its row
  CHECK(lag.max_age_lag_s == 60);
  CHECK(lag.max_backlog_events == 12000);
  CHECK(lag.drain_time_s == 0.0);
  CHECK(lag.recovered_at_s == doctest::Approx(40 + 10 * 59.0 / 60));
}

TEST_CASE("partitions that were followed more closely than the rows decide the maxima") {
  RunTally tally;
  tally.partitions.resize(2);
  tally.partitions[1].max_work_lag_s = 7;
  tally.partitions[0].max_age_lag_s = 9;
  const LagResult lag = lag_summary(series_of({0, 3, 0}), {&tally, 1});
  CHECK(lag.max_work_lag_s == 7);
  CHECK(lag.max_age_lag_s == 9);
}

TEST_CASE("the drain time is the backlog over the rate at which it falls") {
  // From 120 s to 60 s of work in 30 s: at 2 s of work a second, 60 s of it take 30 s more.
  const LagResult falling = lag_summary(series_of({120, 100, 80, 60}), {});
  CHECK(falling.drain_time_s == doctest::Approx(30));
  CHECK_FALSE(falling.recovered_at_s);
  CHECK_FALSE(lag_summary(series_of({0, 10, 20}), {}).drain_time_s);
  CHECK_FALSE(lag_summary(series_of({20}), {}).drain_time_s);
  CHECK(lag_summary(series_of({20, 0.5}), {}).drain_time_s == 0.0);
}

TEST_CASE("over replications lags are means, and what one lacks is absent") {
  const LagResult a{.max_work_lag_s = 100, .drain_time_s = 10, .recovered_at_s = 400};
  const LagResult b{.max_work_lag_s = 120, .drain_time_s = 20};
  const LagResult mean = mean_lags({a, b});
  CHECK(mean.max_work_lag_s == 110);
  CHECK(mean.drain_time_s == 15.0);
  CHECK_FALSE(mean.recovered_at_s);
}

}  // namespace uslkit
