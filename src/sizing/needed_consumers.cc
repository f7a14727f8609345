#include "sizing/needed_consumers.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {

NeededConsumers::NeededConsumers(const Options& options)
    : options_(options), most_useful_(options.places) {
  USLKIT_CHECK(options.places >= 1);
  USLKIT_CHECK(options.capacity.gamma > 0);
  USLKIT_CHECK(options.target_utilization > 0);
  USLKIT_CHECK(options.target_utilization <= 1);
  const std::optional<UslPeak> peak = usl_peak(options.capacity);
  if (peak && peak->best_integer < options.places) {
    most_useful_ = peak->best_integer;
    peak_binds_ = true;
  }
  most_at_target_ = options.target_utilization * throughput(static_cast<double>(most_useful_));
}

std::int64_t NeededConsumers::for_rate(double rate) const {
  if (rate <= 0) return 1;
  const std::optional<std::int64_t> workers =
      usl_workers_for_throughput(options_.capacity, rate / options_.target_utilization);
  return std::clamp<std::int64_t>(workers.value_or(most_useful_), 1, most_useful_);
}

double NeededConsumers::throughput(double consumers) const {
  const double working = std::min(consumers, static_cast<double>(options_.places));
  return working > 0 ? usl_throughput(options_.capacity, working) : 0;
}

}  // namespace uslkit
