// json_text: a JSON document laid out for people and diffs.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace uslkit {

// Two spaces of indentation and a newline at the end; an array of plain values, or a short object
// of them, stays on one line, so that 2,000 joint draws are 2,000 lines and not 10,000. Text that
// is not UTF-8 is replaced, never refused: it came from a file name.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& document);

}  // namespace uslkit
