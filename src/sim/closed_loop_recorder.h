// ClosedLoopRecorder: what a closed run counts, where the end of its time is not known beforehand.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time_point.h"
#include "sim/engines.h"
#include "sim/run_tally.h"

namespace uslkit {

// A run ends with its `requests`-th completion after the warm-up, or with the scenario's duration.
// The measured part is cut into kBatchWindows parts of equally many completions, each with its own
// length. All sums are whole nanoseconds clipped to the measured part, so that L = lambda T holds
// exactly. Two stations: "workers", where every request is from its beginning to its answer, and
// "serial", where it waits for its turn and takes it. Not thread-safe.
class ClosedLoopRecorder {
 public:
  ClosedLoopRecorder(const Scenario& scenario, const CellRun& run);

  // Request i has begun, has waited for its turn, held it and been answered. In order of `answered`.
  struct Request {
    TimePoint begun;
    TimePoint asked;  // for its turn: the end of its local work
    TimePoint turn;
    TimePoint released;
    TimePoint answered;
  };
  void on_answered(const Request& request) {
    const std::int64_t latency = (request.answered - request.begun).count();
    USLKIT_CHECK(request.answered >= now_);
    now_ = request.answered;
    ++answered_;
    hash_ += trajectory_mix(static_cast<std::uint64_t>(answered_), 0, in_ns(request.answered));
    if (request.answered > warm_up_) measure(request, latency);
    if ((answered_ & kTickMask) == 0) tick();
  }

  // A request that had begun and was not answered when the run ended; `asked` may lie after that.
  void on_unanswered(TimePoint begun, TimePoint asked);

  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] RunTally finish();

 private:
  static constexpr std::int64_t kTickMask = (1 << 14) - 1;

  static std::int64_t in_ns(TimePoint time) { return time.time_since_epoch().count(); }
  // The part of [from, to) that is measured so far.
  [[nodiscard]] std::int64_t measured(TimePoint from, TimePoint to) const {
    return std::max<std::int64_t>(0, (std::min(to, now_) - std::max(from, warm_up_)).count());
  }

  void measure(const Request& request, std::int64_t latency) {
    BatchWindow& window = tally_.windows[static_cast<std::size_t>(window_)];
    window.ack.record(latency);
    ++window.completed;
    ++measured_;
    busy_ns_ += measured(request.turn, request.released);
    waiting_ns_ += measured(request.asked, request.turn);
    system_ns_ += measured(request.begun, request.answered);
    if (measured_ >= window_ends_) close_window();
  }
  void close_window();
  void tick();

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
  std::int64_t window_ends_ = 0;
  int window_ = 0;
  bool finished_ = false;
  std::uint64_t hash_ = 0;
  std::int64_t busy_ns_ = 0;
  std::int64_t waiting_ns_ = 0;
  std::int64_t system_ns_ = 0;
};

}  // namespace uslkit
