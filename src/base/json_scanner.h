// json_scanner: positions inside JSON text, which the parser itself does not keep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uslkit {

enum class JsonPart { kValue, kKey };

// Where the value that a JSON pointer (RFC 6901) names starts, in bytes; with kKey, where its key
// starts (the value itself where it has none). Nothing if there is no such value. Walks the text
// once, without recursion. The text must be well-formed; of equal keys the last one counts, as it
// does in the document.
[[nodiscard]] std::optional<std::size_t> json_offset(std::string_view text,
                                                     std::string_view pointer,
                                                     JsonPart part = JsonPart::kValue);

// Where nesting first becomes deeper than `max_depth`, if it does. Any text will do.
[[nodiscard]] std::optional<std::size_t> json_too_deep_at(std::string_view text, int max_depth);

// One token of a JSON pointer: "/" followed by the key with "~" and "/" escaped.
[[nodiscard]] std::string json_pointer_token(std::string_view key);

// 1-based line and column (in bytes) of an offset.
struct TextPosition {
  std::int64_t line = 1;
  std::int64_t column = 1;
};
[[nodiscard]] TextPosition position_in(std::string_view text, std::size_t offset);

}  // namespace uslkit
