#include "pipeline/ingress/admission_gate.h"

#include <algorithm>

namespace uslkit {

AdmissionGate::AdmissionGate(const Scenario& scenario) : guarded_(scenario) {
  guarded_.with([this](Guarded& guarded) {
    open_ = guarded.chain.empty();
    by_tenant_ = guarded.chain.tells_tenants_apart();
    wants_answers_ = guarded.chain.wants_answers();
  });
}

AdmissionGate::Answer AdmissionGate::admit(TimePoint now, std::span<const AdmissionGroup> groups) {
  return guarded_.with(
      [now, groups](Guarded& guarded) { return admit_groups(guarded, now, groups); });
}

AdmissionGate::Answer AdmissionGate::admit_groups(Guarded& guarded, TimePoint now,
                                                  std::span<const AdmissionGroup> groups) {
  AdmissionChain& chain = guarded.chain;
  Answer answer;
  for (const AdmissionGroup& group : groups) {
    const double uniform = chain.needs_uniform() ? guarded.random.uniform() : 0;
    answer.verdict = chain.admit(now, group.traffic_class, group.tenant, uniform, group.events);
    if (!answer.verdict.admitted) {
      for (; answer.attempts > 0; --answer.attempts) chain.cancel();
      return answer;
    }
    ++answer.attempts;
    if (chain.shapes()) {
      answer.hold =
          std::max(answer.hold, chain.shaping_delay(now, group.traffic_class, group.tenant));
    }
  }
  return answer;
}

void AdmissionGate::answered(TimePoint now, std::uint32_t attempts, Duration latency, bool ok) {
  if (!wants_answers_ || attempts == 0) return;
  guarded_.with([=](Guarded& guarded) {
    for (std::uint32_t i = 0; i < attempts; ++i) guarded.chain.on_answer(now, latency, ok);
  });
}

template <typename Change>
void AdmissionGate::change(Change&& change) {
  guarded_.with([&](Guarded& guarded) {
    change(guarded.chain);
    open_ = guarded.chain.empty();
  });
}

void AdmissionGate::update(TimePoint now, const Signals& signals) {
  change([&](AdmissionChain& chain) { chain.update(now, signals); });
}

void AdmissionGate::set_read_only(bool on) {
  change([on](AdmissionChain& chain) { chain.set_read_only(on); });
}

void AdmissionGate::shed_class(std::size_t traffic_class, bool on) {
  change([=](AdmissionChain& chain) { chain.shed_class(traffic_class, on); });
}

void AdmissionGate::limit_rate(std::optional<Rate> rate) {
  change([rate](AdmissionChain& chain) { chain.limit_rate(rate); });
}

std::vector<TraceResult> AdmissionGate::traces() {
  return guarded_.with([](Guarded& guarded) { return guarded.chain.traces(); });
}

}  // namespace uslkit
