// Objectives: the SLO of a scenario, each judged pass or fail after the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/units.h"
#include "scenario/consumers.h"

namespace uslkit {

enum class LatencyKind : std::uint8_t { ack, end_to_end };

struct LatencyObjective {
  LatencyKind of = LatencyKind::ack;
  double quantile = 0.99;
  Duration at_most{0};
  std::optional<std::string> name{};  // of a traffic class; absent: all
};
struct LagObjective {
  LagKind of = LagKind::work_lag;
  Duration at_most{0};
};
struct AvailabilityObjective {  // good acks / (good + failed + shed)
  double at_least = 0.999;
  std::optional<std::string> name{};
};
struct RecoveryObjective {  // work-lag back below `lag` for good within `at_most` of `after`
  Duration lag = std::chrono::seconds(1);
  Duration after{0};
  Duration at_most{0};
};
struct ShedObjective {
  double at_most = 0;  // shed / arrived
  std::optional<std::string> name{};
};
struct DeadLetterObjective {
  double at_most = 0.01;  // dead-lettered / applied
};

using ObjectiveKind = std::variant<LatencyObjective, LagObjective, AvailabilityObjective,
                                   RecoveryObjective, ShedObjective, DeadLetterObjective>;

struct Objective {
  std::string note{};
  ObjectiveKind objective{};  // in JSON its kind and fields stand beside the note
};

}  // namespace uslkit
