// autoscale_replay: what autoscalers would have made of a load that was recorded, policy by policy,
// beside a constant number of consumers, perfect foresight, and what really happened.
//
// Each policy is the very class of policy/, asked at every tick with what it would have seen; its
// orders take effect as scenario/consumer_scaling.h says (start delay, metric windows,
// standstills), which is what the simulator uses. Between ticks the log is a fluid
// (sizing/fluid_log.h) and is integrated exactly. So a replay of a month takes seconds and needs
// no random number; what it leaves out is chance: batches, uneven partitions, lag below saturation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "model/usl.h"
#include "scenario/consumers.h"
#include "sizing/load_trace.h"
#include "sizing/replay_policies.h"

namespace uslkit {

struct ReplayOptions {
  UslParameters capacity{};                 // of n consumers, events per second
  std::int64_t partitions = 720;            // >= 1; the default has many divisors, for Flink's rule
  std::int64_t workers_per_partition = 1;   // >= 1: places are partitions x workers
  std::int64_t start = 0;                   // consumers at first; 0: as many as needed
  Duration tick = std::chrono::seconds(1);  // > 0: between two looks of the policies
  Duration rebalance_pause{0};              // everybody stands still after each change
  double target_utilization = 0.7;          // in (0, 1]: of what is "needed"
  Duration slo_lag = std::chrono::seconds(10);  // > 0: more is too much
  LagKind slo_of = LagKind::age_lag;
  double price = 0;  // of a consumer for an hour; 0: nobody asks

  void check() const;
};

inline constexpr std::int64_t kMostReplayTicks = 5'000'000;  // 58 days of seconds
inline constexpr std::size_t kMostReplayRows = 600;          // of a series

enum class ReplayKind : std::uint8_t { policy, fixed, foresight, measured };
[[nodiscard]] std::string_view name_of(ReplayKind kind);

struct LagFigures {
  double greatest_s = 0;
  double greatest_at_s = 0;
  double mean_s = 0;   // over time
  double above_s = 0;  // time above the objective
};

struct ReplayDecision {
  double time_s = 0;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::string reason{};
};

struct SplitAdvice {  // "no number of consumers will do"
  double from_s = 0;
  double to_s = 0;
};

struct ReplayOutcome {
  std::string name{};  // "lag", "static 24", "foresight", "as it was"
  ReplayKind kind = ReplayKind::policy;

  LagFigures work_lag{};
  LagFigures age_lag{};
  double greatest_backlog_events = 0;
  double greatest_backlog_at_s = 0;
  double backlog_at_end_events = 0;
  // From the peak of the load until the greatest backlog is gone; 0 without any, empty: not by the
  // end.
  std::optional<double> drain_time_s{};
  std::optional<double> drained_at_s{};  // empty also where there never was a backlog

  std::int64_t scalings = 0;         // decisions
  std::int64_t reversals = 0;        // against the direction of the one before
  std::int64_t quick_reversals = 0;  // within kQuickReversal of the one before
  std::int64_t fewest = 0;           // consumers at work
  std::int64_t most = 0;             // the same
  std::int64_t most_asked = 0;       // ordered, some of them perhaps never at work
  double past_useful_s = 0;          // time with more at work than are useful
  double consumer_hours = 0;         // paid from the order on
  double surplus_share = 0;          // of those, beyond what was needed while nothing waited
  double utilization = 0;            // served / what those at work could have served

  double arrived_events = 0;
  double served_events = 0;
  std::vector<ReplayDecision> decisions{};
  std::vector<SplitAdvice> split_advice{};

  // Per row of AutoscaleReplay: consumers at its start, greatest lags within.
  std::vector<double> consumers{};
  std::vector<double> work_lag_s{};
  std::vector<double> age_lag_s{};

  [[nodiscard]] const LagFigures& lag(LagKind which) const {
    return which == LagKind::work_lag ? work_lag : age_lag;
  }
};
inline constexpr double kQuickReversal_s = 1800;

// How the fluid with the consumers that there were compares with the backlog that there was.
struct MeasuredFit {
  std::int64_t points = 0;
  double mean_absolute_error_events = 0;
  double relative_error = 0;  // that / mean measured backlog; infinite where that is 0
  double greatest_measured_events = 0;
  double greatest_model_events = 0;
};

struct AutoscaleReplay {
  ReplayOptions options{};  // with the start that was used
  double length_s = 0;
  double mean_rate = 0;
  double peak_rate = 0;
  double peak_at_s = 0;
  double arrived_events = 0;
  double waiting_at_start_events = 0;
  std::int64_t most_useful = 0;     // consumers, within the places; more is worse or idle
  bool useful_by_peak = false;      // by the curve's peak, not by the places
  double most_throughput = 0;       // at most_useful
  std::int64_t needed_at_peak = 0;  // fewest for the peak rate at the target utilisation
  bool peak_is_served = true;       // false: not even most_useful serve it at that utilisation

  double row_s = 1;
  std::vector<double> load_per_s{};       // means of rows
  std::vector<double> needed{};           // greatest of rows
  std::vector<ReplayOutcome> outcomes{};  // policies, fixed, foresight, measured
  std::optional<MeasuredFit> measured_fit{};
};

struct ReplayQuestion {
  const LoadTrace& trace;
  ReplayOptions options{};
  std::vector<NamedPolicy> policies{};
  std::vector<std::int64_t> fixed{};  // numbers to keep; empty: what the peak needs
};

// Deterministic. Throws InputError where the trace has more ticks than kMostReplayTicks.
[[nodiscard]] AutoscaleReplay autoscale_replay(const ReplayQuestion& question);

}  // namespace uslkit
