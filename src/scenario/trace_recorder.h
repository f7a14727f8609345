// TraceRecorder: one output of a control policy over time, as change points of bounded number.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "base/time_point.h"
#include "scenario/run_result.h"

namespace uslkit {

// Each point holds until the next one. A value that did not change is not recorded again. When all
// points are used, every other one is dropped, and from then on a change that comes too soon after
// a point replaces that point's value: times are then wrong by at most 1/512 of the run so far,
// while the latest value is never lost. Not thread-safe.
class TraceRecorder {
 public:
  static constexpr std::size_t kMostPoints = 1024;

  explicit TraceRecorder(std::string name) { trace_.name = std::move(name); }

  // Times must not decrease.
  void record(TimePoint now, double value);

  // The change points so far.
  [[nodiscard]] const TraceResult& result() const { return trace_; }

 private:
  void thin_out();

  TraceResult trace_;
  Duration spacing_{0};  // of points, at least
  TimePoint last_{};     // the time of the last point
};

}  // namespace uslkit
