// AdmissionStage: one admission policy of a scenario, compiled for one cell.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time_point.h"
#include "policy/circuit_breaker.h"
#include "policy/concurrency_limiter.h"
#include "policy/fixed_window.h"
#include "policy/leaky_bucket.h"
#include "policy/pid_limiter.h"
#include "policy/priority_shedder.h"
#include "policy/probabilistic_shedder.h"
#include "policy/sliding_window.h"
#include "policy/token_bucket.h"
#include "scenario/scenario.h"

namespace uslkit {

struct AdmissionAttempt {
  TimePoint now{};
  std::size_t traffic_class = 0;
  std::uint32_t tenant = 0;
  double uniform = 0;  // used up draw by draw
  double cost = 1;     // of rates and quotas; a place in flight and a trial are one each
};

template <typename Limiter>
struct ScopedLimiters {
  LimitScope scope = LimitScope::all;
  std::vector<Limiter> of;  // one, or one per class or tenant
};

struct WatchedPid {
  Signal signal = Signal::work_lag;
  PidLimiter limiter;
};

struct WatchedPriorities {
  Signal signal = Signal::work_lag;
  std::vector<int> rank;            // by class, 0: never shed
  std::vector<std::int64_t> names;  // by rank, the scenario's priority that it stands for
  PriorityShedder shedder;
};

struct MeasuredShedder {
  std::int64_t offered = 0;  // attempts since the last update
  TimePoint since{};
  ProbabilisticShedder shedder;
};

using AdmissionPolicy =
    std::variant<ScopedLimiters<TokenBucket>, ScopedLimiters<LeakyBucket>,
                 ScopedLimiters<FixedWindow>, ScopedLimiters<SlidingWindow>, WatchedPid,
                 WatchedPriorities, MeasuredShedder, ConcurrencyLimiter, CircuitBreaker>;

struct AdmissionStage {
  AdmissionPolicy policy;
  std::vector<std::uint8_t> applies;  // by class
  std::optional<std::size_t> trace{};
};

// How many tenants a class has; none where every request has a key of its own.
[[nodiscard]] std::size_t tenant_count(const TrafficClass& traffic_class);

// Rates and gains are multiplied by the cell's share, but for quotas per tenant.
[[nodiscard]] AdmissionStage compile_stage(const AdmissionSpec& spec, const Scenario& scenario,
                                           double cell_share);

// "pid_limiter rate_per_s": what such a policy moves; empty where nothing moves.
[[nodiscard]] std::string_view output_of(const AdmissionSpec& spec);

}  // namespace uslkit
