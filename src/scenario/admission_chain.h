// AdmissionChain: the scenario's admission policies and the runbook's switches, asked in turn.
//
// Order: read-only mode, classes shed by the runbook, the runbook's rate limit, then the policies
// as the scenario lists them. The first refusal ends it, so later policies see only what earlier
// ones let through. What a refused attempt took on its way:
//   - tokens and window quotas stay spent: they count attempts, as in real gateways;
//   - places in flight (concurrency limit) and trials (half-open breaker) are given back at once,
//     because no answer will ever come for them.
// Rates, and the gains of PID limiters, are those of all cells and are multiplied by the cell's
// share of the traffic; bursts and depths are per cell. Quotas per tenant are not divided, as a
// tenant lives in one cell; tenant i of two classes is one tenant. In a class without tenants each
// request has a key of its own, so a quota per tenant never holds it up.
//
// Nothing allocates after construction. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time_point.h"
#include "policy/token_bucket.h"
#include "policy/verdict.h"
#include "scenario/admission_stage.h"
#include "scenario/scenario.h"
#include "scenario/signals.h"
#include "scenario/trace_recorder.h"

namespace uslkit {

// What stands before a class until the next update(), where that is little: a shedder that has made
// up its mind, a token bucket for everybody, another such shedder. admit() does the same.
struct ClassGate {
  bool is_all = false;  // else only admit() knows
  bool sheds_first = false;
  TokenBucket* bucket = nullptr;
  bool sheds_last = false;

  // Only where is_all.
  [[nodiscard]] Verdict admit(TimePoint now) const {
    constexpr Verdict kShed{.admitted = false, .reason = RejectReason::priority_shed};
    if (sheds_first) return kShed;
    const Verdict verdict = bucket != nullptr ? bucket->admit(now) : Verdict{};
    return verdict.admitted && sheds_last ? kShed : verdict;
  }
  // Of requests at these moments (ns), how many pass before the first that is refused; only where
  // is_all. admit() refuses that one.
  [[nodiscard]] std::size_t admit_first(std::span<const std::int64_t> times_ns) const {
    if (sheds_first || sheds_last) return 0;
    return bucket != nullptr ? bucket->admit_first(times_ns) : times_ns.size();
  }
};

class AdmissionChain {
 public:
  // `cell_share`, in (0, 1]: the cell's own share of the traffic.
  AdmissionChain(const Scenario& scenario, double cell_share);

  // ---- Hot: per attempt. ----
  // Nothing can be refused now: the caller may skip admit() and on_answer().
  [[nodiscard]] bool empty() const { return stages_.empty() && !runbook_active_; }
  // Whether admit() reads `uniform`, a draw from [0, 1) per attempt.
  [[nodiscard]] bool needs_uniform() const { return needs_uniform_; }
  // `cost`: how many events arrive as one attempt (a batch): rates and quotas count events, places
  // in flight and trials count attempts, and a batch is admitted whole or not at all.
  [[nodiscard]] Verdict admit(TimePoint now, std::size_t traffic_class, std::uint32_t tenant,
                              double uniform, double cost = 1);
  // For many attempts without an update() between them.
  [[nodiscard]] ClassGate gate(std::size_t traffic_class);
  // Takes an admitted attempt back that will never be answered; its tokens stay spent.
  void cancel();
  // Whether `tenant` matters to admit().
  [[nodiscard]] bool tells_tenants_apart() const;
  // Whether every admitted attempt must be answered exactly once by on_answer(). `ok`: acked.
  [[nodiscard]] bool wants_answers() const { return !answered_.empty(); }
  void on_answer(TimePoint now, Duration latency, bool ok);
  // How long the leaky buckets hold the attempt that was just admitted, so that their output never
  // exceeds their rates; of several the longest wait.
  [[nodiscard]] bool shapes() const { return shapes_; }
  [[nodiscard]] Duration shaping_delay(TimePoint now, std::size_t traffic_class,
                                       std::uint32_t tenant) const;

  // ---- Per control tick. ----
  void update(TimePoint now, const Signals& signals);

  // ---- The runbook's switches; to set one again changes nothing. ----
  void set_read_only(bool on);
  void shed_class(std::size_t traffic_class, bool on);
  // Of everything at the ingress, over all cells, with a burst of a tenth of a second; none:
  // lifted.
  void limit_rate(std::optional<Rate> rate);

  // The outputs that moved or could move: "admission/0 pid_limiter rate_per_s", ...
  [[nodiscard]] std::vector<TraceResult> traces() const;

 private:
  [[nodiscard]] Verdict admit_by_runbook(const AdmissionAttempt& attempt);
  [[nodiscard]] Verdict admit_by_stages(AdmissionAttempt& attempt);
  void take_back(std::size_t stages);
  void refresh_runbook();

  std::vector<AdmissionStage> stages_;
  std::vector<std::vector<std::size_t>> stages_of_class_;  // by index, in order
  std::vector<std::size_t> answered_;                      // stages that wait for answers
  std::vector<TraceRecorder> traces_;
  bool needs_uniform_ = false;
  bool shapes_ = false;

  double cell_share_;
  bool runbook_active_ = false;
  bool read_only_ = false;
  std::vector<std::uint8_t> writes_;  // by class
  std::vector<std::uint8_t> shed_;    // by class
  std::optional<Rate> rate_limit_;    // of the runbook
  std::optional<TokenBucket> limit_;
};

}  // namespace uslkit
