// ClosedLoopRecorder: what a closed run counts, where the end of its time is not known beforehand.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "base/time_point.h"
#include "run/run_tally.h"
#include "sim/engines.h"

namespace uslkit {

// A run ends with its `requests`-th completion after the warm-up, or with the scenario's duration.
// The measured part is cut into kBatchWindows parts of equally many completions, each with its own
// length. All sums are whole nanoseconds clipped to the measured part, so that L = lambda T holds
// exactly. Two stations: "workers", where every request is from its beginning to its answer, and
// "serial", where it waits for its turn and takes it. Not thread-safe.
class ClosedLoopRecorder {
 public:
  ClosedLoopRecorder(const Scenario& scenario, const CellRun& run);

  // The way of one request; what has not happened yet is never.
  struct Request {
    static constexpr TimePoint kNotYet = TimePoint::max();
    TimePoint begun;
    TimePoint asked = kNotYet;  // for its turn: the end of its local work
    TimePoint turn = kNotYet;
    TimePoint released = kNotYet;
    TimePoint answered = kNotYet;
  };
  // In order of `answered`. False where the run has ended before the answer.
  [[nodiscard]] bool on_answered(const Request& request) {
    USLKIT_CHECK(request.answered >= now_);
    if (request.answered > end_) return stop_at_end();
    now_ = request.answered;
    ++answered_;
    hash_ += trajectory_mix(static_cast<std::uint64_t>(answered_), 0, in_ns(request.answered));
    if (request.answered > warm_up_) measure(request);
    if ((answered_ & kTickMask) == 0) tick();
    return true;
  }

  // Every worker's request once the run has finished; may lie in the future.
  void on_unanswered(const Request& request);

  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] RunTally finish();

 private:
  static constexpr std::int64_t kTickMask = (1 << 14) - 1;

  static std::int64_t in_ns(TimePoint time) { return time.time_since_epoch().count(); }
  // The part of [from, to) that is measured so far.
  [[nodiscard]] std::int64_t measured(TimePoint from, TimePoint to) const {
    return std::max<std::int64_t>(0, (std::min(to, now_) - std::max(from, warm_up_)).count());
  }

  void measure(const Request& request) {
    BatchWindow& window = tally_.windows[static_cast<std::size_t>(window_)];
    window.ack.record(request.answered - request.begun);
    ++window.completed;
    ++measured_;
    add_stay(request);
    if (measured_ >= window_ends_at_) close_window();
  }
  void add_stay(const Request& request) {
    waiting_ns_ += measured(request.asked, request.turn);
    busy_ns_ += measured(request.turn, request.released);
    system_ns_ += measured(request.begun, request.answered);
  }
  void close_window();
  bool stop_at_end();
  void stop();
  void tick();
  [[nodiscard]] std::vector<StationTally> stations() const;

  const Scenario& scenario_;
  const CellRun& run_;
  RunTally tally_;
  std::int64_t workers_;
  std::int64_t requests_;
  TimePoint warm_up_;
  TimePoint end_;
  TimePoint now_{};
  TimePoint window_began_{};
  std::int64_t answered_ = 0;
  std::int64_t measured_ = 0;
  std::int64_t unanswered_ = 0;
  std::int64_t window_ends_at_ = 0;  // completions
  int window_ = 0;
  bool finished_ = false;
  std::uint64_t hash_ = 0;
  std::int64_t busy_ns_ = 0;
  std::int64_t waiting_ns_ = 0;
  std::int64_t system_ns_ = 0;
};

}  // namespace uslkit
