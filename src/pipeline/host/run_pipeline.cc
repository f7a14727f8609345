#include "pipeline/host/run_pipeline.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/host/runnable.h"
#include "pipeline/load/load_generator.h"
#include "run/assemble_result.h"
#include "run/conservation.h"

namespace uslkit {
namespace {

constexpr Duration kLook = std::chrono::milliseconds(50);
// Answers that have not come by then are counted as unanswered.
constexpr Duration kLongestAnswer = std::chrono::seconds(10);

class Run {
 public:
  Run(const Scenario& scenario, const RunPipelineOptions& options)
      : scenario_(scenario), options_(options) {
    if (options_.check_parity) options_.pipeline.journal = &journal_;
  }

  PipelineRun go() {
    Pipeline pipeline(scenario_, options_.pipeline);
    pipeline_ = &pipeline;
    show(RunPhase::starting);
    if (options_.fill_events > 0) pipeline.hold_consumers(true);
    pipeline.start();
    run_.delivery.found = pipeline.backlog();
    LoadOptions load = options_.load;
    load.address = options_.pipeline.address;
    load.port = pipeline.port();
    load.clock = pipeline.clock();
    load.journal = options_.pipeline.journal;
    LoadGenerator generator(scenario_, pipeline.recorder(), load);
    generator_ = &generator;
    generator.start();
    until_end_of_load();
    RunTally tally = at_end_of_load();
    show(RunPhase::answers);
    run_.load = generator.finish(kLongestAnswer);
    drain();
    finish(std::move(tally));
    return std::move(run_);
  }

 private:
  [[nodiscard]] TimePoint now() const { return pipeline_->clock().now(); }
  [[nodiscard]] bool interrupted() const { return options_.stop != nullptr && *options_.stop; }

  void show(RunPhase phase) {
    if (!options_.on_view) return;
    RunPipelineView view{.phase = phase, .time_s = in_seconds(now())};
    if (generator_ != nullptr) view.load = generator_->progress();
    view.pipeline = pipeline_->view();
    options_.on_view(view);
  }

  void until_end_of_load() {
    bool filling = options_.fill_events > 0;
    while (!pipeline_->finished()) {
      if (filling && pipeline_->backlog() >= options_.fill_events) {
        pipeline_->hold_consumers(false);
        filling = false;
      }
      if (interrupted()) {
        generator_->stop_sending();
        break;
      }
      const bool warm = now() >= TimePoint(scenario_.warm_up);
      show(filling ? RunPhase::fill : (warm ? RunPhase::load : RunPhase::warm_up));
      std::this_thread::sleep_for(kLook);
    }
    if (filling) pipeline_->hold_consumers(false);
  }

  // What a simulation would have counted: everything until this moment.
  RunTally at_end_of_load() {
    const TimePoint at = now();
    RunTally tally = pipeline_->recorder().with([&](IntervalRecorder& recorder, RunTally& live) {
      if (!pipeline_->finished()) recorder.cut(at, {});
      return live;
    });
    tally.simulated = pipeline_->finished() ? scenario_.duration : at.time_since_epoch();
    tally.measured = std::max(tally.simulated - scenario_.warm_up, Duration{0});
    if (!pipeline_->finished()) tally.stopped_early = "interrupted";
    for (ClassTally& each : tally.classes) balance(each.counts, tally.violations);
    for (const ClassTally& each : tally.classes) tally.events_handled += each.counts.arrived;
    return tally;
  }

  // Who has no answer and what is on its way follows from the rest; below zero something came that
  // nobody sent.
  static void balance(Counts& counts, std::vector<std::string>& violations) {
    counts.unanswered_at_end =
        counts.arrived - counts.acked - counts.late_acks - counts.failed - counts.invalid;
    counts.in_flight_at_end = counts.arrived + counts.retried + counts.duplicates -
                              counts.rejected_total() - counts.invalid - counts.applied -
                              counts.duplicates_skipped - counts.dead_lettered - counts.lost;
    if (counts.unanswered_at_end < 0) violations.push_back("more requests were answered than sent");
    if (counts.in_flight_at_end < 0) violations.push_back("more events ended than were sent");
  }

  void drain() {
    const TimePoint begin = now();
    pipeline_->drain(options_.drain, [this] { show(RunPhase::drain); });
    run_.drain_s = in_seconds(now() - begin);
  }

  void finish(RunTally tally) {
    show(RunPhase::stopping);
    run_.costs = pipeline_->consumer_meters().costs;
    run_.level = pipeline_->strongest_level();
    run_.end = pipeline_->stop(Duration{0});
    check_delivery();
    pipeline_->add_results(tally);
    if (!run_.end.trouble.empty()) tally.violations.push_back(run_.end.trouble);
    if (run_.delivery.missing() != 0) {
      tally.violations.push_back(
          fmt::format("{} events found and {} appended, but {} applied + {} duplicates + {} dead "
                      "letters + {} expired + {} "
                      "undelivered",
                      run_.delivery.found, run_.delivery.appended, run_.delivery.applied,
                      run_.delivery.duplicates, run_.delivery.dead_lettered, run_.delivery.expired,
                      run_.delivery.undelivered));
    }
    tally.notes = notes();
    std::vector<RunTally> tallies;
    tallies.push_back(std::move(tally));
    run_.result = assemble_result(scenario_, std::move(tallies), RunKind::measured);
    if (!options_.check_parity) return;
    run_.parity = replay_journal(scenario_, journal_);
    if (!run_.parity->same()) run_.result.notes.push_back(run_.parity->first_difference);
  }

  void check_delivery() {
    DeliveryCheck& delivery = run_.delivery;
    RunTally probe;
    probe.classes.resize(scenario_.traffic.classes.size());
    probe.partitions.resize(static_cast<std::size_t>(scenario_.log->partitions));
    pipeline_->add_results(probe);
    for (const ClassTally& each : probe.classes) {
      delivery.appended += each.counts.appended;
      delivery.dropped += each.counts.lost;
    }
    const ConsumerMeters meters = pipeline_->consumer_meters();
    delivery.applied = meters.counts.applied;
    delivery.duplicates = meters.counts.duplicates;
    delivery.dead_lettered = meters.counts.dead_lettered;
    for (const PartitionMeters& each : meters.partitions) delivery.expired += each.lost;
    delivery.undelivered = run_.end.undelivered;
    const LoadClassReport total = run_.load.total();
    delivery.acknowledged = total.acked + total.late;
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes = runnable_notes(scenario_);
    const auto add = [&notes](std::string note) { notes.push_back(std::move(note)); };
    for (const std::string& reason : run_.load.reasons) {
      add("the load generator was the bottleneck: " + reason);
    }
    for (const std::string& note : run_.load.notes) add(note);
    add(fmt::format("acknowledged at level {}", name_of(run_.level)));
    add(fmt::format(
        "after the load: {} acknowledged, {} appended, {} applied, {} duplicates, {} dead "
        "letters, {} undelivered; drained in {:.2f} s",
        run_.delivery.acknowledged, run_.delivery.appended, run_.delivery.applied,
        run_.delivery.duplicates, run_.delivery.dead_lettered, run_.delivery.undelivered,
        run_.drain_s));
    return notes;
  }

  const Scenario& scenario_;
  RunPipelineOptions options_;
  CallJournal journal_;
  Pipeline* pipeline_ = nullptr;
  LoadGenerator* generator_ = nullptr;
  PipelineRun run_;
};

}  // namespace

std::string_view name_of(RunPhase phase) {
  switch (phase) {
    case RunPhase::starting:
      return "starting";
    case RunPhase::fill:
      return "backlog fill";
    case RunPhase::warm_up:
      return "warm-up";
    case RunPhase::load:
      return "load";
    case RunPhase::answers:
      return "last answers";
    case RunPhase::drain:
      return "drain";
    case RunPhase::stopping:
      return "stopping";
  }
  USLKIT_CHECK(false);
}

PipelineRun run_pipeline(const Scenario& scenario, const RunPipelineOptions& options) {
  return Run(scenario, options).go();
}

}  // namespace uslkit
