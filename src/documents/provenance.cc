#include "documents/provenance.h"

#include <utility>

#include <fmt/format.h>

#include "fit/fit_json.h"

namespace uslkit {

std::string version_text() {
  const BuildInfo& build = build_info();
  return fmt::format("uslkit {} ({})\ncompiler: {}\nlibraries: {}\n", build.version, build.git_id,
                     build.compiler, build.libraries);
}

nlohmann::ordered_json envelope(const Provenance& provenance) {
  const BuildInfo& build = build_info();
  nlohmann::ordered_json document;
  document["schema_version"] = kFitSchemaVersion;
  document["document"] = provenance.document;
  document["tool"] = {{"name", "uslkit"}, {"version", build.version}, {"git_id", build.git_id}};
  document["seed"] = provenance.seed;
  document["options"] =
      provenance.options.is_null() ? nlohmann::ordered_json::object() : provenance.options;
  document["inputs"] = sources_to_json(provenance.inputs);
  document["notes"] = notes_to_json(provenance.notes);
  return document;
}

}  // namespace uslkit
