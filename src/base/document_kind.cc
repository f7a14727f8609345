#include "base/document_kind.h"

#include <fmt/format.h>

namespace uslkit {

std::string document_kind(const JsonValue& root) {
  if (!root.is_object() || !root.find("schema_version") || !root.find("document")) {
    root.fail(root.is_object() ? "a JSON object without \"schema_version\" and \"document\""
                               : root.description(),
              "a document that uslkit wrote",
              "keep one with --json, for example: uslkit fit measurements.csv --json > fit.json");
  }
  return root.string_at("document");
}

void check_document(const JsonValue& root, const ExpectedDocument& expected) {
  const std::string kind = document_kind(root);
  if (kind != expected.kind) {
    root.at("document")
        .fail(fmt::format("a document of kind {}", uslkit::quoted(kind)),
              fmt::format("a document of kind {}", uslkit::quoted(expected.kind)),
              fmt::format("make one with: {}", expected.made_by));
  }
  const JsonValue version = root.at("schema_version");
  if (version.integer() == expected.schema_version) return;
  version.fail(fmt::format("schema version {}", version.integer()),
               fmt::format("schema version {}", expected.schema_version),
               fmt::format("make it again with this version: {}", expected.made_by));
}

}  // namespace uslkit
