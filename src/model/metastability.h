// Metastable failure: retries that keep a system down on the falling branch of its USL curve.
#pragma once

#include "model/usl.h"

namespace uslkit {

// Past its peak a system does less the more is inside. If a disturbance pushes it there and clients
// retry, the retries alone can hold it there after the disturbance is over. Source: Bronson et al.
// (HotOS 2021), "Metastable Failures in Distributed Systems"; the capacity while down is taken from
// the retrograde branch of the USL. Assumes that every failed request is tried again `retries`
// times and that concurrency stays where the disturbance left it while load exceeds throughput.
struct RetryStorm {
  UslParameters usl;
  double overload_concurrency = 1.0;  // N > 0 to which the disturbance has pushed the system
  double arrival_rate = 0.0;          // lambda >= 0: first attempts per time
  double retries = 0.0;               // >= 0: further attempts per failed request
};

// lambda (1 + retries): what arrives while everything fails.
[[nodiscard]] double amplified_load(const RetryStorm& storm);

// X(N) at the overload concurrency: what the system does while it is down.
[[nodiscard]] double degraded_throughput(const RetryStorm& storm);

// Whether the storm sustains itself: N lies past the peak and lambda (1 + retries) > X(N). Without
// a retrograde branch (beta = 0) there is no such state: the queue drains once load is below X.
[[nodiscard]] bool stays_collapsed(const RetryStorm& storm);

// X(N) / (1 + retries): the rate of first attempts that load must fall below to recover. It can be
// far below the load that the system carried before without trouble: that is the hysteresis.
[[nodiscard]] double recovery_rate(const RetryStorm& storm);

}  // namespace uslkit
