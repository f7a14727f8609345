#include "run/interval_recorder.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {
namespace {

// Window i of the measured part ends here; the last one exactly at the end of the run.
TimePoint window_end(TimePoint warm_up, TimePoint end, int window) {
  return warm_up + (end - warm_up) * (window + 1) / kBatchWindows;
}

}  // namespace

IntervalRecorder::IntervalRecorder(const Scenario& scenario, RunTally& tally)
    : tally_(&tally),
      interval_(series_interval_of(scenario)),
      warm_up_(scenario.warm_up),
      end_(scenario.duration),
      applies_(scenario.log && scenario.consumers) {
  const std::size_t classes = scenario.traffic.classes.size();
  tally_->series_interval = interval_;
  tally_->classes.resize(classes);
  tally_->windows.resize(kBatchWindows);
  tally_->series.reserve(static_cast<std::size_t>(scenario.duration / interval_) + 1);
  row_.shed_by_class.resize(classes);
  ack_.resize(classes);
  end_to_end_.resize(classes);
  advance();
}

// The boundaries are merged on the fly from their four arithmetic sequences.
void IntervalRecorder::advance() {
  TimePoint next = std::min(end_, TimePoint(interval_ * (rows_ + 1)));
  if (now_ < warm_up_) {
    next = std::min(next, warm_up_);
  } else {
    for (int i = 0; i < kBatchWindows; ++i) {
      const TimePoint end_of_window = window_end(warm_up_, end_, i);
      if (end_of_window > now_) {
        next = std::min(next, end_of_window);
        break;
      }
    }
  }
  next_boundary_ = next;
}

void IntervalRecorder::fold(const BoundaryState& state) {
  USLKIT_CHECK(now_ < end_);
  fold_latencies();
  now_ = next_boundary_;
  if (now_ == TimePoint(interval_ * (rows_ + 1)) || now_ == end_) push_row(state);
  advance();
}

void IntervalRecorder::cut(TimePoint at, const BoundaryState& state) {
  if (at == now_) return;
  fold_latencies();
  now_ = at;
  push_row(state);
}

// The part that has just ended belongs wholly to the warm-up or wholly to one batch window.
void IntervalRecorder::fold_latencies() {
  const bool measured = now_ >= warm_up_;
  int window = 0;
  while (window + 1 < kBatchWindows && window_end(warm_up_, end_, window) <= now_) ++window;
  BatchWindow& batch = tally_->windows[static_cast<std::size_t>(window)];
  for (std::size_t i = 0; i < ack_.size(); ++i) {
    if (measured) {
      tally_->classes[i].ack.merge(ack_[i]);
      tally_->classes[i].end_to_end.merge(end_to_end_[i]);
      batch.ack.merge(ack_[i]);
      batch.end_to_end.merge(end_to_end_[i]);
      const bool applied = applies_ || !end_to_end_[i].empty();
      batch.completed +=
          static_cast<std::int64_t>(applied ? end_to_end_[i].count() : ack_[i].count());
    }
    row_ack_.merge(ack_[i]);
    row_end_to_end_.merge(end_to_end_[i]);
    ack_[i].clear();
    end_to_end_[i].clear();
  }
}

void IntervalRecorder::push_row(const BoundaryState& state) {
  row_.backlog = state.backlog;
  row_.work_lag_s = state.work_lag_s;
  row_.age_lag_s = state.age_lag_s;
  row_.consumers = state.consumers;
  row_.consumer_utilization = state.consumer_utilization;
  row_.database_utilization = state.database_utilization;
  row_.ack_p50_ns = row_ack_.quantile(0.5).count();
  row_.ack_p99_ns = row_ack_.quantile(0.99).count();
  row_.ack_p999_ns = row_ack_.quantile(0.999).count();
  row_.end_to_end_p50_ns = row_end_to_end_.quantile(0.5).count();
  row_.end_to_end_p99_ns = row_end_to_end_.quantile(0.99).count();
  row_.end_to_end_p999_ns = row_end_to_end_.quantile(0.999).count();
  tally_->series.push_back(row_);
  ++rows_;
  row_ = SeriesRow{};
  row_.shed_by_class.resize(ack_.size());
  row_ack_.clear();
  row_end_to_end_.clear();
}

Duration IntervalRecorder::ack_quantile(double probability) const {
  Histogram all = row_ack_;
  for (const Histogram& histogram : ack_) all.merge(histogram);
  return all.quantile(probability);
}

Duration IntervalRecorder::end_to_end_quantile(double probability) const {
  Histogram all = row_end_to_end_;
  for (const Histogram& histogram : end_to_end_) all.merge(histogram);
  return all.quantile(probability);
}

}  // namespace uslkit
