// What every autoscaler sees, answers and respects.
#pragma once

#include <string_view>

namespace uslkit {

// One control tick's view of the consumers, averaged by the caller over its metric window. A value
// that could not be measured is NaN: an autoscaler that needs it then keeps what it has.
struct ScalingObservation {
  int consumers = 1;   // at work now, without those still starting
  int partitions = 1;  // of the log they read
  double backlog_events = 0;
  double arrival_per_second = 0;
  double service_per_second_per_consumer = 0;  // while busy: capacity, not what it happened to do
  double work_lag_seconds = 0;
  double age_lag_seconds = 0;
  double cpu_utilization = 0;  // 0..1
};

struct ScalingDecision {
  int desired = 1;             // consumers, with those still starting
  std::string_view reason{};   // lives as long as the program
  bool split_advised = false;  // no number of consumers will do: more cells
};

// Bounds on the number of consumers. Partitions come first: a consumer without one sits idle, so
// even `lowest` gives way to them.
struct ScalingLimits {
  int lowest = 1;                     // >= 0
  int highest = 1000;                 // >= lowest, >= 1
  int workers_per_partition = 1;      // >= 1: consumers that can share one partition
  bool allow_idle_consumers = false;  // true: also more than partitions x workers

  void check() const;

  // The most consumers that make sense for so many partitions; partitions >= 1.
  [[nodiscard]] int ceiling(int partitions) const;

  // The wanted number, which may be infinite but not NaN, rounded up and brought within the limits.
  [[nodiscard]] int clamp(double wanted, int partitions) const;
};

// The smallest whole number that is not below `wanted`, up to rounding in the last digits: 15 for
// 10 x 0.9 / 0.6, which is 15.000000000000002 in binary.
[[nodiscard]] double whole_consumers(double wanted);

}  // namespace uslkit
