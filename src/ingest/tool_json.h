// tool_json: the JSON documents in a load generator's output file.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/json_document.h"

namespace uslkit {

// One document, or several after each other (as `cat run*.json` gives), each starting on a line of
// its own. Lines before the first document that do not begin one are skipped: fio prints warnings
// there. Output of `tool`, up to 64 MiB.
[[nodiscard]] std::vector<JsonDocument> read_json_documents(ByteSource& source,
                                                            std::string_view tool);

// A rate, a time or a count: at least (or above) 0, at most 1e18.
[[nodiscard]] double non_negative_at(const JsonValue& object, std::string_view key);
[[nodiscard]] double positive_at(const JsonValue& object, std::string_view key);

// Empty for a missing key and for null.
[[nodiscard]] std::optional<double> optional_number_at(const JsonValue& object,
                                                       std::string_view key);

// Does the text begin (after blanks) with a JSON object?
[[nodiscard]] bool begins_with_object(std::string_view text);

}  // namespace uslkit
