#include "policy/priority_shedder.h"

namespace uslkit {

void PriorityShedderOptions::check() const {
  for (const double line : shed_above) USLKIT_CHECK(line > 0);
  USLKIT_CHECK(release > 0);
  USLKIT_CHECK(release <= 1);
}

PriorityShedder::PriorityShedder(const PriorityShedderOptions& options) : options_(options) {
  options.check();
}

void PriorityShedder::update(TimePoint now, double pressure) {
  USLKIT_CHECK(pressure >= 0);
  if (now < latest_.current()) return;
  latest_.advance(now);
  first_shed_ = kPriorities;
  for (int priority = kPriorities - 1; priority >= 0; --priority) {
    const std::size_t i = static_cast<std::size_t>(priority);
    const double line = options_.shed_above[i];
    over_line_[i] = pressure > (over_line_[i] ? line * options_.release : line);
    if (over_line_[i]) first_shed_ = priority;
  }
}

}  // namespace uslkit
