// csp_hash: how a Content-Security-Policy names an inline script or style: by its SHA-256.
#pragma once

#include <string>
#include <string_view>

namespace uslkit {

// "'sha256-...'" in base64 (W3C, Content Security Policy Level 3, section 2.3.1). The bytes must
// stand between the tags exactly as they are here.
[[nodiscard]] std::string csp_hash(std::string_view inline_text);

}  // namespace uslkit
