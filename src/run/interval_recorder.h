// IntervalRecorder: the running interval of a RunTally, and the folding of it at each boundary.
#pragma once

#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

#include "base/histogram.h"
#include "base/time_point.h"
#include "run/run_tally.h"

namespace uslkit {

// What only the engine knows at a boundary.
struct BoundaryState {
  std::int64_t backlog = 0;
  double work_lag_s = 0;
  double age_lag_s = 0;
  double consumers = 0;
  double consumer_utilization = 0;
  double database_utilization = 0;
};

class IntervalRecorder {
 public:
  // The tally's classes, windows and series are set up here; it must outlive the recorder.
  IntervalRecorder(const Scenario& scenario, RunTally& tally);

  // Hot: one call per request each. Latencies in ns.
  void on_arrived(std::int64_t attempts = 1) { row_.arrived += attempts; }
  void on_admitted(std::int64_t attempts = 1) { row_.admitted += attempts; }
  void on_shed(std::size_t traffic_class, std::int64_t attempts = 1) {
    row_.shed_by_class[traffic_class] += attempts;
  }
  void on_not_acked(std::int64_t requests = 1) { row_.not_acked += requests; }
  void on_ack(std::size_t traffic_class, std::int64_t latency_ns) {
    ++row_.acked;
    ack_[traffic_class].record(latency_ns);
  }
  void on_applied(std::size_t traffic_class, std::int64_t latency_ns) {
    ++row_.applied;
    end_to_end_[traffic_class].record(latency_ns);
  }

  // Many of one class at once.
  void on_acks(std::size_t traffic_class, std::span<const std::int64_t> latencies_ns) {
    row_.acked += std::ssize(latencies_ns);
    ack_[traffic_class].record_all(latencies_ns);
  }
  void on_acks(std::size_t traffic_class, std::int64_t latency_ns, std::int64_t count) {
    row_.acked += count;
    ack_[traffic_class].record(latency_ns, static_cast<std::uint64_t>(count));
  }
  void on_all_applied(std::size_t traffic_class, std::span<const std::int64_t> latencies_ns) {
    row_.applied += std::ssize(latencies_ns);
    end_to_end_[traffic_class].record_all(latencies_ns);
  }

  // The next moment at which fold() must be called: a multiple of the interval, the end of the
  // warm-up, an end of a batch window, or the end of the run.
  [[nodiscard]] TimePoint next_boundary() const { return next_boundary_; }
  void fold(const BoundaryState& state);
  // The run ends here, before its time: a last fold.
  void cut(TimePoint at, const BoundaryState& state);

  // Of the running series interval, for control policies.
  [[nodiscard]] Duration ack_quantile(double probability) const;
  [[nodiscard]] Duration end_to_end_quantile(double probability) const;
  [[nodiscard]] const SeriesRow& row() const { return row_; }
  [[nodiscard]] bool measuring() const { return now_ >= warm_up_; }

 private:
  void fold_latencies();
  void push_row(const BoundaryState& state);
  void advance();

  RunTally* tally_;
  Duration interval_;
  TimePoint warm_up_;
  TimePoint end_;
  bool applies_;     // consumers complete a request, even while they stand still
  TimePoint now_{};  // the last boundary
  TimePoint next_boundary_{};
  std::int64_t rows_ = 0;
  SeriesRow row_;
  // Per class: since the last fold, and since the last row (a row may hold several folds).
  std::vector<Histogram> ack_;
  std::vector<Histogram> end_to_end_;
  Histogram row_ack_;
  Histogram row_end_to_end_;
};

}  // namespace uslkit
