// rfc3339: moments as load generators write them, "2026-08-21T09:43:41.123456Z".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace uslkit {

// Nanoseconds since 1970-01-01T00:00:00Z (RFC 3339, section 5.6; at most nine decimals of a second
// are kept). Years 1970 to 2200. Empty if the text is not such a moment.
[[nodiscard]] std::optional<std::int64_t> parse_rfc3339(std::string_view text);

}  // namespace uslkit
