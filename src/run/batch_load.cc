#include "run/batch_load.h"

#include <algorithm>

namespace uslkit {

std::optional<double> batch_load(const Scenario& scenario, const StationResult& consumers,
                                 double applied_per_s) {
  if (!scenario.log || !scenario.consumers || !(consumers.servers > 0)) return std::nullopt;
  const ConsumersSpec& spec = *scenario.consumers;
  const double batch = static_cast<double>(spec.batch_size);
  double seconds = in_seconds(spec.batch.t0) + batch * in_seconds(spec.batch.t1);
  const std::optional<DatabaseSpec>& database = scenario.database;
  if (database && database->consumer_waits) {
    if (database->mode == WriteMode::per_event || database->load) return std::nullopt;
    seconds += in_seconds(database->batch.t0) + batch * in_seconds(database->batch.t1);
  }
  if (!(seconds > 0)) return std::nullopt;
  double most = consumers.servers * batch / seconds;
  if (database && database->write_limit) {
    const double cells = static_cast<double>(scenario.cells.count);
    most = std::min(most, cells * database->write_limit->per_second);
  }
  return applied_per_s / most;
}

}  // namespace uslkit
