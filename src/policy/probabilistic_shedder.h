// ProbabilisticShedder: turns away the share p = (load - capacity) / load of all requests.
//
// Whatever load is offered, what passes is the capacity on average: at 150 % load one third is shed
// (model/shedding.h has the formula; assumes that the offered rate counts every attempt, also those
// turned away). Chance is an argument: `uniform` in [0, 1). Not thread-safe.
#pragma once

#include "base/check.h"
#include "base/time_point.h"
#include "base/units.h"
#include "policy/policy_time.h"
#include "policy/verdict.h"

namespace uslkit {

struct ProbabilisticShedderOptions {
  // What may pass per second, >= 0. At 0 everything is shed as soon as load is seen.
  Rate capacity{1000};

  void check() const;
};

class ProbabilisticShedder {
 public:
  explicit ProbabilisticShedder(const ProbabilisticShedderOptions& options);

  // The rate offered now, per control tick. An observation older than the latest is passed over.
  void update(TimePoint now, Rate offered);

  // A capacity found out at run time, used from the next update on.
  void set_capacity(Rate capacity);

  [[nodiscard]] Verdict admit(TimePoint, double uniform) const {
    USLKIT_CHECK(uniform >= 0);
    USLKIT_CHECK(uniform < 1);
    if (uniform >= shed_probability_) return {};
    return {.admitted = false, .reason = RejectReason::load_shed};
  }

  [[nodiscard]] double shed_probability() const { return shed_probability_; }

 private:
  double capacity_;
  double shed_probability_ = 0;
  LatestTime latest_;
};

}  // namespace uslkit
