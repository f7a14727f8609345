// Plot to SVG: text stays text, numbers have two decimals, same plot same bytes.
#pragma once

#include <string>
#include <string_view>

#include "report/plot.h"

namespace uslkit {

// A stand-alone document with role="img", <title> and <desc>; no script, style sheet or link in it.
// All text is made safe and escaped.
[[nodiscard]] std::string render_svg(const Plot& plot);

// & < > " ' as entities, unsafe characters replaced: for element content and attributes.
[[nodiscard]] std::string escape_xml(std::string_view text);

}  // namespace uslkit
