// AdmissionGate: the scenario's admission policies for requests of many threads.
//
// One AdmissionChain, the simulator's own, behind one lock that a request takes once, whatever the
// number of its events: limits hold over all threads, and the calls have one order that the
// simulator can replay. A request is admitted whole: each of its groups (class, tenant) is one
// attempt that costs its number of events; if one is refused, the places in flight of the others
// are given back, while their tokens stay spent. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "pipeline/ingress/event_batch.h"
#include "pipeline/locked.h"
#include "run/call_journal.h"
#include "scenario/admission_chain.h"

namespace uslkit {

class AdmissionGate {
 public:
  explicit AdmissionGate(const Scenario& scenario);

  // Every call of the policies from now on is kept there; before any other call.
  void record_in(CallJournal* journal) {
    guarded_.with([journal](Guarded& guarded) { guarded.journal = journal; });
  }

  struct Answer {
    Verdict verdict{};
    std::uint32_t attempts = 0;  // to be given to answered()
    Duration hold{0};            // how long a leaky bucket holds the request back
  };
  [[nodiscard]] Answer admit(TimePoint now, std::span<const AdmissionGroup> groups);
  // Of an admitted request, exactly once. `ok`: it was acknowledged.
  void answered(TimePoint now, std::uint32_t attempts, Duration latency, bool ok);

  // Nothing can be refused now: admit() may be skipped.
  [[nodiscard]] bool open() const { return open_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool by_tenant() const { return by_tenant_; }

  void update(TimePoint now, const Signals& signals);
  void set_read_only(TimePoint now, bool on);
  void shed_class(TimePoint now, std::size_t traffic_class, bool on);
  void limit_rate(TimePoint now, std::optional<Rate> rate);
  [[nodiscard]] std::vector<TraceResult> traces();

 private:
  struct Guarded {
    explicit Guarded(const Scenario& scenario)
        : chain(scenario, 1), random(scenario.seed, "pipeline/ingress/shed") {}
    AdmissionChain chain;
    Random random;
    CallJournal* journal = nullptr;
  };
  static Answer admit_groups(Guarded& guarded, TimePoint now,
                             std::span<const AdmissionGroup> groups);
  template <typename Change>
  void change(JournalCall call, TimePoint now, std::span<const std::uint64_t> arguments,
              Change&& change);

  Locked<Guarded> guarded_;
  std::atomic<bool> open_{true};
  bool by_tenant_ = false;
  bool wants_answers_ = false;
};

}  // namespace uslkit
