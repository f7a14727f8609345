#include "run/control_timeline.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/check.h"
#include "policy/policy_time.h"
#include "run/control_text.h"

namespace uslkit {
namespace {

std::size_t class_index(const Scenario& scenario, const std::string& name) {
  const std::vector<TrafficClass>& classes = scenario.traffic.classes;
  const auto found = std::ranges::find(classes, name, &TrafficClass::name);
  USLKIT_CHECK(found != classes.end());
  return static_cast<std::size_t>(found - classes.begin());
}

// From all faults that last: everything but brokers and flushes, which have a history.
struct FaultEffect {
  ActiveControls& active;

  void operator()(const LatencyFault& fault) const {
    active.added_latency[static_cast<std::size_t>(fault.place)].add(fault);
  }
  void operator()(const PartitionFault& fault) const {
    for (const std::int64_t p : fault.partitions) {
      const std::size_t partition = static_cast<std::size_t>(p);
      if (partition < active.partition_down.size()) active.partition_down[partition] = 1;
    }
  }
  void operator()(const SlowDatabaseFault& fault) const { active.database_factor *= fault.factor; }
  void operator()(const DatabaseOutageFault&) const { active.database_out = true; }
  void operator()(const CellLossFault&) const { active.cell_lost = true; }
  void operator()(const ConsumerPauseFault&) const { active.consumers_paused = true; }
  void operator()(const DiskFullFault&) const { active.log_full = true; }
  void operator()(const ClockSkewFault& fault) const { active.clock_skew += fault.skew; }
  void operator()(const KillConsumersFault&) const {}
  void operator()(const BrokerLossFault&) const {}
  void operator()(const CacheFlushFault&) const {}
};

struct ActionEffect {
  const Scenario& scenario;
  ActiveControls& active;

  void operator()(const ScaleConsumersAction&) const {}
  void operator()(const AggressiveCachingAction& action) const {
    active.cache_ttl = std::max(active.cache_ttl.value_or(action.ttl), action.ttl);
  }
  void operator()(const ReadOnlyAction&) const { active.read_only = true; }
  void operator()(const ShedClassAction& action) const {
    active.class_shed[class_index(scenario, action.name)] = 1;
  }
  void operator()(const LimitRateAction& action) const {
    active.rate_limit = std::min(active.rate_limit.value_or(action.rate), action.rate);
  }
};

}  // namespace

ControlTimeline::ControlTimeline(const Scenario& scenario, std::int64_t cell)
    : scenario_(scenario),
      fault_lasts_(scenario.faults.size()),
      action_lasts_(scenario.runbook.size()) {
  active_.class_shed.resize(scenario.traffic.classes.size());
  if (scenario.log) {
    active_.leaders.emplace(*scenario.log);
    const std::int64_t after = scenario.log->resharding ? scenario.log->resharding->partitions : 0;
    active_.partition_down.resize(
        static_cast<std::size_t>(std::max(scenario.log->partitions, after)));
  }
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& fault = scenario.faults[i];
    if (fault.cell.value_or(cell) != cell) continue;
    const bool at_once = std::holds_alternative<CacheFlushFault>(fault.fault);
    plan(ControlKind::fault, i, TimePoint(fault.at), at_once ? std::nullopt : fault.length);
  }
  for (std::size_t i = 0; i < scenario.runbook.size(); ++i) {
    const RunbookAction& action = scenario.runbook[i];
    if (action.at) plan(ControlKind::action, i, TimePoint(*action.at), action.length);
    if (action.when) watches_.push_back({.index = i});
  }
  std::ranges::stable_sort(
      planned_, {}, [](const Planned& planned) { return std::tuple(planned.at, planned.order); });
}

void ControlTimeline::plan(ControlKind kind, std::size_t index, TimePoint begin,
                           std::optional<Duration> length) {
  constexpr int kEnd = 0;
  constexpr int kBegin = 1;
  constexpr int kEndOfNoLength = 2;
  planned_.push_back({begin, kBegin, kind, true, index});
  if (!length) return;
  const int order = *length > Duration{0} ? kEnd : kEndOfNoLength;
  planned_.push_back({later_by(begin, *length), order, kind, false, index});
}

TimePoint ControlTimeline::next() const {
  const TimePoint planned = done_ < planned_.size() ? planned_[done_].at : TimePoint::max();
  return active_.leaders ? std::min(planned, active_.leaders->next_after(now_)) : planned;
}

std::vector<ControlStep> ControlTimeline::apply(TimePoint now) {
  USLKIT_CHECK(now >= now_);
  std::vector<ControlStep> steps;
  for (TimePoint at = next(); at <= now && at != TimePoint::max(); at = next()) {
    const bool elected = active_.leaders && active_.leaders->next_after(now_) == at;
    now_ = at;
    if (elected) steps.push_back({.at = at, .kind = ControlKind::election});
    while (done_ < planned_.size() && planned_[done_].at == at) {
      steps.push_back(carry_out(planned_[done_++]));
    }
  }
  now_ = now;
  return steps;
}

ControlStep ControlTimeline::carry_out(const Planned& planned) {
  const bool is_fault = planned.kind == ControlKind::fault;
  (is_fault ? fault_lasts_ : action_lasts_)[planned.index] = planned.begins ? 1 : 0;
  ControlStep step{.at = planned.at,
                   .kind = planned.kind,
                   .begins = planned.begins,
                   .index = planned.index,
                   .event = is_fault ? "fault" : "runbook",
                   .text = is_fault ? text_of(scenario_.faults[planned.index].fault)
                                    : text_of(scenario_.runbook[planned.index].action)};
  if (!planned.begins) {
    step.event += "_end";
    step.text = "over: " + step.text;
  }
  // Only the group knows how many consumers it hits: it tells itself.
  const bool kills =
      is_fault && std::holds_alternative<KillConsumersFault>(scenario_.faults[planned.index].fault);
  if (kills) step.text.clear();
  refresh(planned);
  return step;
}

// Everything that lasts is summed up anew, so that nothing can be left over from what has ended.
void ControlTimeline::refresh(const Planned& planned) {
  if (planned.kind == ControlKind::fault) {
    const FaultKind& fault = scenario_.faults[planned.index].fault;
    if (const BrokerLossFault* loss = std::get_if<BrokerLossFault>(&fault);
        loss && active_.leaders) {
      if (planned.begins) {
        active_.leaders->lose(planned.at, loss->broker);
      } else {
        active_.leaders->restore(planned.at, loss->broker);
      }
    }
    if (std::holds_alternative<CacheFlushFault>(fault)) ++active_.cache_flushes;
  }
  ActiveControls fresh;
  fresh.cache_flushes = active_.cache_flushes;
  fresh.leaders = std::move(active_.leaders);
  fresh.partition_down.resize(active_.partition_down.size());
  fresh.class_shed.resize(active_.class_shed.size());
  for (std::size_t i = 0; i < fault_lasts_.size(); ++i) {
    if (fault_lasts_[i] != 0) std::visit(FaultEffect{fresh}, scenario_.faults[i].fault);
  }
  for (std::size_t i = 0; i < action_lasts_.size(); ++i) {
    if (action_lasts_[i] == 0) continue;
    std::visit(ActionEffect{scenario_, fresh}, scenario_.runbook[i].action);
  }
  active_ = std::move(fresh);
}

std::vector<ControlStep> ControlTimeline::judge(TimePoint now, const Signals& signals) {
  std::vector<ControlStep> steps;
  for (Watch& watch : watches_) {
    const Condition& condition = *scenario_.runbook[watch.index].when;
    const double value = signals[condition.signal];
    const bool ends = watch.lasts && condition.until_below && value < *condition.until_below;
    const bool begins = !watch.lasts && judge_begin(watch, now, value);
    if (!begins && !ends) continue;
    watch.lasts = begins;
    watch.met_since = kNever;
    ControlStep step = carry_out({now, 0, ControlKind::action, begins, watch.index});
    if (begins) step.text += fmt::format(": {} (is {:.4g})", text_of(condition), value);
    steps.push_back(std::move(step));
  }
  return steps;
}

bool ControlTimeline::judge_begin(Watch& watch, TimePoint now, double value) const {
  const Condition& condition = *scenario_.runbook[watch.index].when;
  if (!(value > condition.above)) {
    watch.met_since = kNever;
    return false;
  }
  if (watch.met_since == kNever) watch.met_since = now;
  return now - watch.met_since >= condition.held_for;
}

}  // namespace uslkit
