#include "scenario/admission_chain.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/check.h"

namespace uslkit {
namespace {

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

// One attempt: asks a policy.
struct Asker {
  AdmissionAttempt& attempt;

  template <typename Limiter>
  Verdict operator()(ScopedLimiters<Limiter>& limiters) const {
    return limiters.of[index_of(limiters.scope, attempt.traffic_class, attempt.tenant)].admit(
        attempt.now, attempt.cost);
  }
  Verdict operator()(WatchedPid& pid) const { return pid.limiter.admit(attempt.now, attempt.cost); }
  Verdict operator()(const WatchedPriorities& priorities) const {
    return priorities.shedder.admit(attempt.now, priorities.rank[attempt.traffic_class]);
  }
  Verdict operator()(MeasuredShedder& probabilistic) const {
    ++probabilistic.offered;
    const double p = probabilistic.shedder.shed_probability();
    const Verdict verdict = probabilistic.shedder.admit(attempt.now, attempt.uniform);
    if (verdict.admitted && p > 0) attempt.uniform = rest_of_draw(attempt.uniform, p);
    return verdict;
  }
  Verdict operator()(ConcurrencyLimiter& limiter) const { return limiter.admit(attempt.now); }
  Verdict operator()(CircuitBreaker& breaker) const { return breaker.admit(attempt.now); }
};

// std::visit calls through a table; what most scenarios ask is inlined instead.
Verdict ask(AdmissionPolicy& policy, AdmissionAttempt& attempt) {
  const Asker asker{attempt};
  if (auto* const buckets = std::get_if<ScopedLimiters<TokenBucket>>(&policy)) {
    return asker(*buckets);
  }
  if (const auto* const priorities = std::get_if<WatchedPriorities>(&policy)) {
    return asker(*priorities);
  }
  return std::visit(asker, policy);
}

// One control tick: tells a policy what it watches, and gives back its output.
struct Updater {
  TimePoint now{};
  const Signals& signals;

  // A fixed rate: nothing moves.
  template <typename Limiter>
  std::optional<double> operator()(ScopedLimiters<Limiter>&) const {
    return std::nullopt;
  }
  std::optional<double> operator()(WatchedPid& pid) const {
    return pid.limiter.update(now, signals[pid.signal]).per_second;
  }
  std::optional<double> operator()(WatchedPriorities& priorities) const {
    priorities.shedder.update(now, signals[priorities.signal]);
    const std::size_t first = static_cast<std::size_t>(priorities.shedder.first_shed());
    return first < priorities.names.size() ? static_cast<double>(priorities.names[first]) : 0;
  }
  std::optional<double> operator()(MeasuredShedder& probabilistic) const {
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

}  // namespace

AdmissionChain::AdmissionChain(const Scenario& scenario, double cell_share)
    : cell_share_(cell_share), shed_(scenario.traffic.classes.size()) {
  USLKIT_CHECK(cell_share > 0);
  USLKIT_CHECK(cell_share <= 1);
  for (const TrafficClass& each : scenario.traffic.classes) {
    writes_.push_back(each.operation == Operation::write ? 1 : 0);
  }
  for (std::size_t i = 0; i < scenario.ingress.admission.size(); ++i) {
    const AdmissionSpec& spec = scenario.ingress.admission[i];
    AdmissionStage stage = compile_stage(spec, scenario, cell_share);
    const std::string_view output = output_of(spec);
    if (!output.empty()) {
      stage.trace = traces_.size();
      traces_.emplace_back(fmt::format("admission/{} {}", i, output));
    }
    needs_uniform_ |= std::holds_alternative<MeasuredShedder>(stage.policy);
    shapes_ |= std::holds_alternative<ScopedLimiters<LeakyBucket>>(stage.policy);
    const bool waits = std::holds_alternative<ConcurrencyLimiter>(stage.policy) ||
                       std::holds_alternative<CircuitBreaker>(stage.policy);
    if (waits) answered_.push_back(i);
    stages_.push_back(std::move(stage));
  }
  stages_of_class_.resize(scenario.traffic.classes.size());
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    for (std::size_t each = 0; each < stages_of_class_.size(); ++each) {
      if (stages_[i].applies[each] != 0) stages_of_class_[each].push_back(i);
    }
  }
}

void AdmissionChain::update(TimePoint now, const Signals& signals) {
  for (AdmissionStage& stage : stages_) {
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

Verdict AdmissionChain::admit(TimePoint now, std::size_t traffic_class, std::uint32_t tenant,
                              double uniform, double cost) {
  AdmissionAttempt attempt{now, traffic_class, tenant, uniform, cost};
  if (runbook_active_) {
    const Verdict verdict = admit_by_runbook(attempt);
    if (!verdict.admitted) return verdict;
  }
  return admit_by_stages(attempt);
}

ClassGate AdmissionChain::gate(std::size_t traffic_class) {
  ClassGate gate;
  if (runbook_active_) return gate;
  for (const std::size_t i : stages_of_class_[traffic_class]) {
    AdmissionPolicy& policy = stages_[i].policy;
    if (const auto* const priorities = std::get_if<WatchedPriorities>(&policy)) {
      const bool sheds = priorities->rank[traffic_class] >= priorities->shedder.first_shed();
      (gate.bucket == nullptr ? gate.sheds_first : gate.sheds_last) |= sheds;
      continue;
    }
    auto* const buckets = std::get_if<ScopedLimiters<TokenBucket>>(&policy);
    if (buckets == nullptr || buckets->scope != LimitScope::all || gate.bucket != nullptr) {
      return gate;
    }
    gate.bucket = &buckets->of.front();
  }
  gate.is_all = true;
  return gate;
}

Verdict AdmissionChain::admit_by_runbook(const AdmissionAttempt& attempt) {
  if (read_only_ && writes_[attempt.traffic_class] != 0) {
    return {.admitted = false, .reason = RejectReason::read_only};
  }
  if (shed_[attempt.traffic_class] != 0) {
    return {.admitted = false, .reason = RejectReason::class_shed};
  }
  return limit_ ? limit_->admit(attempt.now, attempt.cost) : Verdict{};
}

Verdict AdmissionChain::admit_by_stages(AdmissionAttempt& attempt) {
  for (const std::size_t i : stages_of_class_[attempt.traffic_class]) {
    const Verdict verdict = ask(stages_[i].policy, attempt);
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

void AdmissionChain::cancel() { take_back(stages_.size()); }

bool AdmissionChain::tells_tenants_apart() const {
  const auto per_tenant = [](const auto& policy) {
    if constexpr (requires { policy.scope; }) return policy.scope == LimitScope::per_tenant;
    return false;
  };
  return std::ranges::any_of(stages_, [&per_tenant](const AdmissionStage& stage) {
    return std::visit(per_tenant, stage.policy);
  });
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
  for (const AdmissionStage& stage : stages_) {
    const ScopedLimiters<LeakyBucket>* leaky =
        std::get_if<ScopedLimiters<LeakyBucket>>(&stage.policy);
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
