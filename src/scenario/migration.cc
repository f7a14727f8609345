#include "scenario/migration.h"

#include <fmt/format.h>

#include "base/input_error.h"
#include "scenario/value_text.h"

namespace uslkit {
namespace {

std::string versions(std::int64_t newest) {
  return newest == 1 ? "1" : fmt::format("a version from 1 to {}", newest);
}

[[noreturn]] void no_version(const SourcedJson& file, std::int64_t newest) {
  throw InputError(
      {.place = file.place_of(""),
       .found = file.root().is_object() ? "no \"schema\" in this file" : found_text(file.root()),
       .allowed = "a JSON object with \"schema\": " + versions(newest),
       .hint = "the schema's version says how the file is to be read"});
}

[[noreturn]] void wrong_version(const SourcedJson& file, const Json& version, std::int64_t newest) {
  const bool is_newer = version.is_number_integer() && version.get<std::int64_t>() > newest;
  throw InputError({.place = file.place_of("/schema"),
                    .found = found_text(version),
                    .allowed = versions(newest),
                    .hint = is_newer ? "the file was written for a newer uslkit" : ""});
}

}  // namespace

std::span<const MigrationStep> scenario_migrations() { return {}; }

void migrate(SourcedJson& file, std::span<const MigrationStep> steps) {
  const std::int64_t newest = newest_version(steps);
  const Json* version = file.find("/schema");
  if (version == nullptr) no_version(file, newest);
  const bool is_known = version->is_number_integer() && version->get<std::int64_t>() >= 1 &&
                        version->get<std::int64_t>() <= newest;
  if (!is_known) wrong_version(file, *version, newest);
  const std::int64_t from = version->get<std::int64_t>();
  if (from == newest) return;
  Json root = file.root();
  for (const MigrationStep step : steps.subspan(static_cast<std::size_t>(from - 1))) {
    root = step(std::move(root));
  }
  root["schema"] = newest;
  file.rewrite(std::move(root));
}

}  // namespace uslkit
