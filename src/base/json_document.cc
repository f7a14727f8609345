#include "base/json_document.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/json_scanner.h"
#include "base/json_syntax.h"
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

void check_size(const JsonState& state) {
  if (state.text.size() <= state.options.max_bytes) return;
  throw InputError({.place = {.source = state.options.source},
                    .found = fmt::format("{} bytes of JSON", state.text.size()),
                    .allowed = fmt::format("at most {} bytes", state.options.max_bytes)});
}

void check_syntax(const JsonState& state) {
  std::optional<JsonFault> fault = json_fault(state.text, state.options.max_depth);
  if (!fault) return;
  throw InputError({.place = state.place_at(fault->offset, fault->pointer),
                    .found = std::move(fault->found),
                    .allowed = std::move(fault->allowed),
                    .hint = std::move(fault->hint)});
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
  check_size(*state);
  check_syntax(*state);
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
