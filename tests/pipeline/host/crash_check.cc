#include "tests/pipeline/host/crash_check.h"

#include <map>
#include <set>

#include <fmt/format.h>

namespace uslkit::crash {
namespace {

struct Told {
  std::set<EventName> sent;
  std::set<EventName> acknowledged;
  std::map<std::uint32_t, std::int64_t> settled;  // by partition
};

void blame(Judgement& judgement, const std::string& what) {
  if (judgement.wrong.empty()) judgement.wrong = what;
}

Told read_history(const std::vector<HistoryLine>& history, Judgement& judgement) {
  Told told;
  for (const HistoryLine& line : history) {
    if (line.what == Happened::refused) ++judgement.refused;
    if (line.what == Happened::settled) {
      std::int64_t& settled = told.settled[line.connection];
      settled = std::max(settled, line.status_or_offset);
    }
    if (line.what != Happened::sent && line.what != Happened::acknowledged) continue;
    std::set<EventName>& into = line.what == Happened::sent ? told.sent : told.acknowledged;
    for (std::uint32_t k = 0; k < line.count; ++k) {
      into.insert({line.round, line.connection, line.first + k});
    }
  }
  judgement.acknowledged = std::ssize(told.acknowledged);
  return told;
}

void judge_event(const FoundEvent& event, const Told& told, std::set<EventName>& applied,
                 Judgement& judgement) {
  const std::optional<EventName> name = name_of(event.id);
  if (!name || !told.sent.contains(*name)) {
    return blame(judgement, "applied, but never sent: " + event.id);
  }
  const CrashEvent whole = event_of(*name);
  if (event.key != whole.key || event.sequence != whole.timestamp ||
      event.value != std::ssize(whole.json)) {
    blame(judgement, "not as it was sent: " + event.id);
  }
  ++judgement.applied;
  if (!told.acknowledged.contains(*name)) ++judgement.unanswered;
  if (applied.insert(*name).second) return;
  ++judgement.twice;
  blame(judgement, "applied twice: " + event.id);
}

// The store's records are in the order in which they were applied.
void judge_states(const FoundPartition& found, Judgement& judgement) {
  std::map<std::string, KeyState> expected;
  for (const FoundEvent& event : found.applied) {
    KeyState& state = expected[event.key];
    if (state.count > 0 && event.sequence <= state.last_sequence) {
      ++judgement.out_of_order;
      blame(judgement, "out of order: " + event.id);
    }
    state = state.followed_by(KeyState::of(event.sequence, event.value));
  }
  for (const auto& [key, state] : found.states) {
    judgement.out_of_order += state.late;
    const auto one = expected.find(key);
    if (one == expected.end() || one->second != state) {
      blame(judgement,
            fmt::format("the state of {} is not what its events make: {} events, {}", key,
                        state.count, one == expected.end() ? 0 : one->second.count));
    }
  }
  if (expected.size() != found.states.size()) blame(judgement, "a key has no state");
}

void judge_log(const FoundPartition& found, Judgement& judgement) {
  std::set<std::string> seen;
  std::size_t next = 0;
  for (const FoundEvent& event : found.logged) {
    if (!seen.insert(event.id).second) {
      ++judgement.repeats;
      continue;
    }
    if (next >= found.applied.size() || found.applied[next].id != event.id) {
      return blame(judgement, "the log's order is not that of the store at " + event.id);
    }
    ++next;
  }
  if (next != found.applied.size()) {
    blame(judgement, "applied, but not in the log: " + found.applied[next].id);
  }
}

}  // namespace

Judgement judge(const std::vector<HistoryLine>& history, const std::vector<FoundPartition>& found) {
  Judgement judgement;
  const Told told = read_history(history, judgement);
  std::set<EventName> applied;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const FoundPartition& each = found[i];
    for (const FoundEvent& event : each.applied) judge_event(event, told, applied, judgement);
    judge_states(each, judgement);
    const auto settled = told.settled.find(static_cast<std::uint32_t>(i));
    if (settled != told.settled.end() && each.offset < settled->second) {
      blame(judgement, fmt::format("partition {} was settled up to {}, and is at {}", i,
                                   settled->second, each.offset));
    }
    if (each.offset != each.log_end) {
      blame(judgement, fmt::format("partition {}: the store is at offset {}, the log at {}", i,
                                   each.offset, each.log_end));
    }
    if (each.unreadable > 0 || each.gaps > 0 || each.dead_letters > 0) {
      blame(judgement,
            fmt::format("partition {}: {} records that are not whole, {} missing, {} dead letters",
                        i, each.unreadable, each.gaps, each.dead_letters));
    }
    judge_log(each, judgement);
  }
  for (const EventName& name : told.acknowledged) {
    if (applied.contains(name)) continue;
    ++judgement.lost;
    blame(judgement, "acknowledged and lost: " + event_of(name).id);
  }
  return judgement;
}

std::string text_of(const Judgement& judgement) {
  std::string text = fmt::format(
      "acknowledged={} applied={} unanswered={} repeats={} refused={} lost={} twice={} "
      "out_of_order={}\n",
      judgement.acknowledged, judgement.applied, judgement.unanswered, judgement.repeats,
      judgement.refused, judgement.lost, judgement.twice, judgement.out_of_order);
  if (!judgement.wrong.empty()) text += judgement.wrong + "\n";
  return text;
}

}  // namespace uslkit::crash
