// Admission: the policies in front of the ingress, asked in the order in which they are listed.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/units.h"
#include "policy/concurrency_limiter.h"

namespace uslkit {

// What a control policy watches. Lags in seconds, latencies in seconds, utilisations 0..1.
enum class Signal : std::uint8_t {
  work_lag,              // greatest over partitions: backlog / service rate, s
  age_lag,               // greatest over partitions: age of the oldest unread event, s
  backlog,               // events waiting in the log
  ack_latency,           // p99 of the last control interval, s
  end_to_end_latency,    // p99 of the last control interval, s
  ingress_queue,         // requests waiting at the ingress
  in_flight,             // requests inside the ingress or the synchronous server
  database_utilization,  // busy share of the database in the last control interval
  consumer_utilization,  // busy share of the consumers (the "CPU" of a CPU autoscaler)
  error_rate,            // failed / all acks of the last control interval
};

enum class LimitScope : std::uint8_t { all, per_class, per_tenant };

struct TokenBucketSpec {
  std::string note{};
  Rate rate{0};
  double burst = 1;
  LimitScope scope = LimitScope::all;
  std::vector<std::string> classes{};  // empty: every class
};
struct LeakyBucketSpec {
  std::string note{};
  Rate rate{0};
  double depth = 1;
  LimitScope scope = LimitScope::all;
  std::vector<std::string> classes{};
};
struct FixedWindowSpec {
  std::string note{};
  Rate rate{0};
  Duration window = std::chrono::seconds(1);
  LimitScope scope = LimitScope::all;
  std::vector<std::string> classes{};
};
struct SlidingWindowSpec {
  std::string note{};
  Rate rate{0};
  Duration window = std::chrono::seconds(1);
  LimitScope scope = LimitScope::all;
  std::vector<std::string> classes{};
};
struct PidLimiterSpec {  // moves the rate of a token bucket so that `signal` stays at `set_point`
  std::string note{};
  Signal signal = Signal::work_lag;
  double set_point = 10;  // in the signal's unit
  double kp = 0;          // (requests/s) per unit of error
  double ki = 0;          // per second
  double kd = 0;          // seconds
  Rate initial{0};
  Rate lowest{0};
  Rate highest{0};
  double burst = 1000;
  std::vector<std::string> classes{};
};
struct ConcurrencyLimitSpec {
  std::string note{};
  ConcurrencyLimitKind limit = ConcurrencyLimitKind::fixed;
  std::int64_t initial = 1000;
  std::int64_t lowest = 1;
  std::int64_t highest = 100000;
};
struct PriorityThreshold {
  double above = 0;           // of the signal
  std::int64_t priority = 3;  // classes of this priority and less important ones are shed
};
struct PrioritySheddingSpec {
  std::string note{};
  Signal signal = Signal::work_lag;
  std::vector<PriorityThreshold> thresholds{};
  double release = 0.8;  // a line is lifted when the signal falls below release x above
};
struct ProbabilisticSheddingSpec {  // p = (load - capacity) / load
  std::string note{};
  Rate capacity{0};
  std::vector<std::string> classes{};
};
struct CircuitBreakerSpec {
  std::string note{};
  double error_rate = 0.05;  // above it, over `window`, the circuit opens
  Duration window = std::chrono::seconds(10);
  std::int64_t minimum_calls = 100;
  Duration cooldown = std::chrono::seconds(30);
  std::int64_t trial_calls = 10;  // half-open: so many must succeed
};

using AdmissionSpec =
    std::variant<TokenBucketSpec, LeakyBucketSpec, FixedWindowSpec, SlidingWindowSpec,
                 PidLimiterSpec, ConcurrencyLimitSpec, PrioritySheddingSpec,
                 ProbabilisticSheddingSpec, CircuitBreakerSpec>;

}  // namespace uslkit
