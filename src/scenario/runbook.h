// Runbook: what the people on call do, at a time or when a condition has held.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/units.h"
#include "scenario/admission.h"

namespace uslkit {

struct ScaleConsumersAction {  // pre-warm; works after `delay`
  std::int64_t to = 0;
  Duration delay{0};
};
struct AggressiveCachingAction {
  Duration ttl = std::chrono::hours(1);
};
struct ReadOnlyAction {};  // every write is refused
struct ShedClassAction {
  std::string name{};  // of a traffic class
};
struct LimitRateAction {  // of everything at the ingress
  Rate rate{0};
};
using ActionKind = std::variant<ScaleConsumersAction, AggressiveCachingAction, ReadOnlyAction,
                                ShedClassAction, LimitRateAction>;

struct Condition {
  Signal signal = Signal::work_lag;
  double above = 0;  // in the signal's unit
  Duration held_for{0};
  std::optional<double>
      until_below{};  // the action ends when the signal falls below; absent: never
};

struct RunbookAction {
  std::string note{};
  std::optional<Duration> at{};      // one of `at` and `when`
  std::optional<Condition> when{};   // judged in each cell by itself
  std::optional<Duration> length{};  // of an action by time; absent: for good
  ActionKind action{};               // in JSON its kind and fields stand beside `at`
};

}  // namespace uslkit
