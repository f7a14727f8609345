// Quantities as people write them: "12k/s", "5ms", "64KiB". A bare number is refused.
#pragma once

#include <string>
#include <string_view>

#include "base/input_error.h"
#include "base/units.h"

namespace uslkit {

// "<number>[k|M|G]/<s|min|h>": "12k/s", "1.2M/s", "300/min". Positive and finite.
// Throws InputError at `place`.
[[nodiscard]] Rate parse_rate(std::string_view text, const Place& place);

// "<number><ns|us|ms|s|min|h>": "2ms", "1.5s". Positive, below 292 years, rounded to a nanosecond.
[[nodiscard]] Duration parse_duration(std::string_view text, const Place& place);

// "<number>[B|kB|MB|GB|TB|KiB|MiB|GiB|TiB]", a whole number of bytes >= 0.
[[nodiscard]] Bytes parse_bytes(std::string_view text, const Place& place);

}  // namespace uslkit
