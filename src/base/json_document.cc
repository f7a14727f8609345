#include "base/json_document.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/json_scanner.h"
#include "base/spelling.h"

namespace uslkit {

struct JsonState {
  std::string text;  // without the byte order mark
  JsonOptions options;
  nlohmann::json root;

  [[nodiscard]] Place place_at(std::size_t offset, std::string pointer = "") const {
    const TextPosition position = position_in(text, offset);
    return {.source = options.source,
            .line = position.line + options.first_line - 1,
            .column = position.column,
            .pointer = std::move(pointer)};
  }
};

namespace {

using nlohmann::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

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

[[noreturn]] void throw_syntax_error(const JsonState& state, const PrePass::SyntaxError& error) {
  const std::string_view text = state.text;
  if (error.position > text.size() || text.empty()) {
    throw InputError(
        {.place = state.place_at(text.size()),
         .found = text.empty() ? "no text at all" : "the end of the text inside a JSON value",
         .allowed = "one complete JSON value",
         .hint = "the file may be cut off; write it again to its end"});
  }
  const std::string_view offending = offending_text(text, error);
  throw InputError(
      {.place = state.place_at(static_cast<std::size_t>(offending.data() - text.data())),
       .found = quoted(offending),
       .allowed = rule_in(error.message)});
}

void check_size_and_depth(const JsonState& state) {
  if (state.text.size() > state.options.max_bytes) {
    throw InputError({.place = {.source = state.options.source},
                      .found = fmt::format("{} bytes of JSON", state.text.size()),
                      .allowed = fmt::format("at most {} bytes", state.options.max_bytes)});
  }
  const std::optional<std::size_t> at = json_too_deep_at(state.text, state.options.max_depth);
  if (at) {
    throw InputError({.place = state.place_at(*at),
                      .found = fmt::format("nesting {} levels deep", state.options.max_depth + 1),
                      .allowed = fmt::format("at most {} levels", state.options.max_depth)});
  }
}

void check_syntax_and_keys(const JsonState& state) {
  PrePass pass;
  json::sax_parse(state.text, &pass);
  if (pass.syntax_error) throw_syntax_error(state, *pass.syntax_error);
  if (pass.duplicate_key) {
    const std::string& pointer = *pass.duplicate_key;
    const std::optional<std::size_t> at = json_offset(state.text, pointer, JsonPart::kKey);
    throw InputError({.place = state.place_at(at.value_or(0), pointer),
                      .found = "this key a second time in the same object",
                      .allowed = "each key once"});
  }
}

// Depth-first search by address. Only errors pay for it, and the depth is limited.
bool find_pointer(const json& tree, const json* wanted, std::string& pointer) {
  if (&tree == wanted) return true;
  const std::size_t length = pointer.size();
  if (tree.is_object()) {
    for (json::const_iterator member = tree.begin(); member != tree.end(); ++member) {
      pointer += json_pointer_token(member.key());
      if (find_pointer(*member, wanted, pointer)) return true;
      pointer.resize(length);
    }
  } else if (tree.is_array()) {
    for (std::size_t i = 0; i < tree.size(); ++i) {
      pointer += fmt::format("/{}", i);
      if (find_pointer(tree[i], wanted, pointer)) return true;
      pointer.resize(length);
    }
  }
  return false;
}

}  // namespace

JsonDocument JsonDocument::parse(std::string text, JsonOptions options) {
  std::shared_ptr<JsonState> state = std::make_shared<JsonState>();
  if (std::string_view(text).starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  state->text = std::move(text);
  state->options = std::move(options);
  check_size_and_depth(*state);
  check_syntax_and_keys(*state);
  // From here on the text is known to be well-formed, shallow and without duplicate keys.
  state->root = json::parse(state->text);
  return JsonDocument(std::move(state));
}

JsonValue JsonDocument::root() const { return {state_.get(), &state_->root}; }

Place JsonDocument::place_of(const std::string& pointer) const {
  const std::optional<std::size_t> at = json_offset(state_->text, pointer);
  if (!at) return {.source = state_->options.source, .pointer = pointer};
  return state_->place_at(*at, pointer);
}

bool JsonValue::is_object() const { return node_->is_object(); }
bool JsonValue::is_array() const { return node_->is_array(); }
bool JsonValue::is_string() const { return node_->is_string(); }
bool JsonValue::is_number() const { return node_->is_number(); }
bool JsonValue::is_boolean() const { return node_->is_boolean(); }
bool JsonValue::is_null() const { return node_->is_null(); }

double JsonValue::number() const {
  if (!is_number()) wrong_type("a number");
  return node_->get<double>();
}

// Accepts 4 and 4.0 (some writers print every number as a float), never 4.5 or what does not fit.
std::int64_t JsonValue::integer(std::int64_t least, std::int64_t most) const {
  const std::string allowed = least == INT64_MIN && most == INT64_MAX ? "a whole number"
                              : most == INT64_MAX
                                  ? fmt::format("a whole number of at least {}", least)
                                  : fmt::format("a whole number between {} and {}", least, most);
  constexpr double kLargestExact = 9007199254740992.0;  // 2^53: beyond, a double skips integers
  std::int64_t value = 0;
  if (node_->is_number_unsigned()) {
    if (node_->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) wrong_type(allowed);
    value = node_->get<std::int64_t>();
  } else if (node_->is_number_integer()) {
    value = node_->get<std::int64_t>();
  } else if (node_->is_number_float()) {
    const double real = node_->get<double>();
    if (std::abs(real) > kLargestExact || real != std::floor(real)) wrong_type(allowed);
    value = static_cast<std::int64_t>(real);
  } else {
    wrong_type(allowed);
  }
  if (value < least || value > most) wrong_type(allowed);
  return value;
}

const std::string& JsonValue::string() const {
  if (!is_string()) wrong_type("a string");
  return node_->get_ref<const std::string&>();
}

bool JsonValue::boolean() const {
  if (!is_boolean()) wrong_type("true or false");
  return node_->get<bool>();
}

std::vector<JsonValue> JsonValue::elements() const {
  if (!is_array()) wrong_type("an array");
  std::vector<JsonValue> result;
  result.reserve(node_->size());
  for (const json& element : *node_) result.push_back({document_, &element});
  return result;
}

std::vector<std::pair<std::string, JsonValue>> JsonValue::members() const {
  if (!is_object()) wrong_type("an object");
  std::vector<std::pair<std::string, JsonValue>> result;
  result.reserve(node_->size());
  for (json::const_iterator member = node_->begin(); member != node_->end(); ++member) {
    result.emplace_back(member.key(), JsonValue(document_, &*member));
  }
  return result;
}

std::size_t JsonValue::size() const {
  if (!is_array() && !is_object()) wrong_type("an array or an object");
  return node_->size();
}

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  if (!is_object()) wrong_type(fmt::format("an object with the key {}", uslkit::quoted(key)));
  const json::const_iterator member = node_->find(key);
  if (member == node_->end()) return std::nullopt;
  return JsonValue(document_, &*member);
}

JsonValue JsonValue::at(std::string_view key) const {
  const std::optional<JsonValue> member = find(key);
  if (member) return *member;
  std::vector<std::string> keys;
  for (const auto& [name, value] : members()) keys.push_back(name);
  const std::optional<std::string> near = did_you_mean(key, keys);
  fail(fmt::format("no key {} in this object", uslkit::quoted(key)),
       fmt::format("an object with {}", uslkit::quoted(key)),
       near ? fmt::format("there is {}: did you mean that?", uslkit::quoted(*near)) : "");
}

JsonValue JsonValue::element(std::size_t index) const {
  if (!is_array()) wrong_type("an array");
  if (index >= node_->size()) wrong_type(fmt::format("an array of at least {}", index + 1));
  return {document_, &(*node_)[index]};
}

double JsonValue::number_at(std::string_view key) const { return at(key).number(); }
std::int64_t JsonValue::integer_at(std::string_view key, std::int64_t least,
                                   std::int64_t most) const {
  return at(key).integer(least, most);
}
const std::string& JsonValue::string_at(std::string_view key) const { return at(key).string(); }
bool JsonValue::boolean_at(std::string_view key) const { return at(key).boolean(); }
std::vector<JsonValue> JsonValue::array_at(std::string_view key) const {
  return at(key).elements();
}
JsonValue JsonValue::object_at(std::string_view key) const {
  const JsonValue value = at(key);
  if (!value.is_object()) value.wrong_type("an object");
  return value;
}

void JsonValue::reject_unknown_keys(const std::vector<std::string>& known) const {
  for (const auto& [key, value] : members()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string pointer = value.pointer();
    const std::optional<std::size_t> at = json_offset(document_->text, pointer, JsonPart::kKey);
    USLKIT_CHECK(at.has_value());
    const std::optional<std::string> near = did_you_mean(key, known);
    throw InputError({.place = document_->place_at(*at, pointer),
                      .found = fmt::format("the unknown key {}", uslkit::quoted(key)),
                      .allowed = one_of(known),
                      .hint = near ? fmt::format("did you mean {}?", uslkit::quoted(*near)) : ""});
  }
}

std::string JsonValue::pointer() const {
  std::string result;
  const bool found = find_pointer(document_->root, node_, result);
  USLKIT_CHECK(found);
  return result;
}

Place JsonValue::place() const {
  const std::string path = pointer();
  const std::optional<std::size_t> at = json_offset(document_->text, path);
  USLKIT_CHECK(at.has_value());
  return document_->place_at(*at, path);
}

std::string JsonValue::description() const {
  if (is_object()) return "an object";
  if (is_array()) return fmt::format("an array of {}", node_->size());
  if (is_string()) return fmt::format("the string {}", uslkit::quoted(string()));
  return node_->dump();
}

void JsonValue::fail(std::string found, std::string allowed, std::string hint) const {
  throw InputError({.place = place(),
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

void JsonValue::wrong_type(std::string_view allowed) const {
  fail(description(), std::string(allowed));
}

}  // namespace uslkit
