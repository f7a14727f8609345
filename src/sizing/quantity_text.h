// quantity_text: numbers inside the sentences of a plan: "1.2M", "103.7 TB", "66 %".
#pragma once

#include <cstdint>
#include <string>

namespace uslkit {

// Four significant digits with k, M, G, T from 10,000 on; "unlimited" for infinity.
[[nodiscard]] std::string short_number(double value);
[[nodiscard]] std::string rate_text(double per_second);  // "1.2M/s"
[[nodiscard]] std::string bytes_text_of(double bytes);   // decimal units: "103.7 TB"
[[nodiscard]] std::string bandwidth_text(double bytes_per_second);
[[nodiscard]] std::string time_text(double seconds);  // "9.3 ms", "2.5 min"
[[nodiscard]] std::string counted_text(std::int64_t count, const char* noun);  // "1 cell"
[[nodiscard]] std::string share_text(double share);                            // "66.67 %"

}  // namespace uslkit
