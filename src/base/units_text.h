// Quantities as people write them, read and written: "12k/s", "5ms", "64KiB". A bare number is
// refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/input_error.h"
#include "base/units.h"

namespace uslkit {

// Which quantities besides the positive ones are wanted.
enum class Sign { kPositive, kNotNegative, kAny };

// "<number>[k|M|G]/<s|min|h>": "12k/s", "1.2M/s", "300/min". Finite.
// Throws InputError at `place`.
[[nodiscard]] Rate parse_rate(std::string_view text, const Place& place,
                              Sign sign = Sign::kPositive);

// "<number><ns|us|ms|s|min|h>": "2ms", "1.5s". Below 292 years, rounded to a nanosecond.
[[nodiscard]] Duration parse_duration(std::string_view text, const Place& place,
                                      Sign sign = Sign::kPositive);

// "<number>[B|kB|MB|GB|TB|KiB|MiB|GiB|TiB]", a whole number of bytes >= 0.
[[nodiscard]] Bytes parse_bytes(std::string_view text, const Place& place);

// "<number><B/s|kB/s|MB/s|GB/s|kbit/s|Mbit/s|Gbit/s>": "1.25GB/s", "10Gbit/s". Finite.
[[nodiscard]] Bandwidth parse_bandwidth(std::string_view text, const Place& place,
                                        Sign sign = Sign::kPositive);

// The shortest text that parses back to the very same quantity, bit for bit; of equally short ones
// the one with the largest unit; rates of at least 1/s are per second. Rates must be finite.
[[nodiscard]] std::string format_rate(Rate rate);
[[nodiscard]] std::string format_duration(Duration duration);
[[nodiscard]] std::string format_bytes(Bytes bytes);
[[nodiscard]] std::string format_bandwidth(Bandwidth bandwidth);

// The units each of them knows, smallest first.
[[nodiscard]] std::vector<std::string> rate_units();
[[nodiscard]] std::vector<std::string> duration_units();
[[nodiscard]] std::vector<std::string> byte_units();
[[nodiscard]] std::vector<std::string> bandwidth_units();

}  // namespace uslkit
