// claims_file: claims from a file, with everything that is known about their format.
#pragma once

#include <string>

#include "audit/claims.h"
#include "model/measurements.h"
#include "scenario/sourced_json.h"

namespace uslkit {

// The claims, and the text they came from, for complaints that come up while they are computed.
struct ClaimsFile {
  Claims claims;
  SourcedJson json;
  MeasurementSource source;  // name, SHA-256, bytes
  std::string directory;     // of the files that formulas name, seen from the current directory
};

// The claims in a file, "-" for stdin. Everything that is wrong with it but its formulas is one
// InputErrors: JSON pointer and line, value, rule, remedy.
[[nodiscard]] ClaimsFile read_claims(const std::string& name);

// The same from a text; `name` is what messages call it.
[[nodiscard]] ClaimsFile claims_from_text(std::string text, const std::string& name);

// The JSON Schema of claims files, and docs/claims-reference.md.
[[nodiscard]] std::string claims_schema();
[[nodiscard]] std::string claims_reference_markdown();

}  // namespace uslkit
