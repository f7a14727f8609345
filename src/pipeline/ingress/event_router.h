// EventRouter: whose an event is and where it goes: class, tenant, partition, by the scenario.
//
//   class      the traffic class that `type` names; else the least important one
//   tenant     0 .. count-1 of the class's tenants: `tenant` where it is such a number, else a hash
//   partition  the shared partitioner of the tenant; of `key` where the class has no tenants
//
// So tenant 42 is on the partition where the simulator puts it, and shares its quota there. Names
// that are no numbers spread evenly, and may share a quota with another name. Safe to share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/ingress/event_schema.h"
#include "pipeline/ingress/event_sink.h"
#include "policy/partitioner.h"
#include "scenario/scenario.h"

namespace uslkit {

struct EventPlace {
  std::uint32_t traffic_class = 0;
  std::uint32_t tenant = 0;  // index in the class; 0 where it has none
  std::uint64_t tenant_key = 0;
  std::uint32_t partition = 0;
  bool listed = true;  // `type` names a class
};

class EventRouter {
 public:
  // The scenario has at least one traffic class.
  explicit EventRouter(const Scenario& scenario);

  [[nodiscard]] EventPlace place(const Event& event) const;
  [[nodiscard]] AckLevel level_of(std::uint32_t traffic_class) const {
    return classes_[traffic_class].level;
  }
  [[nodiscard]] std::uint32_t partitions() const { return partitions_; }
  [[nodiscard]] std::size_t classes() const { return classes_.size(); }

 private:
  struct Class {
    std::string name;
    std::uint64_t tenants = 0;
    AckLevel level = AckLevel::fsync;
    std::optional<Partitioner> partitioner{};
  };
  [[nodiscard]] std::uint32_t class_named(std::string_view type) const;

  std::vector<Class> classes_;
  std::uint32_t least_important_ = 0;
  std::uint32_t partitions_ = 1;
};

}  // namespace uslkit
