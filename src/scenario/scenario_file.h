// scenario_file: scenarios from files and back, with everything that is known about their format.
#pragma once

#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace uslkit {

// A part of a scenario that is put over it (RFC 7386), after what it extends and before the
// settings; `source` is what messages call it.
struct ScenarioPatch {
  std::string text{};
  std::string source{};
};

struct ReadScenarioOptions {
  std::vector<std::string> sets;  // "/json/pointer=value", applied in this order
  std::vector<ScenarioPatch> patches{};
};

// The scenario in a file, "-" for stdin, with what it extends and with the settings. Everything
// that is wrong with it is one InputErrors: JSON pointer and line, value, rule, remedy. Only what
// keeps the rest from being judged (no JSON, a schema version that is not known, a file that cannot
// be read) is an InputError of its own.
[[nodiscard]] Scenario read_scenario(const std::string& name,
                                     const ReadScenarioOptions& options = {});

// The same from a text; `name` is what messages call it, and what it extends is relative to its
// directory.
[[nodiscard]] Scenario scenario_from_text(std::string text, const std::string& name,
                                          const ReadScenarioOptions& options = {});

// JSON text that reads back as the same scenario, bit for bit, without what equals its default, or
// with all of it. A rate trace is written as the name of its file.
[[nodiscard]] std::string write_scenario(const Scenario& scenario, bool with_defaults = false);

// SHA-256 of what the scenario says: of the fully expanded JSON with sorted keys and without notes,
// and of the points of its rate traces. Two files have the same hash if they mean the same run.
[[nodiscard]] std::string scenario_hash(const Scenario& scenario);

// The JSON Schema of scenario files, and docs/scenario-reference.md.
[[nodiscard]] std::string scenario_schema();
[[nodiscard]] std::string scenario_reference_markdown();

}  // namespace uslkit
