// document_kind: which of uslkit's own documents a JSON text is, told by its "document".
#pragma once

#include <cstdint>
#include <string>

#include "base/json_document.h"

namespace uslkit {

// The text of "document". Throws InputError for JSON that no command of uslkit wrote.
[[nodiscard]] std::string document_kind(const JsonValue& root);

struct ExpectedDocument {
  std::string kind{};  // "size"
  std::int64_t schema_version = 1;
  std::string made_by{};  // "uslkit size --json", for the hint
};

// Throws InputError for another kind or another schema version.
void check_document(const JsonValue& root, const ExpectedDocument& expected);

}  // namespace uslkit
