#include "spread/rank_progress.h"

#include <algorithm>

namespace uslkit {

void RankProgress::tell(std::size_t rank, const SimulateProgress& progress) {
  if (!tell_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  ranks_[rank] = progress;
  SimulateProgress sum{.simulated_s = progress.simulated_s, .parts = parts_};
  double parts = 0;
  for (const SimulateProgress& each : ranks_) {
    parts += each.fraction * static_cast<double>(each.parts);
    sum.requests += each.requests;
    sum.parts_done += each.parts_done;
  }
  sum.fraction = parts_ > 0 ? std::min(1.0, parts / static_cast<double>(parts_)) : 1;
  tell_(sum);
}

}  // namespace uslkit
