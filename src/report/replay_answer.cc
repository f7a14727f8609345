#include "report/replay_answer.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/usl.h"
#include "report/human_number.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

double time_above(const AutoscaleReplay& replay, const ReplayOutcome& outcome) {
  return outcome.lag(replay.options.slo_of).above_s;
}

bool is_kept(const AutoscaleReplay& replay, const ReplayOutcome& outcome) {
  return time_above(replay, outcome) <= 0;
}

std::string objective_text(const AutoscaleReplay& replay) {
  return fmt::format("{} within {}", lag_name(replay.options.slo_of),
                     seconds_text(in_seconds(replay.options.slo_lag)));
}

const ReplayOutcome* first_of(const AutoscaleReplay& replay, ReplayKind kind) {
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (outcome.kind == kind) return &outcome;
  }
  return nullptr;
}

std::string hours_text(const ReplayOutcome& outcome) {
  return human_number(outcome.consumer_hours, 3) + " consumer-hours";
}

// ", 41 % of static 49's and 1.2 x perfect foresight's".
std::string beside_text(const AutoscaleReplay& replay, const ReplayOutcome& outcome) {
  std::string text;
  const ReplayOutcome* fixed = first_of(replay, ReplayKind::fixed);
  if (fixed != nullptr && fixed->consumer_hours > 0) {
    text += fmt::format(", {} of {}'s",
                        percent_text(outcome.consumer_hours / fixed->consumer_hours), fixed->name);
  }
  const ReplayOutcome* foresight = first_of(replay, ReplayKind::foresight);
  if (foresight != nullptr && foresight->consumer_hours > 0) {
    text += fmt::format("{}{} times those of perfect foresight", text.empty() ? ", " : " and ",
                        human_number(outcome.consumer_hours / foresight->consumer_hours, 3));
  }
  return text;
}

std::string verdict(const AutoscaleReplay& replay) {
  const ReplayOutcome* best = best_policy(replay);
  if (best == nullptr) return "No policy was asked.";
  if (is_kept(replay, *best)) {
    return fmt::format("{} kept {} all the time, cheapest of the policies: {}{}.", best->name,
                       objective_text(replay), hours_text(*best), beside_text(replay, *best));
  }
  const LagFigures& lag = best->lag(replay.options.slo_of);
  std::string text =
      fmt::format("No policy kept {}. {} came nearest: above it for {}, {} at worst, with {}.",
                  objective_text(replay), best->name, span_text(lag.above_s),
                  seconds_text(lag.greatest_s), hours_text(*best));
  const ReplayOutcome* fixed = first_of(replay, ReplayKind::fixed);
  if (fixed != nullptr && is_kept(replay, *fixed)) {
    text += fmt::format(" {} would have kept it, with {}.", fixed->name, hours_text(*fixed));
  }
  return text;
}

// Who had more than are useful: past the peak of the curve, or past the last place to work.
std::string past_useful_text(const AutoscaleReplay& replay) {
  const std::int64_t useful = replay.most_useful;
  std::int64_t most = 0;
  std::vector<std::string> who;
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (outcome.kind != ReplayKind::policy || outcome.most_asked <= useful) continue;
    most = std::max(most, outcome.most_asked);
    who.push_back(fmt::format("{} ({}, for {})", outcome.name, outcome.most_asked,
                              span_text(outcome.past_useful_s)));
  }
  if (who.empty()) return "";
  std::string text = fmt::format("More consumers than are useful: {}.", fmt::join(who, ", "));
  if (!replay.useful_by_peak) return text + fmt::format(" There is work for {} only.", useful);
  const double asked = usl_throughput(replay.options.capacity, static_cast<double>(most));
  return text + fmt::format(
                    " Past {} every one more takes throughput away: {} do {}/s, {} do {}/s, {} "
                    "less.",
                    useful, useful, si_number(replay.most_throughput), most, si_number(asked),
                    percent_text(1 - asked / replay.most_throughput));
}

void add_policy_sentences(const ReplayOutcome& outcome, std::vector<std::string>& sentences) {
  if (outcome.quick_reversals >= kFlapping) {
    sentences.push_back(
        fmt::format("{} flapped: {} of its {} scalings undid the one before within half an hour.",
                    outcome.name, outcome.quick_reversals, outcome.scalings));
  }
  if (!outcome.split_advice.empty()) {
    double advised = 0;
    for (const SplitAdvice& each : outcome.split_advice) advised += each.to_s - each.from_s;
    sentences.push_back(fmt::format(
        "{} advised to split into cells, first after {}, for {} in all: no number of consumers "
        "serves "
        "that load at its target utilisation.",
        outcome.name, moment_text(outcome.split_advice.front().from_s), span_text(advised)));
  }
  if (!outcome.drain_time_s) {
    sentences.push_back(fmt::format("{} never drained its backlog: {} events wait at the end.",
                                    outcome.name, si_number(outcome.backlog_at_end_events)));
  }
}

std::string peak_text(const AutoscaleReplay& replay) {
  return fmt::format(
      "The peak of {}/s is more than {} consumers serve at {} utilisation ({}/s): {}.",
      si_number(replay.peak_rate), replay.most_useful,
      percent_text(replay.options.target_utilization),
      si_number(replay.options.target_utilization * replay.most_throughput),
      replay.useful_by_peak ? "more do less; split into cells" : "more partitions are needed");
}

std::string measured_text(const MeasuredFit& fit) {
  const std::string relative =
      fit.relative_error < 1e6 ? fmt::format(" ({} of its mean)", percent_text(fit.relative_error))
                               : std::string();
  return fmt::format(
      "With the consumers that there were the model misses the measured backlog by {} events on "
      "average{}; its greatest is {}, measured were {}. Believe the other rows no further than "
      "that.",
      si_number(fit.mean_absolute_error_events), relative, si_number(fit.greatest_model_events),
      si_number(fit.greatest_measured_events));
}

}  // namespace

std::string span_text(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 3600;
  if (seconds < 10 * kMinute) return seconds_text(seconds);
  if (seconds < 3 * kHour) return human_number(seconds / kMinute, 3) + " min";
  return human_number(seconds / kHour, 3) + " h";
}

std::string lag_name(LagKind kind) { return kind == LagKind::work_lag ? "work-lag" : "age-lag"; }

const ReplayOutcome* best_policy(const AutoscaleReplay& replay) {
  const ReplayOutcome* best = nullptr;
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (outcome.kind != ReplayKind::policy) continue;
    const auto rank = [&replay](const ReplayOutcome& each) {
      return std::pair(time_above(replay, each), each.consumer_hours);
    };
    if (best == nullptr || rank(outcome) < rank(*best)) best = &outcome;
  }
  return best;
}

std::vector<std::string> replay_answer(const AutoscaleReplay& replay) {
  std::vector<std::string> sentences{verdict(replay)};
  if (!replay.peak_is_served) sentences.push_back(peak_text(replay));
  const std::string too_many = past_useful_text(replay);
  if (!too_many.empty()) sentences.push_back(too_many);
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (outcome.kind == ReplayKind::policy) add_policy_sentences(outcome, sentences);
  }
  if (replay.measured_fit) sentences.push_back(measured_text(*replay.measured_fit));
  return sentences;
}

}  // namespace uslkit
