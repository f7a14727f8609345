#include "scenario/admission_stage.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace uslkit {

std::size_t tenant_count(const TrafficClass& traffic_class) {
  if (std::holds_alternative<NoTenants>(traffic_class.tenants)) return 0;
  std::int64_t count = 0;
  if (const UniformTenants* uniform = std::get_if<UniformTenants>(&traffic_class.tenants)) {
    count = uniform->count;
  } else if (const ZipfTenants* zipf = std::get_if<ZipfTenants>(&traffic_class.tenants)) {
    count = zipf->count;
  } else {
    count = std::get<HotTenants>(traffic_class.tenants).count;
  }
  return static_cast<std::size_t>(count);
}

namespace {

bool names(const std::vector<std::string>& classes, const std::string& name) {
  return classes.empty() || std::ranges::find(classes, name) != classes.end();
}

struct Compiler {
  const Scenario& scenario;
  double share;
  std::size_t tenants = 0;  // most of a class

  Compiler(const Scenario& of, double cell_share) : scenario(of), share(cell_share) {
    for (const TrafficClass& each : of.traffic.classes) {
      tenants = std::max(tenants, tenant_count(each));
    }
  }

  [[nodiscard]] std::vector<std::uint8_t> applies(const std::vector<std::string>& classes,
                                                  LimitScope scope = LimitScope::all) const {
    std::vector<std::uint8_t> result;
    for (const TrafficClass& each : scenario.traffic.classes) {
      const bool has_tenants = scope != LimitScope::per_tenant || tenant_count(each) > 0;
      result.push_back(has_tenants && names(classes, each.name) ? 1 : 0);
    }
    return result;
  }

  [[nodiscard]] Rate rate_of(Rate rate, LimitScope scope = LimitScope::all) const {
    return {rate.per_second * (scope == LimitScope::per_tenant ? 1 : share)};
  }

  template <typename Limiter, typename Spec, typename Options>
  [[nodiscard]] AdmissionStage limiters(const Spec& spec, const Options& options) const {
    std::size_t count = 1;
    if (spec.scope == LimitScope::per_class) count = scenario.traffic.classes.size();
    if (spec.scope == LimitScope::per_tenant) count = tenants;
    return {.policy =
                ScopedLimiters<Limiter>{spec.scope, std::vector<Limiter>(count, Limiter(options))},
            .applies = applies(spec.classes, spec.scope),
            .trace = {}};
  }

  AdmissionStage operator()(const TokenBucketSpec& spec) const {
    return limiters<TokenBucket>(
        spec, TokenBucketOptions{.rate = rate_of(spec.rate, spec.scope), .burst = spec.burst});
  }
  AdmissionStage operator()(const LeakyBucketSpec& spec) const {
    return limiters<LeakyBucket>(
        spec, LeakyBucketOptions{.rate = rate_of(spec.rate, spec.scope), .depth = spec.depth});
  }
  AdmissionStage operator()(const FixedWindowSpec& spec) const {
    return limiters<FixedWindow>(
        spec, FixedWindowOptions{.rate = rate_of(spec.rate, spec.scope), .window = spec.window});
  }
  AdmissionStage operator()(const SlidingWindowSpec& spec) const {
    return limiters<SlidingWindow>(
        spec, SlidingWindowOptions{.rate = rate_of(spec.rate, spec.scope), .window = spec.window});
  }

  AdmissionStage operator()(const PidLimiterSpec& spec) const {
    const PidOptions pid{.kp = share * spec.kp,
                         .ki = share * spec.ki,
                         .kd = share * spec.kd,
                         .set_point = spec.set_point,
                         .initial = rate_of(spec.initial).per_second,
                         .lowest = rate_of(spec.lowest).per_second,
                         .highest = rate_of(spec.highest).per_second};
    return {.policy = WatchedPid{spec.signal, PidLimiter({.pid = pid, .burst = spec.burst})},
            .applies = applies(spec.classes),
            .trace = {}};
  }

  // The shedder knows few priorities, a scenario any number: only the order of the thresholds'
  // priorities matters, so a class's rank is how many of them are at most its own.
  AdmissionStage operator()(const PrioritySheddingSpec& spec) const {
    std::vector<PriorityThreshold> lines = spec.thresholds;
    std::ranges::stable_sort(lines, {}, &PriorityThreshold::priority);
    std::vector<std::int64_t> priorities{0};
    PriorityShedderOptions options{.release = spec.release};
    for (const PriorityThreshold& line : lines) {
      if (line.priority != priorities.back()) priorities.push_back(line.priority);
      USLKIT_CHECK(priorities.size() <= static_cast<std::size_t>(kPriorities));
      double& above = options.shed_above[priorities.size() - 1];
      above = std::min(above, std::max(line.above, std::numeric_limits<double>::min()));
    }
    std::vector<int> ranks;
    for (const TrafficClass& each : scenario.traffic.classes) {
      const auto at_most = [&each](std::int64_t priority) { return priority <= each.priority; };
      ranks.push_back(
          static_cast<int>(std::count_if(priorities.begin() + 1, priorities.end(), at_most)));
    }
    return {.policy = WatchedPriorities{spec.signal, ranks, priorities, PriorityShedder(options)},
            .applies = applies({}),
            .trace = {}};
  }

  AdmissionStage operator()(const ProbabilisticSheddingSpec& spec) const {
    return {.policy = MeasuredShedder{0, TimePoint{},
                                      ProbabilisticShedder({.capacity = rate_of(spec.capacity)})},
            .applies = applies(spec.classes),
            .trace = {}};
  }
  AdmissionStage operator()(const ConcurrencyLimitSpec& spec) const {
    return {.policy = ConcurrencyLimiter({.kind = spec.limit,
                                          .initial = spec.initial,
                                          .lowest = spec.lowest,
                                          .highest = spec.highest}),
            .applies = applies({}),
            .trace = {}};
  }
  AdmissionStage operator()(const CircuitBreakerSpec& spec) const {
    return {.policy = CircuitBreaker({.failure_threshold = spec.error_rate,
                                      .window = spec.window,
                                      .minimum_calls = spec.minimum_calls,
                                      .cooldown = spec.cooldown,
                                      .trials = spec.trial_calls}),
            .applies = applies({}),
            .trace = {}};
  }
};

}  // namespace

AdmissionStage compile_stage(const AdmissionSpec& spec, const Scenario& scenario,
                             double cell_share) {
  return std::visit(Compiler(scenario, cell_share), spec);
}

std::string_view output_of(const AdmissionSpec& spec) {
  struct OutputName {
    std::string_view operator()(const PidLimiterSpec&) const { return "pid_limiter rate_per_s"; }
    std::string_view operator()(const PrioritySheddingSpec&) const {
      return "priority_shedding lowest_priority_shed";
    }
    std::string_view operator()(const ProbabilisticSheddingSpec&) const {
      return "probabilistic_shedding share";
    }
    std::string_view operator()(const ConcurrencyLimitSpec&) const {
      return "concurrency_limit limit";
    }
    std::string_view operator()(const CircuitBreakerSpec&) const { return "circuit_breaker state"; }
    std::string_view operator()(const TokenBucketSpec&) const { return {}; }
    std::string_view operator()(const LeakyBucketSpec&) const { return {}; }
    std::string_view operator()(const FixedWindowSpec&) const { return {}; }
    std::string_view operator()(const SlidingWindowSpec&) const { return {}; }
  };
  return std::visit(OutputName{}, spec);
}

}  // namespace uslkit
