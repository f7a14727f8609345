#include "model/measurements.h"

#include <cmath>
#include <map>

namespace uslkit {

double Measurements::time_unit_s() const {
  if (throughput_unit == "/min") return 60;
  if (throughput_unit == "/h") return 3600;
  return 1;
}

std::vector<ReplicateGroup> group_by_concurrency(const Measurements& measurements) {
  std::map<double, std::vector<double>> groups;
  for (const Measurement& row : measurements.rows) {
    groups[row.concurrency].push_back(row.throughput);
  }
  std::vector<ReplicateGroup> result;
  result.reserve(groups.size());
  for (const auto& [concurrency, throughput] : groups) result.push_back({concurrency, throughput});
  return result;
}

std::optional<double> littles_law_gap(const Measurement& row, double time_unit_s) {
  if (!row.latency_s || row.concurrency <= 0) return std::nullopt;
  const double in_flight = row.throughput / time_unit_s * *row.latency_s;
  return std::abs(row.concurrency - in_flight) / row.concurrency;
}

}  // namespace uslkit
