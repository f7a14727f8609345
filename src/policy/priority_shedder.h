// PriorityShedder: turns away the least important classes while an observed pressure is high.
//
// Priority 0 is the most important. Each priority has a line; above it that priority and all less
// important ones are turned away, until the pressure has fallen to `release` of that line
// (hysteresis: with a single line the shedder would switch at the pace of its own effect). The
// pressure is anything that grows with overload: a lag in seconds, a queue's depth, a utilisation.
// Shedding a class helps only as far as its own rate (model/shedding.h). Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include "base/check.h"
#include "base/time_point.h"
#include "policy/policy_time.h"
#include "policy/verdict.h"

namespace uslkit {

inline constexpr int kPriorities = 8;

inline constexpr double kNeverShed = std::numeric_limits<double>::infinity();

struct PriorityShedderOptions {
  // Of each priority the pressure, > 0, above which it and all below it are turned away.
  std::array<double, kPriorities> shed_above = {kNeverShed, kNeverShed, kNeverShed, kNeverShed,
                                                kNeverShed, kNeverShed, kNeverShed, kNeverShed};
  // Share of a line to which the pressure must fall before its priority is let in again, in (0, 1].
  // 1 is no hysteresis; smaller sheds longer and switches less often.
  double release = 0.8;

  void check() const;
};

class PriorityShedder {
 public:
  explicit PriorityShedder(const PriorityShedderOptions& options);

  // A new observation, per control tick. One that is older than the latest is passed over.
  void update(TimePoint now, double pressure);

  [[nodiscard]] Verdict admit(TimePoint, int priority) const {
    USLKIT_CHECK(priority >= 0);
    USLKIT_CHECK(priority < kPriorities);
    if (priority < first_shed_) return {};
    return {.admitted = false, .reason = RejectReason::priority_shed};
  }

  // The most important priority that is turned away now; kPriorities if none is.
  [[nodiscard]] int first_shed() const { return first_shed_; }

 private:
  PriorityShedderOptions options_;
  std::array<bool, kPriorities> over_line_{};
  int first_shed_ = kPriorities;
  LatestTime latest_;
};

}  // namespace uslkit
