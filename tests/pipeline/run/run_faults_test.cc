#include <doctest/doctest.h>

#include "pipeline/host/run_pipeline.h"
#include "tests/pipeline/run/small_scenario.h"

namespace uslkit {
namespace {

using test::small_scenario;

std::int64_t rejected(const PipelineRun& run, RejectReason reason) {
  return run.result.totals.rejected[static_cast<std::size_t>(reason)];
}

TEST_CASE("a full disk refuses with 507 while it lasts, and loses nothing") {
  const PipelineRun run = run_pipeline(
      small_scenario({R"(/faults=[{"kind":"disk_full","at":"600ms","length":"500ms"}])"}), {});
  CHECK(rejected(run, RejectReason::log_full) > 100);
  CHECK(run.load.answers.at(507) > 100);
  CHECK(run.delivery.missing() == 0);
  // It works again by itself.
  CHECK(run.result.totals.acked > 800);
}

TEST_CASE("a partition that is down refuses its appends; the others go on") {
  const PipelineRun run = run_pipeline(
      small_scenario(
          {R"(/faults=[{"kind":"partition","at":"500ms","length":"1s","partitions":[1]}])"}),
      {});
  CHECK(run.load.answers.at(503) > 50);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.result.partitions[0].applied > run.result.partitions[1].applied);
}

TEST_CASE("a latency fault at the log delays acknowledgements and what is consumed") {
  const PipelineRun plain = run_pipeline(small_scenario(), {});
  const PipelineRun slow = run_pipeline(
      small_scenario({R"(/faults=[{"kind":"latency","place":"log","at":"0s","added":"120ms"}])"}),
      {});
  CHECK(slow.result.ack.quantile(0.1) >= std::chrono::milliseconds(120));
  CHECK(slow.result.end_to_end.quantile(0.1) >= std::chrono::milliseconds(120));
  CHECK(plain.result.ack.quantile(0.1) < std::chrono::milliseconds(100));
  CHECK(slow.delivery.missing() == 0);
}

TEST_CASE("an outage of the store builds a backlog that is worked off afterwards") {
  const PipelineRun run = run_pipeline(
      small_scenario({R"(/database={"servers":4,"batch":{"t0":"1ms","t1":"10us"}})",
                      R"(/faults=[{"kind":"database_outage","at":"500ms","length":"700ms"}])"}),
      {});
  CHECK(run.result.lag.max_backlog_events > 200);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.undelivered == 0);
  CHECK(run.result.totals.failed == 0);
}

TEST_CASE("poison, duplicates and invalid events end where they should") {
  const PipelineRun run =
      run_pipeline(small_scenario({"/traffic/classes/0/poison_share=0.002",
                                   "/traffic/classes/0/invalid_share=0.05",
                                   "/traffic/classes/0/duplicate_share=0.1",
                                   "/consumers/crash_restart=20ms", "/consumers/max_attempts=2"}),
                   {});
  CHECK(run.result.totals.invalid > 20);
  CHECK(run.load.answers.at(400) == run.result.totals.invalid);
  CHECK(run.delivery.duplicates > 50);
  CHECK(run.delivery.dead_lettered > 0);
  CHECK(run.delivery.missing() == 0);
}

TEST_CASE("a log of bounded capacity refuses, or drops and says so") {
  const std::string slow = R"(/consumers/batch={"t0":"200ms","t1":"0s"})";
  const PipelineRun refuses =
      run_pipeline(small_scenario({"/log/capacity=60", "/log/on_full=fail", slow}), {});
  CHECK(rejected(refuses, RejectReason::log_full) > 100);
  CHECK(refuses.delivery.missing() == 0);
  const PipelineRun drops =
      run_pipeline(small_scenario({"/log/capacity=60", "/log/on_full=drop", slow}), {});
  CHECK(drops.result.totals.lost > 100);
  CHECK(drops.delivery.missing() == 0);
  CHECK(rejected(drops, RejectReason::log_full) == 0);
}

}  // namespace
}  // namespace uslkit
