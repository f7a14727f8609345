#include "page/csp_hash.h"

#include <array>

#include <fmt/format.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>

namespace uslkit {

std::string csp_hash(std::string_view inline_text) {
  sha256_ctx state{};
  sha256_init(&state);
  sha256_update(&state, inline_text.size(),
                reinterpret_cast<const std::uint8_t*>(inline_text.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&state, digest.size(), digest.data());
  std::string text(BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE), '\0');
  base64_encode_raw(text.data(), digest.size(), digest.data());
  return fmt::format("'sha256-{}'", text);
}

}  // namespace uslkit
