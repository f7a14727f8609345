// ControlTimeline: the faults and runbook actions of one cell, in the order of time.
//
// Timed ones are compiled into steps at construction; actions with a condition are judged per
// control tick. What lasts is kept in `active()`, which the engine reads. What the engine must do
// itself it sees in the steps: kill and restart consumers, scale them, flush, wake partitions.
//
//   engine:  next() ---------> put an event into the calendar
//            apply(now) -----> steps that begin or end now; active() is already up to date
//            judge(now, ...) -> the same for conditions, at each control tick
//
// At one moment ends come before begins, so that of two faults in a row none overlaps; a fault of
// no length begins, then ends. Faults of other cells are left out. A condition is met when the
// signal is above its line; it must be so at every tick for `held_for` from the first one on. The
// action ends at the first tick with the signal below `until_below`, and may then begin again;
// without it never. Time must not decrease. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time_point.h"
#include "run/active_controls.h"
#include "scenario/scenario.h"
#include "scenario/signals.h"

namespace uslkit {

enum class ControlKind : std::uint8_t {
  fault,     // `index` of scenario.faults
  action,    // `index` of scenario.runbook
  election,  // partitions have their leaders again; nothing to tell
};

struct ControlStep {
  TimePoint at{};
  ControlKind kind = ControlKind::fault;
  bool begins = true;
  std::size_t index = 0;
  std::string event{};  // RunEvent::kind: "fault", "fault_end", "runbook", "runbook_end"
  std::string
      text{};  // RunEvent::text; empty: nothing to tell (a ConsumerGroup tells of its kills)
};

class ControlTimeline {
 public:
  ControlTimeline(const Scenario& scenario, std::int64_t cell);

  // When apply() must be called next; TimePoint::max(): never again.
  [[nodiscard]] TimePoint next() const;
  [[nodiscard]] std::vector<ControlStep> apply(TimePoint now);
  [[nodiscard]] std::vector<ControlStep> judge(TimePoint now, const Signals& signals);

  [[nodiscard]] const ActiveControls& active() const { return active_; }

 private:
  // A condition's life: since when it is met, and whether its action lasts.
  struct Watch {
    std::size_t index = 0;
    TimePoint met_since = kNever;
    bool lasts = false;
  };
  struct Planned {
    TimePoint at{};
    int order = 0;  // of several at one moment
    ControlKind kind = ControlKind::fault;
    bool begins = true;
    std::size_t index = 0;
  };

  void plan(ControlKind kind, std::size_t index, TimePoint begin, std::optional<Duration> length);
  [[nodiscard]] ControlStep carry_out(const Planned& planned);
  [[nodiscard]] bool judge_begin(Watch& watch, TimePoint now, double value) const;
  void refresh(const Planned& planned);

  const Scenario& scenario_;
  std::vector<Planned> planned_;  // in the order of time
  std::size_t done_ = 0;          // of them
  TimePoint now_{};               // of the last apply()
  std::vector<Watch> watches_;
  std::vector<std::uint8_t> fault_lasts_;   // by index
  std::vector<std::uint8_t> action_lasts_;  // by index
  ActiveControls active_;
};

}  // namespace uslkit
