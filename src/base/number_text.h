// Numbers as text, both ways, strict and independent of the locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/input_error.h"

namespace uslkit {

// The whole field as one finite decimal number. Blanks around it and a leading '+' are allowed;
// "nan", "inf", hexadecimal, digit separators, units, decimal commas, trailing text and values a
// double cannot hold are refused with an InputError at `place` that says how to mend the field.
[[nodiscard]] double parse_number(std::string_view field, const Place& place);

// The same rule without the message: empty when parse_number would throw.
[[nodiscard]] std::optional<double> try_parse_number(std::string_view field);

// The same once more for hot loops: NaN when parse_number would throw, and no std::optional to
// copy.
[[nodiscard]] double number_or_nan(std::string_view field);

// What parse_number would throw for a field that is no number, for callers that know a better
// place.
[[nodiscard]] InputError bad_number(std::string_view field, const Place& place);

// A finite number in at most `significant` digits, without trailing zeros; 0 asks for the shortest
// text that reads back as the same double. Plain notation from 1e-5 up to 1e15, else "1.5e+300".
[[nodiscard]] std::string format_number(double value, int significant = 0);

// Without the blanks (space, tab, CR, LF) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// Without a UTF-8 byte order mark at the front.
[[nodiscard]] std::string_view without_bom(std::string_view text);

}  // namespace uslkit
