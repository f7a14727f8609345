// markup_text: any text made fit for HTML and XML, between tags and inside quoted attributes.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace uslkit {

// & < > " ' become character references; control characters, invalid UTF-8, bidirectional
// overrides and what XML forbids become U+FFFD; what is longer than `most_cells` ends in "...".
[[nodiscard]] std::string markup_text(
    std::string_view text, std::size_t most_cells = std::numeric_limits<std::size_t>::max());

// A sentence of a report: as above, and what stands between two backticks becomes <code>.
[[nodiscard]] std::string markup_sentence(std::string_view text);

// JSON text fit for a <script> data block: no "</script>" and no "<!--" can stand in it.
[[nodiscard]] std::string script_data(std::string_view json);

}  // namespace uslkit
