#include "sim/sweep_row.h"

#include <algorithm>
#include <cmath>

namespace uslkit {
namespace {

double quantile_ms(const Histogram& histogram, double probability) {
  return 1e3 * in_seconds(histogram.quantile(probability));
}

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

SweepRow sweep_row(const SweepPoint& point, const RunResult& result) {
  SweepRow row{.seed = result.provenance.seed,
               .concurrency = point.concurrency,
               .throughput_per_s = result.throughput_per_s};
  row.error_ratio = std::clamp(1 - result.availability, 0.0, 1.0);
  row.duration_s = result.duration_s - result.warm_up_s;
  row.ack_p99_ms = quantile_ms(result.ack, 0.99);
  row.end_to_end_p99_ms = quantile_ms(result.end_to_end, 0.99);
  row.max_work_lag_s = result.lag.max_work_lag_s;
  row.rejected_ratio = ratio(result.totals.rejected_total(), result.totals.arrived);
  row.objectives_missed = static_cast<std::size_t>(
      std::count_if(result.slo.begin(), result.slo.end(),
                    [](const ObjectiveVerdict& verdict) { return !verdict.met; }));
  row.trajectory_hash = result.provenance.trajectory_hash;
  row.stopped_early = result.provenance.stopped_early;
  if (result.scalability) {
    row.throughput_per_s = result.scalability->throughput_per_s;
    row.latency_ms = result.scalability->latency_ms;
    if (!row.concurrency) row.concurrency = result.scalability->concurrency;
    // N, X and R of other systems than the one that was varied (cells, say) do not belong together.
    if (std::abs(*row.concurrency - result.scalability->concurrency) > 0.5) row.latency_ms.reset();
  } else if (!row.concurrency) {
    const Histogram& latency = result.end_to_end.empty() ? result.ack : result.end_to_end;
    row.latency_ms = 1e-6 * latency.mean_ns();
  }
  return row;
}

}  // namespace uslkit
