#include "policy/sliding_window.h"

#include <algorithm>
#include <cmath>

namespace uslkit {

void SlidingWindowOptions::check() const {
  USLKIT_CHECK(rate.per_second > 0);
  USLKIT_CHECK(std::isfinite(rate.per_second));
  USLKIT_CHECK(window > Duration{0});
  USLKIT_CHECK(window <= kLongestWait);
}

// One division at the end: whole limits come out whole, where 1e-9 as a factor would miss some.
SlidingWindow::SlidingWindow(const SlidingWindowOptions& options)
    : window_(options.window),
      limit_(options.rate.per_second * static_cast<double>(options.window.count()) / 1e9),
      per_window_(1 / static_cast<double>(options.window.count())) {
  options.check();
}

void SlidingWindow::move_window(TimePoint time) {
  const TimePoint start = time - time.time_since_epoch() % window_;
  previous_ = start - start_ == window_ ? current_ : 0;
  current_ = 0;
  start_ = start;
}

// How long until `older` x (share in view) has shrunk to `room`, counted from the start of the
// window behind the older one. A nanosecond more than exact, which covers rounding.
Duration SlidingWindow::time_to_shrink(double older, double room) const {
  if (older <= room) return Duration{0};
  const double nanoseconds = (1 - room / older) * static_cast<double>(window_.count());
  return Duration{static_cast<Duration::rep>(nanoseconds) + 2};
}

// Room appears either within the current window as the previous one leaves the view, or in the next
// one as the current one does.
Duration SlidingWindow::wait_for(TimePoint time, double cost) const {
  if (cost > limit_) return kLongestWait;
  const Duration into_window = time - start_;
  const double room = limit_ - current_ - cost;
  const Duration room_at = room < 0 ? window_ : time_to_shrink(previous_, room);
  if (room_at < window_) return std::max(room_at - into_window, Duration{1});
  return window_ - into_window + time_to_shrink(current_, limit_ - cost);
}

}  // namespace uslkit
