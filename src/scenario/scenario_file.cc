#include "scenario/scenario_file.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "scenario/extends.h"
#include "scenario/field_reader.h"
#include "scenario/field_writer.h"
#include "scenario/findings.h"
#include "scenario/json_schema.h"
#include "scenario/rate_trace.h"
#include "scenario/reference_docs.h"
#include "scenario/scenario_fields.h"
#include "scenario/scenario_rules.h"
#include "scenario/set_value.h"

namespace uslkit {
namespace {

constexpr const char* kReferenceHead = R"(# Scenario files: reference

Written by `uslkit schema scenario --reference` from the declarations in
`src/scenario/*_fields.cc`; do not edit it by hand. The same declarations feed the reader, the
writer, the JSON Schema (`uslkit schema scenario`) and `--set`.

- A scenario is one JSON object. Quantities carry their unit: durations `ns us ms s min h`, rates
  `/s k/s M/s G/s /min k/min M/min /h k/h`, bandwidths `B/s kB/s MB/s GB/s kbit/s Mbit/s Gbit/s`,
  sizes `B kB MB GB TB KiB MiB GiB TiB`.
- Unknown and duplicate keys are errors. All errors of a file are listed at once.
- Any object may hold a `note`: a string or an array of strings, without any effect.
- `"extends": "other.json"` makes a file a JSON merge patch (RFC 7386) over another one, relative to
  its own directory; `null` removes a key. A chain has at most 8 files.
- `"$schema"` may name the JSON Schema for an editor; it has no effect.
- `--set /traffic/classes/0/rate=120k/s` sets any value below by its JSON pointer, before the file
  is read. Objects that the file leaves out are created with their defaults, and a new `kind` drops
  the keys of the old one.

)";

Scenario scenario_of(SourcedJson input, const ReadScenarioOptions& options) {
  for (const ScenarioPatch& patch : options.patches) {
    input.merge(SourcedJson::parse(patch.text, patch.source));
  }
  input.erase("/$schema");
  Findings findings(input);
  for (const std::string& set : options.sets) {
    apply_setting(set, shape_of<Scenario>(), input, findings);
  }
  Scenario scenario = read_as<Scenario>(input, findings);
  load_rate_traces(scenario.traffic, input, findings);
  // Rules over values that could not be read would complain of their defaults.
  findings.throw_if_any();
  check_scenario(scenario, findings);
  findings.throw_if_any();
  return scenario;
}

}  // namespace

Scenario read_scenario(const std::string& name, const ReadScenarioOptions& options) {
  return scenario_of(load_with_extends(name, scenario_migrations()), options);
}

Scenario scenario_from_text(std::string text, const std::string& name,
                            const ReadScenarioOptions& options) {
  return scenario_of(load_text_with_extends(std::move(text), name, scenario_migrations()), options);
}

std::string write_scenario(const Scenario& scenario, bool with_defaults) {
  return write_as_json(scenario, {.defaults = with_defaults}).dump(2) + "\n";
}

std::string scenario_hash(const Scenario& scenario) {
  // nlohmann::json sorts its keys, so that the order of the declarations does not matter.
  const nlohmann::json canonical =
      nlohmann::json::parse(write_as_json(scenario, {.defaults = true, .notes = false}).dump());
  Sha256 hash;
  hash.update(canonical.dump());
  hash.update(rate_traces_text(scenario.traffic));
  return hash.hex();
}

std::string scenario_schema() {
  SchemaOptions options{.id = "https://github.com/uslkit/uslkit/docs/schemas/scenario.schema.json",
                        .title = "uslkit scenario"};
  options.envelope = {
      {"$schema", R"({"type": "string", "description": "The JSON Schema, for editors"})"},
      {"extends",
       R"({"type": "string", "minLength": 1, "description":
           "Another scenario file, which this one is a JSON merge patch (RFC 7386) over"})"}};
  return json_schema(shape_of<Scenario>(), options).dump(2) + "\n";
}

std::string scenario_reference_markdown() {
  return kReferenceHead + reference_markdown(shape_of<Scenario>());
}

}  // namespace uslkit
