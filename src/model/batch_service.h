// A consumer that takes everything waiting, up to a largest batch, and needs t0 + k t1 for k
// events.
#pragma once

#include <cstdint>
#include <optional>

namespace uslkit {

// Poisson arrivals; one server that starts as soon as it is free and at least one event waits,
// takes min(waiting, b) events and serves them together for exactly t0 + k t1 (M/D^[b]/1 with a
// service time that depends on the batch). Times and rate share one unit of time.
struct BatchConsumer {
  double arrival_rate = 0.0;       // lambda > 0, events per time
  double batch_overhead = 0.0;     // t0 >= 0: time per batch, whatever its size
  double time_per_event = 0.0;     // t1 >= 0; t0 + t1 > 0
  std::int64_t largest_batch = 1;  // b >= 1

  // t0 + k t1.
  [[nodiscard]] double batch_time(double events) const;
  // b / (t0 + b t1): events per time when every batch is full.
  [[nodiscard]] double capacity() const;
  // lambda / capacity; the queue is stable exactly when it is below 1.
  [[nodiscard]] double utilisation() const;
};

// Long-run means of the exact model.
struct BatchServiceMeans {
  double wait = 0.0;        // of an event until its batch starts
  double latency = 0.0;     // until its batch ends
  double batch_size = 0.0;  // per batch
  double busy_share = 0.0;  // share of time during which a batch is in service
};

// Exact, by the Markov chain embedded at the ends of batches (Bailey 1954, "On queueing processes
// with bulk service", extended to t0 + k t1): with n events waiting at the end of a batch the next
// takes k = min(max(n, 1), b), and n - k + Poisson(lambda (t0 + k t1)) wait at its end. The chain
// is cut where its geometric tail is below 1e-16 and solved by Grassmann, Taksar and Heyman's
// (1985) elimination, which never subtracts; means follow from renewal reward and Little's law.
//
// +infinity in wait and latency for a utilisation >= 1 (batch size b, busy share 1). Empty when so
// close to saturation that the chain would not fit into 2^25 numbers (256 MB): beyond a utilisation
// of about 0.9999 for b = 16 and 0.999 for b = 1000. Cost: states x b x spread of arrivals per
// batch; measured 0.2 ms for b = 16 at utilisation 0.81, 0.4 s for b = 1000 at 0.94.
[[nodiscard]] std::optional<BatchServiceMeans> batch_service_means(const BatchConsumer& consumer);

// The closed form for sizing: batches settle where one batch's time collects the next one,
// T* = t0 / (1 - lambda t1). +infinity for a utilisation >= 1. Source: derived; fluid limit of the
// chain above, good when a typical batch is large (lambda T* of tens and more).
[[nodiscard]] double steady_batch_time(const BatchConsumer& consumer);

// An event waits for the rest of the running batch, uniform on (0, T*), and then for its own, T*:
// latency quantile p = other_delay + (1 + p) T*, so p50 = d + 1.5 T* and p99 = d + 1.99 T*. Against
// simulation with constant batch times this is within 1.5 % below a utilisation of 0.95; a batch
// time with a coefficient of variation of 0.1 already adds 2-4 ms to a p99 of 35 ms.
struct BatchLatencyQuestion {
  double probability = 0.99;  // in [0, 1]
  double other_delay = 0.0;   // d >= 0: everything constant before and after the batch
};
[[nodiscard]] double batch_latency_quantile(const BatchConsumer& consumer,
                                            const BatchLatencyQuestion& question);

}  // namespace uslkit
