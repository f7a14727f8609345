#include "sim/admission_chain.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/check.h"

namespace uslkit {
namespace {

// How many tenants a class has; none where every request has a key of its own.
std::size_t tenants_of(const TrafficClass& traffic_class) {
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

bool names(const std::vector<std::string>& classes, const std::string& name) {
  return classes.empty() || std::ranges::find(classes, name) != classes.end();
}

// Which limiter of a scope an attempt belongs to.
std::size_t index_of(LimitScope scope, std::size_t traffic_class, std::uint32_t tenant) {
  if (scope == LimitScope::all) return 0;
  return scope == LimitScope::per_class ? traffic_class : tenant;
}

// What is left of a uniform draw once it is known to be at least p: uniform again, so that a second
// shedder of the chain decides by itself.
double rest_of_draw(double uniform, double p) {
  constexpr double kBelowOne = 1 - std::numeric_limits<double>::epsilon() / 2;
  return std::min((uniform - p) / (1 - p), kBelowOne);
}

}  // namespace

// ---- From specs to policies. ----

struct AdmissionChain::Compiler {
  const Scenario& scenario;
  double share;
  std::size_t tenants = 0;  // most of a class

  Compiler(const Scenario& of, double cell_share) : scenario(of), share(cell_share) {
    for (const TrafficClass& each : of.traffic.classes) {
      tenants = std::max(tenants, tenants_of(each));
    }
  }

  [[nodiscard]] std::vector<std::uint8_t> applies(const std::vector<std::string>& classes,
                                                  LimitScope scope = LimitScope::all) const {
    std::vector<std::uint8_t> result;
    for (const TrafficClass& each : scenario.traffic.classes) {
      const bool has_tenants = scope != LimitScope::per_tenant || tenants_of(each) > 0;
      result.push_back(has_tenants && names(classes, each.name) ? 1 : 0);
    }
    return result;
  }

  [[nodiscard]] Rate rate_of(Rate rate, LimitScope scope = LimitScope::all) const {
    return {rate.per_second * (scope == LimitScope::per_tenant ? 1 : share)};
  }

  template <typename Limiter, typename Spec, typename Options>
  [[nodiscard]] Stage limiters(const Spec& spec, const Options& options) const {
    std::size_t count = 1;
    if (spec.scope == LimitScope::per_class) count = scenario.traffic.classes.size();
    if (spec.scope == LimitScope::per_tenant) count = tenants;
    return {.policy = Limiters<Limiter>{spec.scope, std::vector<Limiter>(count, Limiter(options))},
            .applies = applies(spec.classes, spec.scope),
            .trace = {}};
  }

  Stage operator()(const TokenBucketSpec& spec) const {
    return limiters<TokenBucket>(
        spec, TokenBucketOptions{.rate = rate_of(spec.rate, spec.scope), .burst = spec.burst});
  }
  Stage operator()(const LeakyBucketSpec& spec) const {
    return limiters<LeakyBucket>(
        spec, LeakyBucketOptions{.rate = rate_of(spec.rate, spec.scope), .depth = spec.depth});
  }
  Stage operator()(const FixedWindowSpec& spec) const {
    return limiters<FixedWindow>(
        spec, FixedWindowOptions{.rate = rate_of(spec.rate, spec.scope), .window = spec.window});
  }
  Stage operator()(const SlidingWindowSpec& spec) const {
    return limiters<SlidingWindow>(
        spec, SlidingWindowOptions{.rate = rate_of(spec.rate, spec.scope), .window = spec.window});
  }

  Stage operator()(const PidLimiterSpec& spec) const {
    const PidOptions pid{.kp = share * spec.kp,
                         .ki = share * spec.ki,
                         .kd = share * spec.kd,
                         .set_point = spec.set_point,
                         .initial = rate_of(spec.initial).per_second,
                         .lowest = rate_of(spec.lowest).per_second,
                         .highest = rate_of(spec.highest).per_second};
    return {.policy = Pid{spec.signal, PidLimiter({.pid = pid, .burst = spec.burst})},
            .applies = applies(spec.classes),
            .trace = {}};
  }

  // The shedder knows few priorities, a scenario any number: only the order of the thresholds'
  // priorities matters, so a class's rank is how many of them are at most its own.
  Stage operator()(const PrioritySheddingSpec& spec) const {
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
    return {.policy = Priorities{spec.signal, ranks, priorities, PriorityShedder(options)},
            .applies = applies({}),
            .trace = {}};
  }

  Stage operator()(const ProbabilisticSheddingSpec& spec) const {
    return {.policy = Probabilistic{0, TimePoint{},
                                    ProbabilisticShedder({.capacity = rate_of(spec.capacity)})},
            .applies = applies(spec.classes),
            .trace = {}};
  }
  Stage operator()(const ConcurrencyLimitSpec& spec) const {
    return {.policy = ConcurrencyLimiter({.kind = spec.limit,
                                          .initial = spec.initial,
                                          .lowest = spec.lowest,
                                          .highest = spec.highest}),
            .applies = applies({}),
            .trace = {}};
  }
  Stage operator()(const CircuitBreakerSpec& spec) const {
    return {.policy = CircuitBreaker({.failure_threshold = spec.error_rate,
                                      .window = spec.window,
                                      .minimum_calls = spec.minimum_calls,
                                      .cooldown = spec.cooldown,
                                      .trials = spec.trial_calls}),
            .applies = applies({}),
            .trace = {}};
  }
};

// ---- One control tick: tells a policy what it watches, and gives back its output. ----

struct AdmissionChain::Updater {
  TimePoint now{};
  const Signals& signals;

  // A fixed rate: nothing moves.
  template <typename Limiter>
  std::optional<double> operator()(Limiters<Limiter>&) const {
    return std::nullopt;
  }
  std::optional<double> operator()(Pid& pid) const {
    return pid.limiter.update(now, signals[pid.signal]).per_second;
  }
  std::optional<double> operator()(Priorities& priorities) const {
    priorities.shedder.update(now, signals[priorities.signal]);
    const std::size_t first = static_cast<std::size_t>(priorities.shedder.first_shed());
    return first < priorities.names.size() ? static_cast<double>(priorities.names[first]) : 0;
  }
  std::optional<double> operator()(Probabilistic& probabilistic) const {
    if (now > probabilistic.since) {
      const double seconds = in_seconds(now - probabilistic.since);
      probabilistic.shedder.update(now, {static_cast<double>(probabilistic.offered) / seconds});
      probabilistic.offered = 0;
      probabilistic.since = now;
    }
    return probabilistic.shedder.shed_probability();
  }
  std::optional<double> operator()(const ConcurrencyLimiter& limiter) const {
    return static_cast<double>(limiter.limit());
  }
  std::optional<double> operator()(const CircuitBreaker& breaker) const {
    return static_cast<double>(breaker.state(now));
  }
};

namespace {

const char* output_of(const AdmissionSpec& spec) {
  struct Name {
    const char* operator()(const PidLimiterSpec&) const { return "pid_limiter rate_per_s"; }
    const char* operator()(const PrioritySheddingSpec&) const {
      return "priority_shedding lowest_priority_shed";
    }
    const char* operator()(const ProbabilisticSheddingSpec&) const {
      return "probabilistic_shedding share";
    }
    const char* operator()(const ConcurrencyLimitSpec&) const { return "concurrency_limit limit"; }
    const char* operator()(const CircuitBreakerSpec&) const { return "circuit_breaker state"; }
    const char* operator()(const TokenBucketSpec&) const { return nullptr; }
    const char* operator()(const LeakyBucketSpec&) const { return nullptr; }
    const char* operator()(const FixedWindowSpec&) const { return nullptr; }
    const char* operator()(const SlidingWindowSpec&) const { return nullptr; }
  };
  return std::visit(Name{}, spec);
}

}  // namespace

AdmissionChain::AdmissionChain(const Scenario& scenario, double cell_share)
    : cell_share_(cell_share), shed_(scenario.traffic.classes.size()) {
  USLKIT_CHECK(cell_share > 0);
  USLKIT_CHECK(cell_share <= 1);
  for (const TrafficClass& each : scenario.traffic.classes) {
    writes_.push_back(each.operation == Operation::write ? 1 : 0);
  }
  const Compiler compiler(scenario, cell_share);
  for (std::size_t i = 0; i < scenario.ingress.admission.size(); ++i) {
    const AdmissionSpec& spec = scenario.ingress.admission[i];
    Stage stage = std::visit(compiler, spec);
    if (const char* output = output_of(spec)) {
      stage.trace = traces_.size();
      traces_.emplace_back(fmt::format("admission/{} {}", i, output));
    }
    needs_uniform_ |= std::holds_alternative<Probabilistic>(stage.policy);
    shapes_ |= std::holds_alternative<Limiters<LeakyBucket>>(stage.policy);
    const bool waits = std::holds_alternative<ConcurrencyLimiter>(stage.policy) ||
                       std::holds_alternative<CircuitBreaker>(stage.policy);
    if (waits) answered_.push_back(i);
    stages_.push_back(std::move(stage));
  }
}

void AdmissionChain::update(TimePoint now, const Signals& signals) {
  for (Stage& stage : stages_) {
    const std::optional<double> output = std::visit(Updater{now, signals}, stage.policy);
    if (output && stage.trace) traces_[*stage.trace].record(now, *output);
  }
}

std::vector<TraceResult> AdmissionChain::traces() const {
  std::vector<TraceResult> results;
  for (const TraceRecorder& trace : traces_) results.push_back(trace.result());
  return results;
}

// ---- One attempt. ----

struct AdmissionChain::Asker {
  Attempt& attempt;

  template <typename Limiter>
  Verdict operator()(Limiters<Limiter>& limiters) const {
    return limiters.of[index_of(limiters.scope, attempt.traffic_class, attempt.tenant)].admit(
        attempt.now);
  }
  Verdict operator()(Pid& pid) const { return pid.limiter.admit(attempt.now); }
  Verdict operator()(const Priorities& priorities) const {
    return priorities.shedder.admit(attempt.now, priorities.rank[attempt.traffic_class]);
  }
  Verdict operator()(Probabilistic& probabilistic) const {
    ++probabilistic.offered;
    const double p = probabilistic.shedder.shed_probability();
    const Verdict verdict = probabilistic.shedder.admit(attempt.now, attempt.uniform);
    if (verdict.admitted && p > 0) attempt.uniform = rest_of_draw(attempt.uniform, p);
    return verdict;
  }
  Verdict operator()(ConcurrencyLimiter& limiter) const { return limiter.admit(attempt.now); }
  Verdict operator()(CircuitBreaker& breaker) const { return breaker.admit(attempt.now); }
};

Verdict AdmissionChain::admit(TimePoint now, std::size_t traffic_class, std::uint32_t tenant,
                              double uniform) {
  const Attempt attempt{now, traffic_class, tenant, uniform};
  if (runbook_active_) {
    const Verdict verdict = admit_by_runbook(attempt);
    if (!verdict.admitted) return verdict;
  }
  return admit_by_stages(attempt);
}

Verdict AdmissionChain::admit_by_runbook(const Attempt& attempt) {
  if (read_only_ && writes_[attempt.traffic_class] != 0) {
    return {.admitted = false, .reason = RejectReason::read_only};
  }
  if (shed_[attempt.traffic_class] != 0) {
    return {.admitted = false, .reason = RejectReason::class_shed};
  }
  return limit_ ? limit_->admit(attempt.now) : Verdict{};
}

Verdict AdmissionChain::admit_by_stages(Attempt attempt) {
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    if (stages_[i].applies[attempt.traffic_class] == 0) continue;
    const Verdict verdict = std::visit(Asker{attempt}, stages_[i].policy);
    if (verdict.admitted) continue;
    take_back(i);
    return verdict;
  }
  return {};
}

// From what was let in by the first stages and will never be answered.
void AdmissionChain::take_back(std::size_t stages) {
  for (const std::size_t i : answered_) {
    if (i >= stages) break;
    if (ConcurrencyLimiter* limiter = std::get_if<ConcurrencyLimiter>(&stages_[i].policy)) {
      limiter->cancel();
    } else {
      std::get<CircuitBreaker>(stages_[i].policy).cancel();
    }
  }
}

void AdmissionChain::on_answer(TimePoint now, Duration latency, bool ok) {
  for (const std::size_t i : answered_) {
    if (ConcurrencyLimiter* limiter = std::get_if<ConcurrencyLimiter>(&stages_[i].policy)) {
      limiter->release(now, latency, ok);
    } else {
      std::get<CircuitBreaker>(stages_[i].policy).record(now, ok);
    }
  }
}

Duration AdmissionChain::shaping_delay(TimePoint now, std::size_t traffic_class,
                                       std::uint32_t tenant) const {
  Duration longest{0};
  for (const Stage& stage : stages_) {
    const Limiters<LeakyBucket>* leaky = std::get_if<Limiters<LeakyBucket>>(&stage.policy);
    if (leaky == nullptr || stage.applies[traffic_class] == 0) continue;
    const LeakyBucket& bucket = leaky->of[index_of(leaky->scope, traffic_class, tenant)];
    longest = std::max(longest, bucket.queueing_delay(now));
  }
  return longest;
}

// ---- The runbook's switches. ----

void AdmissionChain::set_read_only(bool on) {
  read_only_ = on;
  refresh_runbook();
}

void AdmissionChain::shed_class(std::size_t traffic_class, bool on) {
  USLKIT_CHECK(traffic_class < shed_.size());
  shed_[traffic_class] = on ? 1 : 0;
  refresh_runbook();
}

void AdmissionChain::limit_rate(std::optional<Rate> rate) {
  constexpr double kBurstSeconds = 0.1;
  // The same limit once more must not fill the bucket again.
  if (rate == rate_limit_) return;
  rate_limit_ = rate;
  limit_.reset();
  if (rate) {
    const double own = rate->per_second * cell_share_;
    limit_.emplace(TokenBucketOptions{.rate = {own}, .burst = std::max(1.0, own * kBurstSeconds)});
  }
  refresh_runbook();
}

void AdmissionChain::refresh_runbook() {
  const bool sheds = std::ranges::any_of(shed_, [](std::uint8_t on) { return on != 0; });
  runbook_active_ = read_only_ || sheds || limit_.has_value();
}

}  // namespace uslkit
