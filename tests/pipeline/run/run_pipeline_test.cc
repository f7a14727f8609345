#include "pipeline/host/run_pipeline.h"

#include <algorithm>
#include <atomic>
#include <filesystem>

#include <doctest/doctest.h>

#include "pipeline/host/scratch_directory.h"
#include "tests/pipeline/run/small_scenario.h"

namespace uslkit {
namespace {

using test::small_scenario;

std::int64_t calls_of(const JournalReplay& replay, const std::string& policy) {
  for (const JournalReplay::Policy& each : replay.policies) {
    if (each.name == policy) return each.calls;
  }
  return 0;
}

TEST_CASE("a run gives every event one end, and the result of a simulation, measured") {
  const PipelineRun run = run_pipeline(small_scenario(), {});
  for (const std::string& violation : run.result.conservation.violations) MESSAGE(violation);
  CHECK(run.result.conservation.holds);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.undelivered == 0);
  CHECK(run.delivery.acknowledged == run.result.totals.arrived);
  CHECK(run.delivery.applied == run.delivery.appended);
  CHECK(run.result.provenance.engine == "pipeline");
  CHECK(run.result.totals.arrived > 1000);
  CHECK(run.result.throughput_per_s > 400);
  CHECK(run.result.ack.count() > 0);
  CHECK(run.result.end_to_end.count() > 0);
  // An end-to-end latency holds at least the work of its own batch.
  CHECK(run.result.end_to_end.min() >= std::chrono::milliseconds(2));
  CHECK(run.result.series.applied_per_s.size() == 10);
  CHECK(run.costs.processing.batches > 20);
}

TEST_CASE(
    "what is older than the log's retention goes while the run lasts, and nothing unread with it") {
  const ScratchDirectory directory("");
  RunPipelineOptions options;
  options.pipeline.directory = directory.path();
  options.pipeline.log_segment = Bytes{8 << 10};
  const PipelineRun run =
      run_pipeline(small_scenario({"/log/retention=300ms", "/duration=4s"}), options);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.expired == 0);
  std::int64_t kept = 0;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(directory.path() + "/log")) {
    if (file.path().extension() == ".log") kept += static_cast<std::int64_t>(file.file_size());
  }
  // 800/s of 250 bytes and more for four seconds, in segments of which the header takes half: some
  // 2.5 MB, of which the last 1.3 s stay.
  CHECK(run.delivery.appended * 250 * 2 > 1'500'000);
  CHECK(kept < 1'300'000);
}

TEST_CASE("the policies of a run answer again as the simulator's, bit for bit") {
  const Scenario scenario = small_scenario(
      {R"(/ingress/admission=[{"kind":"token_bucket","rate":"500/s","burst":20}])",
       R"(/faults=[{"kind":"kill_consumers","at":"500ms","length":"700ms","share":0.5}])",
       R"(/consumers/autoscaler={"kind":"lag","trigger":"10ms","delay":"200ms",)"
       R"("cooldown":"200ms","highest":4})"});
  const PipelineRun run = run_pipeline(scenario, {});
  REQUIRE(run.parity.has_value());
  CHECK(run.parity->complete);
  CHECK(run.parity->first_difference == "");
  CHECK(run.parity->same());
  CHECK(calls_of(*run.parity, "admission") > 1000);
  CHECK(calls_of(*run.parity, "timeline") > 10);
  CHECK(calls_of(*run.parity, "scaling") > 10);
  CHECK(calls_of(*run.parity, "group") >= 2);
  CHECK(run.delivery.missing() == 0);
  const std::size_t limited = static_cast<std::size_t>(RejectReason::rate_limit);
  CHECK(run.result.totals.rejected[limited] > 100);
}

TEST_CASE("a replay with another policy is told apart") {
  const Scenario scenario =
      small_scenario({R"(/ingress/admission=[{"kind":"token_bucket","rate":"500/s","burst":20}])"});
  CallJournal journal;
  RunPipelineOptions options;
  options.check_parity = false;
  options.pipeline.journal = &journal;
  static_cast<void>(run_pipeline(scenario, options));
  CHECK(replay_journal(scenario, journal).same());
  const Scenario other =
      small_scenario({R"(/ingress/admission=[{"kind":"token_bucket","rate":"501/s","burst":20}])"});
  const JournalReplay replay = replay_journal(other, journal);
  CHECK_FALSE(replay.same());
  CHECK(replay.first_difference != "");
}

TEST_CASE("what is kept in a directory is there for the next run") {
  const ScratchDirectory directory("");
  RunPipelineOptions options;
  options.pipeline.directory = directory.path();
  const PipelineRun first = run_pipeline(small_scenario(), options);
  const PipelineRun second = run_pipeline(small_scenario({"/seed=2"}), options);
  CHECK(first.delivery.missing() == 0);
  CHECK(second.delivery.missing() == 0);
  CHECK(second.delivery.found == 0);
  CHECK(second.delivery.applied > 0);
}

TEST_CASE("a backlog is filled before anybody consumes") {
  RunPipelineOptions options;
  options.fill_events = 400;
  double first_applied_s = -1;
  options.on_view = [&](const RunPipelineView& view) {
    if (view.phase == RunPhase::fill) CHECK(view.pipeline.applied == 0);
    if (first_applied_s < 0 && view.pipeline.applied > 0) first_applied_s = view.time_s;
  };
  const PipelineRun run = run_pipeline(small_scenario(), options);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.result.lag.max_backlog_events >= 300);
  CHECK(first_applied_s > 0.2);
}

TEST_CASE("an interrupted run drains and keeps what is done") {
  std::atomic<bool> stop = false;
  RunPipelineOptions options;
  options.stop = &stop;
  options.on_view = [&](const RunPipelineView& view) {
    if (view.time_s > 0.7) stop = true;
  };
  const PipelineRun run = run_pipeline(small_scenario({"/duration=20s"}), options);
  CHECK(run.result.provenance.stopped_early == "interrupted");
  CHECK(run.result.duration_s < 10);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.undelivered == 0);
  CHECK(run.delivery.applied > 100);
}

TEST_CASE("a synchronous run answers only when the event is applied") {
  RunPipelineOptions options;
  options.pipeline.synchronous = true;
  const Scenario scenario = small_scenario(
      {"/traffic/classes/0/rate=50/s", R"(/consumers/batch={"t0":"30ms","t1":"0s"})"});
  const PipelineRun run = run_pipeline(scenario, options);
  CHECK(run.result.ack.min() >= std::chrono::milliseconds(30));
  CHECK(run.delivery.missing() == 0);
  CHECK(run.costs.processing.events ==
        doctest::Approx(static_cast<double>(run.costs.processing.batches)));
  const PipelineRun plain = run_pipeline(scenario, {});
  CHECK(plain.result.ack.quantile(0.2) < std::chrono::milliseconds(30));
}

}  // namespace
}  // namespace uslkit
