#include "pipeline/ingress/admission_gate.h"

#include <algorithm>

#include "run/journal_words.h"

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
    const bool held = answer.verdict.admitted && chain.shapes();
    const Duration hold =
        held ? chain.shaping_delay(now, group.traffic_class, group.tenant) : Duration{0};
    if (guarded.journal != nullptr) {
      guarded.journal->record(JournalCall::admit, now,
                              JournalWords{group.traffic_class, group.tenant, word_of(uniform),
                                           word_of(static_cast<double>(group.events))},
                              words_of(answer.verdict, hold));
    }
    if (!answer.verdict.admitted) {
      for (; answer.attempts > 0; --answer.attempts) {
        chain.cancel();
        if (guarded.journal != nullptr) guarded.journal->record(JournalCall::cancel, now, {}, {});
      }
      return answer;
    }
    ++answer.attempts;
    answer.hold = std::max(answer.hold, hold);
  }
  return answer;
}

void AdmissionGate::answered(TimePoint now, std::uint32_t attempts, Duration latency, bool ok) {
  if (!wants_answers_ || attempts == 0) return;
  guarded_.with([=](Guarded& guarded) {
    for (std::uint32_t i = 0; i < attempts; ++i) {
      guarded.chain.on_answer(now, latency, ok);
      if (guarded.journal == nullptr) continue;
      guarded.journal->record(JournalCall::answer, now,
                              {word_of(latency.count()), ok ? std::uint64_t{1} : 0}, {});
    }
  });
}

template <typename Change>
void AdmissionGate::change(JournalCall call, TimePoint now,
                           std::span<const std::uint64_t> arguments, Change&& change) {
  guarded_.with([&](Guarded& guarded) {
    change(guarded.chain);
    open_ = guarded.chain.empty();
    if (guarded.journal != nullptr) guarded.journal->record(call, now, arguments, {});
  });
}

void AdmissionGate::update(TimePoint now, const Signals& signals) {
  change(JournalCall::admission_update, now, words_of(signals),
         [&](AdmissionChain& chain) { chain.update(now, signals); });
}

void AdmissionGate::set_read_only(TimePoint now, bool on) {
  change(JournalCall::read_only, now, JournalWords{on ? std::uint64_t{1} : 0},
         [on](AdmissionChain& chain) { chain.set_read_only(on); });
}

void AdmissionGate::shed_class(TimePoint now, std::size_t traffic_class, bool on) {
  change(JournalCall::shed_class, now, JournalWords{traffic_class, on ? std::uint64_t{1} : 0},
         [=](AdmissionChain& chain) { chain.shed_class(traffic_class, on); });
}

void AdmissionGate::limit_rate(TimePoint now, std::optional<Rate> rate) {
  change(JournalCall::limit_rate, now,
         rate ? JournalWords{word_of(rate->per_second)} : JournalWords{},
         [rate](AdmissionChain& chain) { chain.limit_rate(rate); });
}

std::vector<TraceResult> AdmissionGate::traces() {
  return guarded_.with([](Guarded& guarded) { return guarded.chain.traces(); });
}

}  // namespace uslkit
