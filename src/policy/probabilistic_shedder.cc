#include "policy/probabilistic_shedder.h"

#include <cmath>

namespace uslkit {

void ProbabilisticShedderOptions::check() const {
  USLKIT_CHECK(capacity.per_second >= 0);
  USLKIT_CHECK(std::isfinite(capacity.per_second));
}

ProbabilisticShedder::ProbabilisticShedder(const ProbabilisticShedderOptions& options)
    : capacity_(options.capacity.per_second) {
  options.check();
}

void ProbabilisticShedder::update(TimePoint now, Rate offered) {
  USLKIT_CHECK(offered.per_second >= 0);
  USLKIT_CHECK(std::isfinite(offered.per_second));
  if (now < latest_.current()) return;
  latest_.advance(now);
  const double load = offered.per_second;
  shed_probability_ = load > capacity_ ? (load - capacity_) / load : 0;
}

void ProbabilisticShedder::set_capacity(Rate capacity) {
  ProbabilisticShedderOptions{.capacity = capacity}.check();
  capacity_ = capacity.per_second;
}

}  // namespace uslkit
