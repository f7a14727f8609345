// How wide text will be, without asking a font: the same on every machine and in every backend.
#pragma once

#include <string>
#include <string_view>

namespace uslkit {

// Pixels at font size `size`. The table holds the advance widths of DejaVu Sans, the widest of the
// common sans-serif fonts (Helvetica, Arial and Liberation Sans are about a tenth narrower), so
// that what does not overlap by this measure does not overlap on screen.
[[nodiscard]] double text_width(std::string_view text, double size, bool bold = false);

// Safe text of at most `width` pixels, ending in "..." where something was cut.
[[nodiscard]] std::string fit_text(std::string_view text, double width, double size,
                                   bool bold = false);

}  // namespace uslkit
