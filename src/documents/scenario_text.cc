#include "documents/scenario_text.h"

#include "base/byte_source.h"
#include "scenario/sourced_json.h"

namespace uslkit {

nlohmann::ordered_json scenario_changes_json(const std::vector<std::string>& sets,
                                             const std::string& costs) {
  nlohmann::ordered_json json{{"set", sets}};
  if (!costs.empty()) json["costs"] = costs;
  return json;
}

std::vector<MeasurementSource> ScenarioText::sources() const {
  std::vector<MeasurementSource> all{source};
  all.insert(all.end(), patch_sources.begin(), patch_sources.end());
  return all;
}

void add_costs(const std::string& file, ScenarioText& text) {
  constexpr std::size_t kMostCostsBytes = 64u << 20;
  ByteSource source = ByteSource::open(file);
  const std::string bytes = source.read_all(kMostCostsBytes);
  const SourcedJson document = SourcedJson::parse(bytes, file);
  const Json* const costs = document.find("/costs");
  if (costs == nullptr || !costs->is_object() || costs->empty()) {
    throw InputError({.place = {.source = file, .pointer = "/costs"},
                      .found = "no measured costs",
                      .allowed = "the document of a real run that was long enough to measure them",
                      .hint = "uslkit run SCENARIO --calibrate " + file});
  }
  text.patches.push_back({.text = costs->dump(), .source = file + "#/costs"});
  text.patch_sources.push_back({.name = file,
                                .format = "uslkit costs",
                                .sha256 = source.sha256(),
                                .bytes = source.bytes(),
                                .rows = 1});
}

Scenario scenario_of(const ScenarioText& text, const std::vector<std::string>& sets) {
  return scenario_from_text(text.text, text.source.name, {.sets = sets, .patches = text.patches});
}

}  // namespace uslkit
