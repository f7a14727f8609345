// json_syntax: the first reason why a text is no acceptable JSON, found without building the
// document.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace uslkit {

// What is wrong, in the terms of InputError.
struct JsonFault {
  std::size_t offset = 0;  // where in the text, in bytes
  std::string pointer;     // of a duplicate key; else empty
  std::string found;
  std::string allowed;
  std::string hint;
};

// Checks, in this order: nesting, syntax (RFC 8259, the whole text), duplicate keys. Memory follows
// the nesting, not the length; time is linear.
[[nodiscard]] std::optional<JsonFault> json_fault(const std::string& text, int max_depth);

}  // namespace uslkit
