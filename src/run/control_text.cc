#include "run/control_text.h"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/units_text.h"

namespace uslkit {
namespace {

std::string name_of(LatencyPlace place) {
  constexpr std::array<const char*, 4> kNames{"ingress", "log", "consumers", "database"};
  return kNames[static_cast<std::size_t>(place)];
}

std::string name_of(Signal signal) {
  constexpr std::array<const char*, 10> kNames{"work_lag",
                                               "age_lag",
                                               "backlog",
                                               "ack_latency",
                                               "end_to_end_latency",
                                               "ingress_queue",
                                               "in_flight",
                                               "database_utilization",
                                               "consumer_utilization",
                                               "error_rate"};
  return kNames[static_cast<std::size_t>(signal)];
}

struct FaultText {
  std::string operator()(const KillConsumersFault& fault) const {
    return fmt::format("kill {:g} % of the consumers", 100 * fault.share);
  }
  std::string operator()(const LatencyFault& fault) const {
    const std::string which = fault.share >= 1
                                  ? std::string("every operation")
                                  : fmt::format("{:g} % of the operations", 100 * fault.share);
    return fmt::format("add {} to {} of the {}", format_duration(fault.added), which,
                       name_of(fault.place));
  }
  std::string operator()(const PartitionFault& fault) const {
    return fmt::format("partition{} {} down", fault.partitions.size() == 1 ? "" : "s",
                       fmt::join(fault.partitions, ", "));
  }
  std::string operator()(const BrokerLossFault& fault) const {
    return fmt::format("broker {} lost", fault.broker);
  }
  std::string operator()(const SlowDatabaseFault& fault) const {
    return fmt::format("the database takes {:g} times as long", fault.factor);
  }
  std::string operator()(const DatabaseOutageFault&) const { return "the database is out"; }
  std::string operator()(const CellLossFault&) const { return "the cell is lost"; }
  std::string operator()(const ConsumerPauseFault&) const { return "every consumer stands still"; }
  std::string operator()(const ClockSkewFault& fault) const {
    return fmt::format("the consumers' clocks are off by {}", format_duration(fault.skew));
  }
  std::string operator()(const CacheFlushFault&) const { return "the cache is flushed"; }
  std::string operator()(const DiskFullFault&) const { return "the log's disk is full"; }
};

struct ActionText {
  std::string operator()(const ScaleConsumersAction& action) const {
    const std::string after =
        action.delay > Duration{0}
            ? fmt::format(" (at work after {})", format_duration(action.delay))
            : std::string();
    return fmt::format("scale the consumers to {}{}", action.to, after);
  }
  std::string operator()(const AggressiveCachingAction& action) const {
    return fmt::format("cache for {}", format_duration(action.ttl));
  }
  std::string operator()(const ReadOnlyAction&) const { return "read-only mode"; }
  std::string operator()(const ShedClassAction& action) const {
    return fmt::format("shed the class \"{}\"", action.name);
  }
  std::string operator()(const LimitRateAction& action) const {
    return fmt::format("limit the ingress to {}", format_rate(action.rate));
  }
};

}  // namespace

std::string text_of(const FaultKind& fault) { return std::visit(FaultText{}, fault); }

std::string text_of(const ActionKind& action) { return std::visit(ActionText{}, action); }

std::string text_of(const Condition& condition) {
  const std::string held = condition.held_for > Duration{0}
                               ? " for " + format_duration(condition.held_for)
                               : std::string();
  return fmt::format("{} > {:g}{}", name_of(condition.signal), condition.above, held);
}

}  // namespace uslkit
