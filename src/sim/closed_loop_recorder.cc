#include "sim/closed_loop_recorder.h"

#include <fmt/format.h>

namespace uslkit {

ClosedLoopRecorder::ClosedLoopRecorder(const Scenario& scenario, const CellRun& run)
    : scenario_(scenario),
      run_(run),
      workers_(*scenario.workers),
      requests_(scenario.coordination->requests),
      warm_up_(scenario.warm_up),
      end_(scenario.duration),
      window_began_(warm_up_),
      window_ends_at_(std::max<std::int64_t>(1, requests_ / kBatchWindows)) {
  tally_.cell = run.cell;
  tally_.replication = run.replication;
  tally_.classes.resize(std::max<std::size_t>(1, scenario.traffic.classes.size()));
  tally_.windows.resize(kBatchWindows);
  tally_.closed_workers = workers_;
}

// Requests that are answered together may overfill a window; the next one is then the smaller.
void ClosedLoopRecorder::close_window() {
  if (finished_) return;
  tally_.windows[static_cast<std::size_t>(window_)].length = now_ - window_began_;
  window_began_ = now_;
  if (measured_ >= requests_) {
    finished_ = true;
    return;
  }
  window_ = std::min(window_ + 1, kBatchWindows - 1);
  window_ends_at_ = std::max(measured_ + 1, requests_ * (window_ + 1) / kBatchWindows);
}

bool ClosedLoopRecorder::stop_at_end() {
  if (finished_) return false;
  now_ = end_;
  tally_.notes.push_back(
      fmt::format("the run's duration ended it after {} of {} requests", measured_, requests_));
  stop();
  return false;
}

// Before the last window is full.
void ClosedLoopRecorder::stop() {
  if (finished_) return;
  finished_ = true;
  tally_.windows[static_cast<std::size_t>(window_)].length = now_ - std::min(now_, window_began_);
}

void ClosedLoopRecorder::on_unanswered(const Request& request) {
  ++unanswered_;
  add_stay(request);
}

void ClosedLoopRecorder::tick() {
  const double fraction = static_cast<double>(measured_) / static_cast<double>(requests_);
  if (run_.on_tick) run_.on_tick(std::min(1.0, fraction), answered_);
  if (run_.stop != nullptr && run_.stop->load(std::memory_order_relaxed)) {
    tally_.stopped_early = "interrupted";
  } else if (answered_ >= scenario_.budget.events) {
    tally_.stopped_early = fmt::format("its budget of {} events is used up", answered_);
  } else {
    return;
  }
  stop();
}

std::vector<StationTally> ClosedLoopRecorder::stations() const {
  const double measured_s = in_seconds(tally_.measured);
  const double busy_s = in_seconds(Duration(busy_ns_));
  const double waiting_s = in_seconds(Duration(waiting_ns_));
  const double workers = static_cast<double>(workers_);
  const StationTally all{.name = "workers",
                         .server_seconds = workers * measured_s,
                         .busy_seconds = workers * measured_s,
                         .arrivals = measured_,
                         .departures = measured_,
                         .number_integral_s = workers * measured_s,
                         .time_sum_s = in_seconds(Duration(system_ns_))};
  const StationTally serial{.name = "serial",
                            .server_seconds = measured_s,
                            .busy_seconds = busy_s,
                            .arrivals = measured_,
                            .departures = measured_,
                            .number_integral_s = waiting_s + busy_s,
                            .time_sum_s = waiting_s + busy_s,
                            .wait_sum_s = waiting_s};
  return {all, serial};
}

// Every worker has one request under way, always: with its answer the next one begins.
RunTally ClosedLoopRecorder::finish() {
  USLKIT_CHECK(finished_);
  tally_.simulated = now_.time_since_epoch();
  tally_.measured = std::max(Duration{0}, now_ - warm_up_);
  tally_.stations = stations();
  if (tally_.measured * workers_ != Duration(system_ns_)) {
    tally_.violations.push_back(fmt::format("{} workers were busy for {} ns instead of {}",
                                            workers_, system_ns_,
                                            (tally_.measured * workers_).count()));
  }
  ClassTally& all = tally_.classes.front();
  for (const BatchWindow& window : tally_.windows) all.ack.merge(window.ack);
  all.counts.arrived = answered_ + unanswered_;
  all.counts.admitted = all.counts.arrived;
  all.counts.acked = answered_;
  all.counts.applied = answered_;
  all.counts.unanswered_at_end = unanswered_;
  all.counts.in_flight_at_end = unanswered_;
  tally_.trajectory_hash = hash_;
  tally_.events_handled = answered_;
  return std::move(tally_);
}

}  // namespace uslkit
