#include "scenario/prediction_check.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

RunResult run_with(double throughput, double latency_ms, double lag_s) {
  RunResult run;
  run.throughput_per_s = throughput;
  for (int i = 0; i < 100; ++i) run.end_to_end.record(static_cast<std::int64_t>(latency_ms * 1e6));
  run.lag.max_work_lag_s = lag_s;
  run.lag.max_work_lag_at_s = 10;
  run.lag.recovered_at_s = 10 + lag_s;
  run.series.interval_s = 0.5;
  return run;
}

RunResult measured(double throughput, double latency_ms, double lag_s) {
  RunResult run = run_with(throughput, latency_ms, lag_s);
  run.provenance.engine = "pipeline";
  return run;
}

const PredictionRow& row(const PredictionCheck& check, const std::string& metric) {
  for (const PredictionRow& each : check.rows) {
    if (each.metric == metric) return each;
  }
  FAIL("no row " << metric);
  return check.rows.front();
}

TEST_CASE("five quantities are judged, each by its own tolerance") {
  const PredictionCheck check = check_prediction(run_with(1040, 100, 5.5), measured(1000, 100, 5));
  CHECK(check.rows.size() == 5);
  CHECK(check.holds());
  CHECK(check.warnings.empty());
  CHECK(*row(check, "throughput_per_s").deviation == doctest::Approx(0.04));
  CHECK(*row(check, "lag.max_work_lag_s").deviation == doctest::Approx(0.1));
}

TEST_CASE("what is off is told, and only that") {
  const PredictionCheck check = check_prediction(run_with(1060, 130, 8), measured(1000, 100, 5));
  CHECK_FALSE(check.holds());
  CHECK_FALSE(row(check, "throughput_per_s").within);
  CHECK_FALSE(row(check, "latency.end_to_end.p50_ms").within);
  CHECK_FALSE(row(check, "lag.max_work_lag_s").within);
  CHECK_FALSE(row(check, "lag.drain_after_peak_s").within);
  CHECK(check_prediction(run_with(1040, 130, 5), measured(1000, 100, 5), {.others = 0.31}).holds());
}

TEST_CASE("differences below what instruments tell are none") {
  const PredictionCheck check =
      check_prediction(run_with(1000, 3, 0.02), measured(1000, 1.5, 0.09));
  CHECK(check.holds());
}

TEST_CASE("a backlog that drains in one of the two only is a miss") {
  RunResult never = run_with(1000, 100, 5);
  never.lag.recovered_at_s.reset();
  CHECK_FALSE(check_prediction(never, measured(1000, 100, 5)).holds());
}

TEST_CASE("two runs of one kind, or of two seeds, are no prediction") {
  RunResult other = run_with(1000, 100, 5);
  other.provenance.seed = 7;
  CHECK(check_prediction(other, run_with(1000, 100, 5)).warnings.size() == 2);
  CHECK(check_prediction(measured(1000, 100, 5), measured(1000, 100, 5)).warnings.size() == 1);
}

}  // namespace
}  // namespace uslkit
