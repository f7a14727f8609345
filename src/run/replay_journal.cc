#include "run/replay_journal.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/check.h"
#include "base/random.h"
#include "run/consumer_group.h"
#include "run/control_timeline.h"
#include "run/journal_words.h"
#include "run/run_streams.h"
#include "scenario/admission_chain.h"
#include "scenario/consumer_scaling.h"
#include "scenario/policy_options.h"

namespace uslkit {
namespace {

enum class Part : std::uint8_t { admission, timeline, scaling, group, retries, dead_letters };
constexpr std::array<const char*, 6> kPartNames = {"admission", "timeline", "scaling",
                                                   "group",     "retries",  "dead letters"};

Part part_of(JournalCall call) {
  if (call <= JournalCall::limit_rate) return Part::admission;
  if (call <= JournalCall::timeline_judge) return Part::timeline;
  if (call <= JournalCall::scaling_due) return Part::scaling;
  if (call <= JournalCall::group_scale) return Part::group;
  return call <= JournalCall::client_budget ? Part::retries : Part::dead_letters;
}

// The policies of one run, made as sim/cell_setup.cc makes them, and what they answer to an entry.
class Policies {
 public:
  explicit Policies(const Scenario& scenario)
      : scenario_(scenario), admission_(scenario, 1), timeline_(scenario, 0) {
    for (const TrafficClass& each : scenario.traffic.classes) {
      clients_.emplace_back();
      if (!each.retry) continue;
      clients_.back().retry.emplace(retry_options(*each.retry));
      if (each.retry->budget)
        clients_.back().budget.emplace(budget_options(*each.retry->budget, 1));
    }
    if (!scenario.log || !scenario.consumers) return;
    scaling_.emplace(*scenario.consumers, scenario.log->partitions);
    group_.emplace(
        ConsumerGroupOptions{.partitions = scenario.log->partitions,
                             .consumers = scenario.consumers->count,
                             .workers_per_partition = scenario.consumers->workers_per_partition,
                             .standby = scenario.consumers->standby,
                             .rebalance = scenario.consumers->rebalance});
    kills_.emplace(scenario.seed, RunStreams{}.stream("kills"));
  }

  [[nodiscard]] JournalWords answer(const CallJournal::Entry& entry) {
    switch (part_of(entry.call)) {
      case Part::admission:
        return admission(entry);
      case Part::timeline:
        return timeline(entry);
      case Part::scaling:
        return scaling(entry);
      case Part::group:
        return group(entry);
      case Part::retries:
        return retries(entry);
      case Part::dead_letters:
        return dead_letters(entry);
    }
    USLKIT_CHECK(false);
  }

 private:
  [[nodiscard]] JournalWords admission(const CallJournal::Entry& entry) {
    const std::span<const std::uint64_t> a = entry.arguments;
    switch (entry.call) {
      case JournalCall::admit: {
        const std::uint32_t tenant = static_cast<std::uint32_t>(a[1]);
        const Verdict verdict =
            admission_.admit(entry.now, a[0], tenant, double_of(a[2]), double_of(a[3]));
        const bool held = verdict.admitted && admission_.shapes();
        return words_of(verdict,
                        held ? admission_.shaping_delay(entry.now, a[0], tenant) : Duration{0});
      }
      case JournalCall::cancel:
        admission_.cancel();
        break;
      case JournalCall::answer:
        admission_.on_answer(entry.now, Duration(static_cast<std::int64_t>(a[0])), a[1] != 0);
        break;
      case JournalCall::admission_update:
        admission_.update(entry.now, signals_of(a));
        break;
      case JournalCall::read_only:
        admission_.set_read_only(a[0] != 0);
        break;
      case JournalCall::shed_class:
        admission_.shed_class(a[0], a[1] != 0);
        break;
      default:
        admission_.limit_rate(a.empty() ? std::nullopt : std::optional(Rate{double_of(a[0])}));
    }
    return {};
  }

  [[nodiscard]] JournalWords timeline(const CallJournal::Entry& entry) {
    if (entry.call == JournalCall::timeline_apply) return words_of(timeline_.apply(entry.now));
    return words_of(timeline_.judge(entry.now, signals_of(entry.arguments)));
  }

  [[nodiscard]] JournalWords scaling(const CallJournal::Entry& entry) {
    const std::span<const std::uint64_t> a = entry.arguments;
    switch (entry.call) {
      case JournalCall::scaling_update:
        scaling_->update(entry.now, observation_of(a));
        break;
      case JournalCall::scaling_order:
        scaling_->order(entry.now, a[0],
                        std::get<ScaleConsumersAction>(scenario_.runbook[a[0]].action));
        break;
      case JournalCall::scaling_end_order:
        scaling_->end_order(entry.now, a[0]);
        break;
      default:
        return words_of(scaling_->due(entry.now));
    }
    return {};
  }

  [[nodiscard]] JournalWords group(const CallJournal::Entry& entry) {
    const std::span<const std::uint64_t> a = entry.arguments;
    GroupChange change;
    switch (entry.call) {
      case JournalCall::group_apply:
        change = group_->apply(entry.now);
        break;
      case JournalCall::group_kill:
        change = group_->kill(entry.now, double_of(a[0]), a[1], *kills_);
        break;
      case JournalCall::group_restart:
        change = group_->restart(entry.now, a[0]);
        break;
      default:
        change = group_->scale_to(entry.now, static_cast<std::int64_t>(a[0]),
                                  Duration(static_cast<std::int64_t>(a[1])));
    }
    return words_of(*group_, change);
  }

  // A scenario whose class has no such policy answers nothing, which is unlike any answer.
  [[nodiscard]] JournalWords retries(const CallJournal::Entry& entry) {
    const std::span<const std::uint64_t> a = entry.arguments;
    if (a[0] >= clients_.size()) return {};
    Clients& clients = clients_[a[0]];
    if (entry.call == JournalCall::client_retry) {
      if (!clients.retry) return {};
      const std::optional<Duration> wait = clients.retry->next(
          static_cast<int>(a[1]), Duration(static_cast<std::int64_t>(a[2])), double_of(a[3]));
      return {std::uint64_t{wait.has_value()}, word_of(wait.value_or(Duration{0}).count())};
    }
    if (!clients.budget) return {};
    if (entry.call == JournalCall::client_budget) {
      return {std::uint64_t{clients.budget->admit_retry(entry.now)}};
    }
    for (std::uint64_t i = 0; i < a[1]; ++i) clients.budget->on_first_attempt(entry.now);
    return {};
  }

  [[nodiscard]] JournalWords dead_letters(const CallJournal::Entry& entry) {
    if (!scenario_.consumers) return {};
    const DeadLetter policy(dead_letter_options(*scenario_.consumers));
    return {static_cast<std::uint64_t>(policy.on_failure(static_cast<int>(entry.arguments[0])))};
  }

  struct Clients {  // of one traffic class
    std::optional<RetryPolicy> retry{};
    std::optional<RetryBudget> budget{};
  };

  const Scenario& scenario_;
  std::vector<Clients> clients_;
  AdmissionChain admission_;
  ControlTimeline timeline_;
  std::optional<ConsumerScaling> scaling_;
  std::optional<ConsumerGroup> group_;
  std::optional<Random> kills_;
};

}  // namespace

JournalReplay replay_journal(const Scenario& scenario, const CallJournal& journal) {
  JournalReplay replay{.complete = journal.complete()};
  std::array<JournalReplay::Policy, kPartNames.size()> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].name = kPartNames[i];
  Policies policies(scenario);
  journal.for_each([&](const CallJournal::Entry& entry) {
    JournalReplay::Policy& part = parts[static_cast<std::size_t>(part_of(entry.call))];
    const JournalWords answer = policies.answer(entry);
    ++part.calls;
    if (std::equal(answer.begin(), answer.end(), entry.answer.begin(), entry.answer.end())) return;
    ++part.different;
    if (!replay.first_difference.empty()) return;
    replay.first_difference =
        fmt::format("call {} of {} at {:.6f} s: recorded {}, now {}", part.calls, part.name,
                    in_seconds(entry.now), fmt::join(entry.answer, " "), fmt::join(answer, " "));
  });
  for (const JournalReplay::Policy& part : parts) {
    replay.calls += part.calls;
    replay.different += part.different;
    if (part.calls > 0) replay.policies.push_back(part);
  }
  return replay;
}

}  // namespace uslkit
