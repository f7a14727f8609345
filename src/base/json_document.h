// JsonDocument: JSON text read strictly, with every complaint naming line, column and JSON pointer.
//
//   const JsonDocument document = JsonDocument::parse(text, {.source = "k6.json"});
//   const double rate = document.root().at("metrics").at("http_reqs").number_at("rate");
//
// nlohmann/json alone is too forgiving for input from outside: it lets the last of two equal keys
// win, turns 1.5 into 1 and -1 into 4294967295 on request, and documents nested 100,000 deep crash
// it on copy. Here depth and duplicate keys are checked before the document is built, and the
// getters never convert.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/input_error.h"

namespace uslkit {

struct JsonOptions {
  std::string source;           // name used in messages
  std::int64_t first_line = 1;  // line of the text's first byte; > 1 for one line of a longer file
  std::size_t max_bytes = 64u << 20;  // longer texts are refused
  int max_depth = 64;                 // deeper nesting is refused
};

class JsonValue;
struct JsonState;  // text and tree, private to json_document.cc

// Owns the text and the parsed tree; cheap to copy, immutable, safe to share between threads.
class JsonDocument {
 public:
  // The whole text must be one JSON value (a UTF-8 byte order mark before it is skipped).
  [[nodiscard]] static JsonDocument parse(std::string text, JsonOptions options = {});

  [[nodiscard]] JsonValue root() const;

  // Line and column of the value a pointer names; source and pointer alone if there is no such
  // value.
  [[nodiscard]] Place place_of(const std::string& pointer) const;

 private:
  explicit JsonDocument(std::shared_ptr<const JsonState> state) : state_(std::move(state)) {}
  std::shared_ptr<const JsonState> state_;
};

// One value inside a document, which must outlive it. Two pointers: copy it freely.
class JsonValue {
 public:
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] bool is_string() const;
  [[nodiscard]] bool is_number() const;
  [[nodiscard]] bool is_boolean() const;
  [[nodiscard]] bool is_null() const;

  // The value itself; an InputError names what was found instead.
  [[nodiscard]] double number() const;  // always finite
  [[nodiscard]] std::int64_t integer(std::int64_t least = INT64_MIN,
                                     std::int64_t most = INT64_MAX) const;
  [[nodiscard]] const std::string& string() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::vector<JsonValue> elements() const;  // of an array
  [[nodiscard]] std::vector<std::pair<std::string, JsonValue>> members()
      const;                               // of an object, by key
  [[nodiscard]] std::size_t size() const;  // of either

  // Members of an object: `at` insists ("did you mean"), `find` returns nothing when the key is
  // missing. Both insist that this value is an object.
  [[nodiscard]] JsonValue at(std::string_view key) const;
  [[nodiscard]] std::optional<JsonValue> find(std::string_view key) const;
  [[nodiscard]] JsonValue element(std::size_t index) const;

  // at(key) followed by the getter of that name.
  [[nodiscard]] double number_at(std::string_view key) const;
  [[nodiscard]] std::int64_t integer_at(std::string_view key, std::int64_t least = INT64_MIN,
                                        std::int64_t most = INT64_MAX) const;
  [[nodiscard]] const std::string& string_at(std::string_view key) const;
  [[nodiscard]] bool boolean_at(std::string_view key) const;
  [[nodiscard]] std::vector<JsonValue> array_at(std::string_view key) const;
  [[nodiscard]] JsonValue object_at(std::string_view key) const;

  // Throws for the first key that is not in `known`.
  void reject_unknown_keys(const std::vector<std::string>& known) const;

  // For rules of the caller's own: where this is, what it is ("\"abc\"", "an array of 3"), and the
  // throw.
  [[nodiscard]] std::string pointer() const;
  [[nodiscard]] Place place() const;
  [[nodiscard]] std::string description() const;
  [[noreturn]] void fail(std::string found, std::string allowed, std::string hint = "") const;

 private:
  friend class JsonDocument;
  JsonValue(const JsonState* document, const nlohmann::json* node)
      : document_(document), node_(node) {}
  [[noreturn]] void wrong_type(std::string_view allowed) const;

  const JsonState* document_;
  const nlohmann::json* node_;
};

}  // namespace uslkit
