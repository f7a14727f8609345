#include "base/json_syntax.h"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/input_error.h"
#include "base/json_scanner.h"

namespace uslkit {
namespace {

using nlohmann::json;

// Walks the text once without building anything: finds syntax errors and the first duplicate key.
// Nesting was limited before, so the stack of open containers is small.
class PrePass : public nlohmann::json_sax<json> {
 public:
  struct SyntaxError {
    std::size_t position = 0;  // bytes read, including the offending token
    std::string token;
    std::string message;
  };

  std::optional<SyntaxError> syntax_error;
  std::optional<std::string> duplicate_key;  // as a JSON pointer

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Container& object = stack_.back();
    object.key = name;
    if (!object.seen.insert(name).second && !duplicate_key) duplicate_key = pointer();
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    syntax_error = SyntaxError{position, token, error.what()};
    return false;
  }

 private:
  struct Container {
    bool is_object = false;
    std::set<std::string> seen;
    std::string key;
    std::size_t index = 0;
  };

  bool value() {
    if (!stack_.empty()) ++stack_.back().index;
    return true;
  }

  bool open(bool is_object) {
    stack_.push_back({.is_object = is_object, .seen = {}, .key = {}});
    return true;
  }

  bool close() {
    stack_.pop_back();
    return value();
  }

  [[nodiscard]] std::string pointer() const {
    std::string result;
    for (const Container& container : stack_) {
      result += container.is_object ? json_pointer_token(container.key)
                                    : fmt::format("/{}", container.index);
    }
    return result;
  }

  std::vector<Container> stack_;
};

// The bytes a syntax error speaks of. The parser counts what it has read, so they end where it
// stopped; for a misspelt literal ("nul}", "NaN") it has stopped inside the word.
std::string_view offending_text(std::string_view text, const PrePass::SyntaxError& error) {
  constexpr std::string_view kWord =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._";
  const std::size_t end = std::clamp<std::size_t>(error.position, 1, text.size());
  if (error.message.find("invalid literal") != std::string::npos) {
    const std::size_t before = text.find_last_not_of(kWord, end >= 2 ? end - 2 : 0);
    const std::size_t start = before == std::string_view::npos || end < 2 ? 0 : before + 1;
    const std::size_t stop = std::min(text.find_first_not_of(kWord, start), text.size());
    return stop > start ? text.substr(start, stop - start) : text.substr(end - 1, 1);
  }
  const bool known = !error.token.empty() && error.token.size() <= end &&
                     text.substr(end - error.token.size(), error.token.size()) == error.token;
  return known ? text.substr(end - error.token.size(), error.token.size())
               : text.substr(end - 1, 1);
}

// The rule that was broken, from nlohmann's "...while parsing X - REASON; last read: '...';
// expected Y".
std::string rule_in(const std::string& message) {
  if (message.find("number overflow") != std::string::npos) return "a number below 1.8e308";
  const std::size_t expected = message.rfind("; expected ");
  if (expected != std::string::npos) return message.substr(expected + 11);
  const std::size_t reason = message.find(" - invalid string: ");
  const std::size_t last_read = message.find("; last read");
  if (reason != std::string::npos && last_read != std::string::npos && last_read > reason + 19) {
    return "a well-formed string: " + message.substr(reason + 19, last_read - reason - 19);
  }
  return "an object, array, string, number, true, false or null";
}

JsonFault syntax_fault(std::string_view text, const PrePass::SyntaxError& error) {
  if (error.position > text.size() || text.empty()) {
    return {.offset = text.size(),
            .pointer = "",
            .found = text.empty() ? "no text at all" : "the end of the text inside a JSON value",
            .allowed = "one complete JSON value",
            .hint = "the file may be cut off; write it again to its end"};
  }
  const std::string_view offending = offending_text(text, error);
  return {.offset = static_cast<std::size_t>(offending.data() - text.data()),
          .pointer = "",
          .found = uslkit::quoted(offending),
          .allowed = rule_in(error.message),
          .hint = ""};
}

}  // namespace

std::optional<JsonFault> json_fault(const std::string& text, int max_depth) {
  if (const std::optional<std::size_t> at = json_too_deep_at(text, max_depth)) {
    return JsonFault{.offset = *at,
                     .pointer = "",
                     .found = fmt::format("nesting {} levels deep", max_depth + 1),
                     .allowed = fmt::format("at most {} levels", max_depth),
                     .hint = ""};
  }
  PrePass pass;
  json::sax_parse(text, &pass);
  if (pass.syntax_error) return syntax_fault(text, *pass.syntax_error);
  if (!pass.duplicate_key) return std::nullopt;
  // From here on the text is well-formed, so that positions in it can be looked up.
  return JsonFault{.offset = json_offset(text, *pass.duplicate_key, JsonPart::kKey).value_or(0),
                   .pointer = *pass.duplicate_key,
                   .found = "this key a second time in the same object",
                   .allowed = "each key once",
                   .hint = ""};
}

}  // namespace uslkit
