#include "base/input_error.h"

#include <utility>

#include <fmt/format.h>

namespace uslkit {
namespace {

constexpr std::size_t kMaxQuotedBytes = 60;

// Length of the well-formed UTF-8 sequence that starts at `at`, or 0.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const unsigned char lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return 0;
  }
  return length;
}

// Controls above ASCII, which some terminals act on, and characters without a shape of their own:
// bidirectional marks and overrides, which make a text read otherwise than it is written, and
// zero-width ones. One well-formed UTF-8 sequence.
bool is_invisible(std::string_view character) {
  return (character >= "\xC2\x80" && character <= "\xC2\x9F") ||          // U+0080..U+009F
         character == "\xD8\x9C" ||                                       // U+061C
         (character >= "\xE2\x80\x8B" && character <= "\xE2\x80\x8F") ||  // U+200B..U+200F
         (character >= "\xE2\x80\xA8" && character <= "\xE2\x80\xAE") ||  // U+2028..U+202E
         (character >= "\xE2\x81\xA0" && character <= "\xE2\x81\xAF") ||  // U+2060..U+206F
         character == "\xEF\xBB\xBF";                                     // U+FEFF
}

// The length of the printable character that starts at `at`, or 0: it must be escaped.
std::size_t printable_length(std::string_view text, std::size_t at) {
  const unsigned char byte = static_cast<unsigned char>(text[at]);
  const std::size_t length = utf8_length(text, at);
  const bool ascii_control = byte < 0x20 || byte == 0x7F;
  return ascii_control || is_invisible(text.substr(at, length)) ? 0 : length;
}

std::string escaped(char byte) {
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}

std::string message_of(const InputError::Parts& parts) {
  const std::string place = without_controls(parts.place.text());
  std::string message = place.empty() ? "error: " : place + ": error: ";
  message += "found " + without_controls(parts.found);
  if (!parts.allowed.empty()) message += "\n  allowed: " + without_controls(parts.allowed);
  if (!parts.hint.empty()) message += "\n  hint: " + without_controls(parts.hint);
  const std::string other = without_controls(parts.contradicts.text());
  if (!other.empty()) message += "\n  contradicts: " + other;
  return message;
}

}  // namespace

std::string Place::text() const {
  std::string result = source;
  if (line > 0) result += fmt::format(":{}", line);
  if (line > 0 && column > 0) result += fmt::format(":{}", column);
  if (!pointer.empty()) result += result.empty() ? pointer : fmt::format(" ({})", pointer);
  return result;
}

InputError::InputError(Parts parts) : parts_(std::move(parts)), message_(message_of(parts_)) {}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  std::size_t at = 0;
  while (at < text.size() && at < kMaxQuotedBytes) {
    const std::size_t length = printable_length(text, at);
    if (length == 0) {
      result += escaped(text[at++]);
    } else {
      if (text[at] == '"' || text[at] == '\\') result += '\\';
      result += text.substr(at, length);
      at += length;
    }
  }
  result += '"';
  if (at < text.size()) result += "...";
  return result;
}

std::string without_controls(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = printable_length(text, at);
    result += length == 0 ? escaped(text[at]) : std::string(text.substr(at, length));
    at += length == 0 ? 1 : length;
  }
  return result;
}

}  // namespace uslkit
