// schema_check: the part of JSON Schema that docs/schemas/ uses, and not a keyword more.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace uslkit::test {

// What is wrong with `document`, one line per fault; empty when it follows `schema`. A keyword that
// is not implemented here is a fault too, so that no rule is skipped in silence. With `closed`, so
// is a key of the document that the schema does not describe.
[[nodiscard]] std::vector<std::string> schema_faults(const nlohmann::json& schema,
                                                     const nlohmann::json& document, bool closed);

}  // namespace uslkit::test
