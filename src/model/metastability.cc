#include "model/metastability.h"

#include <optional>

#include "base/check.h"

namespace uslkit {

double amplified_load(const RetryStorm& storm) {
  USLKIT_CHECK(storm.arrival_rate >= 0.0);
  USLKIT_CHECK(storm.retries >= 0.0);
  return storm.arrival_rate * (1.0 + storm.retries);
}

double degraded_throughput(const RetryStorm& storm) {
  USLKIT_CHECK(storm.overload_concurrency > 0.0);
  return usl_throughput(storm.usl, storm.overload_concurrency);
}

bool stays_collapsed(const RetryStorm& storm) {
  const std::optional<UslPeak> peak = usl_peak(storm.usl);
  if (!peak.has_value() || storm.overload_concurrency <= peak->concurrency) return false;
  return amplified_load(storm) > degraded_throughput(storm);
}

double recovery_rate(const RetryStorm& storm) {
  USLKIT_CHECK(storm.retries >= 0.0);
  return degraded_throughput(storm) / (1.0 + storm.retries);
}

}  // namespace uslkit
