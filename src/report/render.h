// A plot as the bytes of a file: SVG, PNG or PDF, chosen by the file's extension.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/plot.h"

namespace uslkit {

// "svg", "png", "pdf".
[[nodiscard]] const std::vector<std::string>& plot_formats();

// Throws InputError naming `file` unless its extension (any case) is one of plot_formats().
[[nodiscard]] std::string plot_format_of(const std::string& file);

// `format` as from plot_format_of. Same plot, same bytes.
[[nodiscard]] std::string render(const Plot& plot, std::string_view format);

}  // namespace uslkit
