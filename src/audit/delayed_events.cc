#include "audit/delayed_events.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kHalvings = 100;  // of any interval of seconds, down to a double's resolution

// Events that have arrived by a time.
double arrived(const Surge& surge, double time) {
  const double ramped = std::min(time, surge.ramp_time);
  const double slope =
      surge.ramp_time > 0 ? (surge.peak_rate - surge.base_rate) / surge.ramp_time : 0;
  return surge.base_rate * ramped + 0.5 * slope * ramped * ramped +
         surge.peak_rate * std::max(0.0, time - surge.ramp_time);
}

// Events that have been served by a time, while there is a backlog.
double served(const Surge& surge, double time) {
  const double by_scaling =
      arrived(surge, surge.scaling_done) - surge_backlog(surge, surge.scaling_done);
  const double capacity = time < surge.scaling_done ? surge.capacity_before : surge.capacity_after;
  return by_scaling + capacity * (time - surge.scaling_done);
}

// Where a condition that holds at one end of an interval and not at the other changes.
template <class Condition>
double changes_between(double holds_at, double fails_at, Condition holds) {
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (holds_at + fails_at);
    (holds(middle) ? holds_at : fails_at) = middle;
  }
  return holds_at;
}

// The event that is served just when scaling is done.
double longest_waiting(const Surge& surge) {
  const double by_scaling = served(surge, surge.scaling_done);
  return changes_between(surge.scaling_done, 0.0,
                         [&](double time) { return arrived(surge, time) >= by_scaling; });
}

}  // namespace

double longest_wait(const Surge& surge) {
  const SurgeCourse course = surge_course(surge);
  if (course.backlog_at_scaling == 0) return 0;
  if (!std::isfinite(course.drained_at)) return kInfinity;
  return surge.scaling_done - longest_waiting(surge);
}

double events_delayed(const Surge& surge, double delay) {
  const SurgeCourse course = surge_course(surge);
  if (!std::isfinite(course.drained_at)) return kInfinity;
  if (course.backlog_at_scaling == 0 || longest_wait(surge) <= delay) return 0;
  const auto waits_longer = [&](double time) {
    return surge_backlog(surge, std::min(time, surge.scaling_done)) > 0 &&
           arrived(surge, time) > served(surge, time + delay);
  };
  const double longest = longest_waiting(surge);
  const double from = changes_between(longest, 0.0, waits_longer);
  const double to = changes_between(longest, course.drained_at, waits_longer);
  return arrived(surge, to) - arrived(surge, from);
}

}  // namespace uslkit
