// scenario_text: a scenario as it was read, so that it can be read again with other settings.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/measurements.h"
#include "scenario/scenario.h"
#include "scenario/scenario_file.h"

namespace uslkit {

// What a user changes in a scenario, as it was used, for provenance: "/ingress/nodes=4" each, and
// the file with measured costs, which may be empty.
[[nodiscard]] nlohmann::ordered_json scenario_changes_json(const std::vector<std::string>& sets,
                                                           const std::string& costs);

// A scenario, and the measured costs that are put over it.
struct ScenarioText {
  std::string text{};
  MeasurementSource source{};
  std::vector<ScenarioPatch> patches{};
  std::vector<MeasurementSource> patch_sources{};

  // Of everything that was read.
  [[nodiscard]] std::vector<MeasurementSource> sources() const;
};

// Puts the costs within a run's document over the scenario: `uslkit run --calibrate` writes them.
// Throws InputError for a file without any.
void add_costs(const std::string& file, ScenarioText& text);

// Throws InputErrors with everything that is wrong with it.
[[nodiscard]] Scenario scenario_of(const ScenarioText& text, const std::vector<std::string>& sets);

}  // namespace uslkit
