// migration: scenario files of older schema versions, brought up to date one version at a time.
#pragma once

#include <cstdint>
#include <span>

#include "scenario/sourced_json.h"
#include "scenario/value_shape.h"

namespace uslkit {

// Turns a file of one version into the next version. The functions stand in the order of the
// versions: the first one turns version 1 into version 2.
using MigrationStep = Json (*)(Json file);

// Every step there is. Version 1 is the newest, so there are none.
[[nodiscard]] std::span<const MigrationStep> scenario_migrations();

[[nodiscard]] constexpr std::int64_t newest_version(std::span<const MigrationStep> steps) {
  return static_cast<std::int64_t>(steps.size()) + 1;
}

// Brings the file to the newest version and says so in its "schema". Throws InputError where
// "schema" is missing, no version, or newer than this program.
void migrate(SourcedJson& file, std::span<const MigrationStep> steps);

}  // namespace uslkit
