// LeakyBucket: a queue of limited depth that drains at a constant rate; what finds it full is
// turned away.
//
// As a meter it admits exactly what a token bucket of burst = depth admits: its level is the
// tokens missing there. As a shaper it differs: what is admitted leaves `queueing_delay` later, so
// the output never exceeds `rate`. Not thread-safe.
#pragma once

#include "base/time_point.h"
#include "base/units.h"
#include "policy/token_bucket.h"
#include "policy/verdict.h"

namespace uslkit {

struct LeakyBucketOptions {
  // What drains per second, > 0: the rate of the output.
  Rate rate{1000};
  // What the queue holds, > 0. The longest wait inside is depth / rate.
  double depth = 100;

  void check() const;
};

class LeakyBucket {
 public:
  explicit LeakyBucket(const LeakyBucketOptions& options);

  [[nodiscard]] Verdict admit(TimePoint now, double cost = 1) { return room_.admit(now, cost); }

  // What waits inside, from 0 to depth.
  [[nodiscard]] double level(TimePoint now) const;

  // level / rate: how long until all that is inside has drained. Right after an admit: the time
  // until that request leaves, in the order of arrival.
  [[nodiscard]] Duration queueing_delay(TimePoint now) const;

 private:
  double depth_;
  TokenBucket room_;  // its tokens are free places
};

}  // namespace uslkit
