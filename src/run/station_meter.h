// StationMeter: the two sides of Little's law of one waiting place, measured apart and exactly.
//
// L T_window = the integral of the number inside, from the times at which requests enter and leave;
// sum of stays = from each request's own memory of when it entered. Both in integer nanoseconds,
// over the window that open() begins and close() ends: a stay that straddles an edge counts by its
// part inside. Before open() only the number inside is followed.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time_point.h"
#include "run/run_tally.h"

namespace uslkit {

__extension__ typedef __int128 SignedInt128;

class StationMeter {
 public:
  void enter(TimePoint at) {
    ++inside_;
    ++arrivals_;
    flow_ -= at.time_since_epoch().count();
  }
  // `entered` and `started` (of its service) are the request's own.
  void leave(TimePoint at, TimePoint entered, TimePoint started) {
    const std::int64_t now = at.time_since_epoch().count();
    --inside_;
    ++departures_;
    flow_ += now;
    stay_ += now - std::max(entered.time_since_epoch().count(), opened_);
    wait_ += (started - entered).count();
    busy_ += now - std::max(started.time_since_epoch().count(), opened_);
  }
  // Many at once, by the sums of their times.
  void enter_all(std::int64_t count, SignedInt128 entered_sum) {
    inside_ += count;
    arrivals_ += count;
    flow_ -= entered_sum;
  }
  struct Stays {
    std::int64_t count = 0;
    SignedInt128 left = 0;  // sum of the moments
    SignedInt128 stay = 0;  // sums of the times as leave() counts them
    SignedInt128 wait = 0;
    SignedInt128 busy = 0;
  };
  void leave_all(const Stays& stays) {
    inside_ -= stays.count;
    departures_ += stays.count;
    flow_ += stays.left;
    stay_ += stays.stay;
    wait_ += stays.wait;
    busy_ += stays.busy;
  }
  // Many that leave together; the sum of max(entered, opened) over them is given.
  void leave_together(TimePoint at, std::int64_t count, SignedInt128 entered_sum) {
    inside_ -= count;
    departures_ += count;
    const SignedInt128 leaving = SignedInt128{at.time_since_epoch().count()} * count;
    flow_ += leaving;
    stay_ += leaving - entered_sum;
  }
  // One that is still inside at the end, and its service if it has begun. One that is known to
  // enter only after the end (an event that nobody can read yet) has not been inside.
  void still_inside(TimePoint end, TimePoint entered) {
    if (entered > end) {
      flow_ += (entered - end).count();
      return;
    }
    stay_ += end.time_since_epoch().count() - std::max(entered.time_since_epoch().count(), opened_);
  }
  void still_in_service(TimePoint end, TimePoint started) {
    busy_ += end.time_since_epoch().count() - std::max(started.time_since_epoch().count(), opened_);
  }

  void open(TimePoint start) {
    open(start, SignedInt128{start.time_since_epoch().count()} * inside_);
  }
  // Where some of those inside are known to enter later: the sum of max(entered, start) over them.
  void open(TimePoint start, SignedInt128 entered_sum);
  [[nodiscard]] std::int64_t opened_ns() const { return opened_; }
  [[nodiscard]] std::int64_t inside() const { return inside_; }
  // Server time given away since open(), of finished services: for a running utilisation.
  [[nodiscard]] std::int64_t busy_ns() const { return static_cast<std::int64_t>(busy_); }

  [[nodiscard]] StationTally close(TimePoint end, std::string name, double server_seconds) const;

 private:
  std::int64_t opened_ = 0;
  std::int64_t inside_ = 0;
  std::int64_t arrivals_ = 0;
  std::int64_t departures_ = 0;
  SignedInt128 flow_ = 0;  // sum of departures - sum of arrivals
  SignedInt128 stay_ = 0;
  SignedInt128 wait_ = 0;
  SignedInt128 busy_ = 0;
};

}  // namespace uslkit
