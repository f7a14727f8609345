// run_event_kinds: every kind of RunEvent that an engine records, in one list.
#pragma once

#include <array>
#include <string_view>

namespace uslkit {

struct RunEventKind {
  std::string_view kind;  // RunEvent::kind
  char letter;            // its mark under a timeline
  std::string_view name;  // in a legend
};

inline constexpr std::array kRunEventKinds =
    std::to_array<RunEventKind>({{"fault", 'F', "fault"},
                                 {"fault_end", 'f', "fault over"},
                                 {"runbook", 'R', "runbook"},
                                 {"runbook_end", 'r', "runbook over"},
                                 {"autoscaler", 'A', "autoscaler"},
                                 {"rebalance", 'B', "rebalance"},
                                 {"broker_rebalance", 'K', "rebalance by the broker"},
                                 {"order", 'O', "order by hand"},
                                 {"takeover", 'T', "takeover"},
                                 {"resharding", 'P', "resharding"},
                                 {"crash", 'C', "crash"},
                                 {"restarted", 'U', "up again"},
                                 {"warmed_up", 'W', "warmed up"}});

// nullptr for a kind that no engine records (a result of another program may hold one).
[[nodiscard]] constexpr const RunEventKind* find_run_event_kind(std::string_view kind) {
  for (const RunEventKind& known : kRunEventKinds) {
    if (known.kind == kind) return &known;
  }
  return nullptr;
}

}  // namespace uslkit
