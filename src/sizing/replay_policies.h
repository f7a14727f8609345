// replay_policies: the autoscalers that a replay can ask, by name, with their settings.
#pragma once

#include <string>
#include <vector>

#include "model/usl.h"
#include "scenario/consumers.h"
#include "scenario/value_shape.h"

namespace uslkit {

struct NamedPolicy {
  std::string name;
  AutoscalerSpec spec;
};

// "keda", "flink", "usl", "lag", "cpu".
[[nodiscard]] const std::vector<std::string>& replay_policy_names();

// The declaration of a policy's fields, the same as in scenario files.
[[nodiscard]] const ObjectShape& replay_policy_shape(const std::string& name);

// The named policies with their defaults, then the settings in their order: "lag/trigger=15s", or
// "all/delay=60s" for every policy that has the field. The usl policy knows `capacity` unless a
// setting tells it something else. Throws InputErrors for settings that no declaration knows or
// allows; `names` must be known.
[[nodiscard]] std::vector<NamedPolicy> replay_policies(const std::vector<std::string>& names,
                                                       const std::vector<std::string>& settings,
                                                       const UslParameters& capacity);

}  // namespace uslkit
