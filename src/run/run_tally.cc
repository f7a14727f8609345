#include "run/run_tally.h"

#include <algorithm>

namespace uslkit {

Duration series_interval_of(const Scenario& scenario) {
  const std::int64_t least = (scenario.duration.count() + kMaxSeriesRows - 1) / kMaxSeriesRows;
  return std::max(scenario.series_interval, Duration(least));
}

}  // namespace uslkit
