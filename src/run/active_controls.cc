#include "run/active_controls.h"

namespace uslkit {

void AddedLatency::add(const LatencyFault& fault) {
  if (fault.share >= 1) {
    always_ += fault.added;
  } else if (fault.share > 0) {
    sometimes_.push_back(fault);
  }
}

// What is left of the draw after each decision is uniform again, so they are independent.
Duration AddedLatency::of(double uniform) const {
  Duration added = always_;
  for (const LatencyFault& fault : sometimes_) {
    if (uniform < fault.share) {
      added += fault.added;
      uniform /= fault.share;
    } else {
      uniform = (uniform - fault.share) / (1 - fault.share);
    }
  }
  return added;
}

}  // namespace uslkit
