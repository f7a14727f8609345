#include "scenario/set_value.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/json_document.h"
#include "base/spelling.h"
#include "scenario/field_writer.h"
#include "scenario/shape_list.h"
#include "scenario/value_text.h"

namespace uslkit {
namespace {

// A field with the object it is declared in, whose defaults it shares.
struct DeclaredField {
  const FieldShape* field = nullptr;
  const ObjectShape* holder = nullptr;
};

std::optional<DeclaredField> find_declared(const ObjectShape& shape, const std::string& name) {
  const FieldShape* field = find_field(shape, name);
  if (field == nullptr) return std::nullopt;
  return DeclaredField{.field = field, .holder = &shape};
}

std::vector<std::string> tokens_of(const std::string& pointer) {
  Json::json_pointer path(pointer);
  std::vector<std::string> tokens;
  while (!path.empty()) {
    tokens.push_back(path.back());
    path.pop_back();
  }
  std::reverse(tokens.begin(), tokens.end());
  return tokens;
}

bool is_pointer(const std::string& text) {
  if (text.size() < 2 || text.front() != '/') return false;
  try {
    const Json::json_pointer path(text);
    return true;
  } catch (const Json::exception&) {
    return false;  // a "~" that escapes nothing
  }
}

const ValueShape& without_optional(const ValueShape& shape) {
  return shape.kind == ValueKind::kOptional ? *shape.element : shape;
}

// What a text on the command line is as JSON for a value of this shape.
Json value_of(const std::string& text, const ValueShape& shape, const std::string& source) {
  const bool is_bare =
      shape.kind == ValueKind::kText || shape.kind == ValueKind::kWord || is_quantity(shape.kind);
  const std::string_view trimmed =
      std::string_view(text).substr(std::min(text.find_first_not_of(" \t"), text.size()));
  if (is_bare && !trimmed.starts_with('"')) return text;
  const bool is_container = trimmed.starts_with('{') || trimmed.starts_with('[');
  if (!is_container && !Json::accept(text)) return text;
  (void)JsonDocument::parse(text, {.source = source, .max_depth = SourcedJson::kMaxDepth});
  return Json::parse(text);
}

// Walks from the root along a pointer, through the declarations and the JSON at once.
class Setter {
 public:
  Setter(const ObjectShape& root, SourcedJson& input, Findings& findings, std::string pointer)
      : root_(root),
        input_(input),
        findings_(findings),
        pointer_(std::move(pointer)),
        source_(fmt::format("--set {}", pointer_)) {}

  void set(const std::string& text) {
    const std::vector<std::string> tokens = tokens_of(pointer_);
    const ObjectShape* object = &root_;
    const ValueShape* value = nullptr;  // of what was reached last; nullptr: `object`
    std::string reached;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (value != nullptr && value->kind == ValueKind::kList) {
        if (!check_index(*value, reached, tokens[i])) return;
        value = value->element.get();
      } else if (object != nullptr) {
        if (!expand_object(*object, reached)) return;
        if (tokens[i] == "kind" && !object->alternatives.empty() && i + 1 == tokens.size()) {
          return set_kind(*object, reached, text);
        }
        const std::optional<DeclaredField> next = find_in(*object, reached, tokens[i]);
        if (!next) return;
        value = &next->field->value;
        if (i + 1 < tokens.size()) create(*next, reached + json_pointer_token(tokens[i]));
      } else {
        return unknown(reached, tokens[i], {});
      }
      reached += json_pointer_token(tokens[i]);
      value = &without_optional(*value);
      object = value->kind == ValueKind::kObject ? &value->object() : nullptr;
    }
    put(*value, text);
  }

 private:
  void put(const ValueShape& shape, const std::string& text) {
    try {
      input_.set(pointer_, value_of(text, shape, source_), source_);
    } catch (const InputError& error) {
      findings_.add(error.parts());
    }
  }

  bool check_index(const ValueShape& list, const std::string& reached, const std::string& token) {
    const Json* json = input_.find(reached);
    const std::size_t size = json != nullptr && json->is_array() ? json->size() : 0;
    std::size_t index = 0;
    const char* end = token.data() + token.size();
    const std::from_chars_result parsed = std::from_chars(token.data(), end, index);
    if (parsed.ec == std::errc() && parsed.ptr == end && index < size) return true;
    findings_.add(
        {.place = {.source = source_},
         .found = fmt::format("{} as an index of {}", uslkit::quoted(token), reached),
         .allowed = size == 0 ? "none: the array is empty" : fmt::format("0 to {}", size - 1),
         .hint = size == 0 ? fmt::format("--set {}=[...] gives it {} elements", reached,
                                         is_quantity(list.element->kind) ? "its" : "new")
                           : ""});
    return false;
  }

  // Makes the value at `reached` an object whose keys can be set.
  bool expand_object(const ObjectShape& shape, const std::string& reached) {
    const Json* json = input_.find(reached);
    USLKIT_CHECK(json != nullptr);
    if (json->is_object()) return true;
    if (shape.shorthand && !json->is_array() && !json->is_null()) {
      Json object = Json::object();
      if (!shape.shorthand->kind.empty()) object["kind"] = shape.shorthand->kind;
      object[shape.shorthand->field] = *json;
      input_.set(reached, std::move(object), source_);
      return true;
    }
    findings_.add({.place = input_.place_of(reached),
                   .found = found_text(*json),
                   .allowed = fmt::format("an object, in which {} can be set", pointer_)});
    return false;
  }

  // A value on the way that the file leaves out becomes what it is without the file.
  void create(const DeclaredField& declared, const std::string& at) {
    if (input_.find(at) != nullptr) return;
    Json value = default_of(*declared.field, *declared.holder);
    const ValueShape& shape = without_optional(declared.field->value);
    if (value.is_null()) {
      value = shape.kind == ValueKind::kObject
                  ? write_fields(shape.object(), shape.object().defaults.get())
                  : Json::array();
    }
    input_.set(at, std::move(value), source_);
  }

  const AlternativeShape* stated_alternative(const ObjectShape& shape,
                                             const std::string& reached) const {
    const Json* kind = input_.find(reached + "/kind");
    if (kind == nullptr || !kind->is_string()) return nullptr;
    return find_alternative(shape, kind->get<std::string>());
  }

  std::optional<DeclaredField> find_in(const ObjectShape& shape, const std::string& reached,
                                       const std::string& token) {
    std::optional<DeclaredField> found = find_declared(shape, token);
    const AlternativeShape* alternative = stated_alternative(shape, reached);
    if (!found && alternative != nullptr) found = find_declared(alternative->object(), token);
    if (!found) unknown(reached, token, known_keys(shape, alternative));
    return found;
  }

  void set_kind(const ObjectShape& shape, const std::string& reached, const std::string& text) {
    input_.set(reached + "/kind", text, source_);
    const AlternativeShape* alternative = find_alternative(shape, text);
    if (alternative == nullptr) return;  // for the reader to say
    const std::vector<std::string> known = known_keys(shape, alternative);
    std::vector<std::string> strange;
    const Json* object = input_.find(reached);
    for (Json::const_iterator member = object->begin(); member != object->end(); ++member) {
      if (std::find(known.begin(), known.end(), member.key()) == known.end()) {
        strange.push_back(member.key());
      }
    }
    for (const std::string& key : strange) input_.erase(reached + json_pointer_token(key));
  }

  void unknown(const std::string& reached, const std::string& token,
               const std::vector<std::string>& known) {
    const std::optional<std::string> near = did_you_mean(token, known);
    findings_.add(
        {.place = {.source = source_},
         .found = fmt::format("{}, which no declaration knows",
                              uslkit::quoted(reached + json_pointer_token(token))),
         .allowed = known.empty() ? fmt::format("{} has no keys", reached)
                                  : fmt::format("{}/ with {}", reached, one_of(known)),
         .hint = near ? fmt::format("did you mean {}{}?", reached, json_pointer_token(*near))
                      : elsewhere()});
  }

  // The declared pointers that end as the wrong one does, the shortest first.
  [[nodiscard]] std::string elsewhere() const {
    constexpr std::size_t kMostShown = 3;
    const std::string last = json_pointer_token(tokens_of(pointer_).back());
    std::vector<std::string> found;
    for (const std::string& declared : declared_pointers(root_)) {
      if (declared.ends_with(last)) found.push_back(declared);
    }
    if (found.empty()) return "";
    std::stable_sort(found.begin(), found.end(), [](const std::string& a, const std::string& b) {
      return std::count(a.begin(), a.end(), '/') < std::count(b.begin(), b.end(), '/');
    });
    found.resize(std::min(found.size(), kMostShown));
    return fmt::format("did you mean {}?", one_of(found));
  }

  const ObjectShape& root_;
  SourcedJson& input_;
  Findings& findings_;
  std::string pointer_;
  std::string source_;
};

void collect_pointers(const ObjectShape& shape, const std::string& pointer,
                      std::vector<const ObjectShape*>& path, std::vector<std::string>& found) {
  if (std::find(path.begin(), path.end(), &shape) != path.end()) return;
  path.push_back(&shape);
  if (!shape.alternatives.empty()) found.push_back(pointer + "/kind");
  for (const FieldShape& field : shape.fields) {
    std::string below = pointer + json_pointer_token(field.name);
    found.push_back(below);
    const ValueShape* value = &field.value;
    while (value->element != nullptr) {
      if (value->kind == ValueKind::kList) below += "/0";
      value = value->element.get();
    }
    if (value->kind == ValueKind::kObject) collect_pointers(value->object(), below, path, found);
  }
  for (const AlternativeShape& alternative : shape.alternatives) {
    collect_pointers(alternative.object(), pointer, path, found);
  }
  path.pop_back();
}

}  // namespace

void apply_setting(std::string_view setting, const ObjectShape& root, SourcedJson& input,
                   Findings& findings) {
  const std::size_t equals = setting.find('=');
  const std::string pointer(setting.substr(0, equals));
  if (equals == std::string_view::npos || !is_pointer(pointer)) {
    return findings.add(
        {.place = {.source = "--set"},
         .found = uslkit::quoted(setting),
         .allowed = "/json/pointer=value",
         .hint = pointer.empty() || pointer.front() == '/' ? "" : "pointers start with \"/\""});
  }
  Setter(root, input, findings, pointer).set(std::string(setting.substr(equals + 1)));
}

std::vector<std::string> declared_pointers(const ObjectShape& root) {
  std::vector<std::string> found;
  std::vector<const ObjectShape*> path;
  collect_pointers(root, "", path, found);
  return found;
}

}  // namespace uslkit
