// ProcessorSharing: a server that works on everybody at once, at a speed that depends on how many.
//
// All requests at work progress at one speed, so that the order in which they finish is fixed when
// they enter: a request with work w that enters at virtual time V leaves at virtual time V + w,
// where V runs with the speed (Kleinrock 1967, "Time-shared systems: a theoretical treatment", J.
// ACM 14). One departure is known at a time and moves with every change; the caller asks for it
// before each event instead of putting it into a calendar. Work is in units of the mean request.
// O(log n) per change. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time_point.h"
#include "run/server_capacity.h"

namespace uslkit {

class ProcessorSharing {
 public:
  explicit ProcessorSharing(const ServerCapacity& capacity) : capacity_(capacity) {}

  void enter(TimePoint now, std::uint32_t slot, double work);

  // When the next one leaves if nothing changes, and who; TimePoint::max() if nobody does.
  [[nodiscard]] TimePoint next_departure() const { return next_; }
  // Takes it out; `now` is next_departure().
  [[nodiscard]] std::uint32_t depart(TimePoint now);

  // Takes a request out before it is done.
  void remove(TimePoint now, std::uint32_t slot);
  // Takes all out.
  void clear(TimePoint now);

  // Every speed is multiplied by it from now on; at 0 everything stands still.
  void set_speed(TimePoint now, double factor);

  [[nodiscard]] std::int64_t at_work() const { return at_work_; }

 private:
  struct Entry {
    double leaves;         // virtual
    std::uint32_t ticket;  // of two at once the first to enter
    std::uint32_t slot;
  };
  static bool later(const Entry& a, const Entry& b) {
    if (a.leaves != b.leaves) return a.leaves > b.leaves;
    return static_cast<std::int32_t>(a.ticket - b.ticket) > 0;
  }

  void advance(TimePoint now);
  void plan(TimePoint now);
  void drop_removed();

  ServerCapacity capacity_;
  double factor_ = 1;
  double virtual_ = 0;
  double speed_ = 0;  // of V, per nanosecond
  TimePoint since_{};
  TimePoint next_ = TimePoint::max();
  std::int64_t at_work_ = 0;
  std::uint32_t tickets_ = 0;
  std::vector<Entry> heap_;
  std::vector<std::uint32_t> ticket_of_slot_;  // what a slot's valid entry carries
};

}  // namespace uslkit
