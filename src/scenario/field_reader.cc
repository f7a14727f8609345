#include "scenario/field_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/spelling.h"
#include "base/units_text.h"
#include "scenario/value_text.h"

namespace uslkit {
namespace {

// Recursion follows the JSON, whose depth is limited.
class Reader {
 public:
  Reader(const SourcedJson& input, Findings& findings) : input_(input), findings_(findings) {}

  void read_object(const ObjectShape& shape, const Json& json, const std::string& pointer,
                   void* object);

 private:
  void read_value(const ValueShape& shape, const Json& json, const std::string& pointer,
                  void* value);
  void read_flag(const ValueShape& shape, const Json& json, const std::string& pointer,
                 void* value);
  void read_integer(const ValueShape& shape, const Json& json, const std::string& pointer,
                    void* value);
  void read_unsigned(const ValueShape& shape, const Json& json, const std::string& pointer,
                     void* value);
  void read_number(const ValueShape& shape, const Json& json, const std::string& pointer,
                   void* value);
  void read_text(const ValueShape& shape, const Json& json, const std::string& pointer,
                 void* value);
  void read_word(const ValueShape& shape, const Json& json, const std::string& pointer,
                 void* value);
  void read_quantity(const ValueShape& shape, const Json& json, const std::string& pointer,
                     void* value);
  void read_list(const ValueShape& shape, const Json& json, const std::string& pointer,
                 void* value);
  bool read_shorthand(const ObjectShape& shape, const Json& json, const std::string& pointer,
                      void* object);
  void read_members(const ObjectShape& shape, const Json& json, const std::string& pointer,
                    void* object);
  // The alternative that "kind" names, made the one that `object` holds.
  const AlternativeShape* read_kind(const ObjectShape& shape, const Json& json,
                                    const std::string& pointer, void* object);
  void check_note(const ObjectShape& shape, const Json& json, const std::string& pointer);
  void reject_unknown_keys(const ObjectShape& shape, const AlternativeShape* alternative,
                           const Json& json, const std::string& pointer);
  [[nodiscard]] std::string hint_for_key(const ObjectShape& shape, const std::string& key,
                                         const std::vector<std::string>& known) const;

  void wrong(const ValueShape& shape, const Json& json, const std::string& pointer,
             std::string hint = "") {
    findings_.add({.pointer = pointer,
                   .found = found_text(json),
                   .allowed = rule_text(shape),
                   .hint = std::move(hint)});
  }

  const SourcedJson& input_;
  Findings& findings_;
};

bool is_within(const Limits& limits, double value) {
  if (limits.above && !(value > *limits.above)) return false;
  if (limits.lowest && !(value >= *limits.lowest)) return false;
  if (limits.below && !(value < *limits.below)) return false;
  return !limits.highest || value <= *limits.highest;
}

// 4 and 4.0 (some writers print every number as a float), never 4.5 or what does not fit.
std::optional<std::int64_t> whole_number(const Json& json) {
  constexpr double kLargestExact = 9007199254740992.0;  // 2^53: beyond, a double skips integers
  if (json.is_number_unsigned() &&
      json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) {
    return std::nullopt;
  }
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (!json.is_number_float()) return std::nullopt;
  const double real = json.get<double>();
  if (std::abs(real) > kLargestExact || real != std::floor(real)) return std::nullopt;
  return static_cast<std::int64_t>(real);
}

// A list of strings is what a note may be instead of a string: one line each.
bool is_text_lines(const Json& json) {
  return json.is_array() &&
         std::all_of(json.begin(), json.end(), [](const Json& line) { return line.is_string(); });
}

std::string joined_lines(const Json& json) {
  std::string text;
  for (const Json& line : json) {
    if (!text.empty()) text += '\n';
    text += line.get_ref<const std::string&>();
  }
  return text;
}

std::string with_example(ValueKind kind) {
  if (kind == ValueKind::kDuration) return "such as \"5ms\"";
  if (kind == ValueKind::kRate) return "such as \"120k/s\"";
  if (kind == ValueKind::kBandwidth) return "such as \"1.25GB/s\"";
  return "such as \"64KiB\"";
}

// Makes the alternative the one that `object` holds. One that is there already may have defaults of
// this place; it keeps them.
void* hold(const ObjectShape& shape, const AlternativeShape& alternative, void* object) {
  void* variant = shape.variant(object);
  return alternative.is_held(variant) ? alternative.get(variant) : alternative.emplace(variant);
}

void Reader::read_object(const ObjectShape& shape, const Json& json, const std::string& pointer,
                         void* object) {
  if (json.is_object()) return read_members(shape, json, pointer, object);
  if (read_shorthand(shape, json, pointer, object)) return;
  findings_.add({.pointer = pointer,
                 .found = found_text(json),
                 .allowed = fmt::format("an object with {}", one_of(known_keys(shape, nullptr)))});
}

bool Reader::read_shorthand(const ObjectShape& shape, const Json& json, const std::string& pointer,
                            void* object) {
  const FieldShape* field = shorthand_field(shape);
  if (field == nullptr || json.is_array() || json.is_null()) return false;
  const AlternativeShape* alternative = find_alternative(shape, shape.shorthand->kind);
  void* holder = alternative == nullptr ? object : hold(shape, *alternative, object);
  read_value(field->value, json, pointer, field->member(holder));
  return true;
}

void Reader::read_members(const ObjectShape& shape, const Json& json, const std::string& pointer,
                          void* object) {
  const AlternativeShape* alternative = nullptr;
  if (!shape.alternatives.empty()) {
    alternative = read_kind(shape, json, pointer, object);
    if (alternative == nullptr) return;  // its keys cannot be judged
  }
  const auto read_all = [&](const ObjectShape& of, void* holder) {
    for (const FieldShape& field : of.fields) {
      const Json::const_iterator member = json.find(field.name);
      const std::string below = pointer + json_pointer_token(field.name);
      if (member != json.end()) {
        read_value(field.value, *member, below, field.member(holder));
      } else if (field.required) {
        findings_.add({.pointer = pointer,
                       .found = fmt::format("no \"{}\" in this object", field.name),
                       .allowed = fmt::format("\"{}\": {}", field.name, rule_text(field.value)),
                       .hint = field.doc});
      }
    }
  };
  read_all(shape, object);
  if (alternative != nullptr) {
    read_all(alternative->object(), alternative->get(shape.variant(object)));
  }
  check_note(shape, json, pointer);
  reject_unknown_keys(shape, alternative, json, pointer);
}

const AlternativeShape* Reader::read_kind(const ObjectShape& shape, const Json& json,
                                          const std::string& pointer, void* object) {
  std::vector<std::string> kinds;
  for (const AlternativeShape& alternative : shape.alternatives) kinds.push_back(alternative.kind);
  const Json::const_iterator kind = json.find("kind");
  if (kind == json.end()) {
    findings_.add({.pointer = pointer,
                   .found = "no \"kind\" in this object",
                   .allowed = fmt::format("\"kind\": {}", one_of(kinds))});
    return nullptr;
  }
  const std::string name = kind->is_string() ? kind->get<std::string>() : "";
  const AlternativeShape* alternative = find_alternative(shape, name);
  if (alternative == nullptr) {
    const std::optional<std::string> near = did_you_mean(name, kinds);
    findings_.add({.pointer = pointer + "/kind",
                   .found = kind->is_string()
                                ? fmt::format("the unknown kind {}", uslkit::quoted(name))
                                : found_text(*kind),
                   .allowed = one_of(kinds),
                   .hint = near ? fmt::format("did you mean {}?", uslkit::quoted(*near)) : ""});
    return nullptr;
  }
  hold(shape, *alternative, object);
  return alternative;
}

void Reader::check_note(const ObjectShape& shape, const Json& json, const std::string& pointer) {
  if (find_field(shape, "note") != nullptr) return;
  const Json::const_iterator note = json.find("note");
  if (note == json.end() || note->is_string() || is_text_lines(*note)) return;
  findings_.add({.pointer = pointer + "/note",
                 .found = found_text(*note),
                 .allowed = "a string or an array of strings"});
}

void Reader::reject_unknown_keys(const ObjectShape& shape, const AlternativeShape* alternative,
                                 const Json& json, const std::string& pointer) {
  const std::vector<std::string> known = known_keys(shape, alternative);
  for (Json::const_iterator member = json.begin(); member != json.end(); ++member) {
    const std::string& key = member.key();
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    findings_.add({.pointer = pointer + json_pointer_token(key),
                   .found = fmt::format("the unknown key {}", uslkit::quoted(key)),
                   .allowed = one_of(known),
                   .hint = hint_for_key(shape, key, known),
                   .part = JsonPart::kKey});
  }
}

std::string Reader::hint_for_key(const ObjectShape& shape, const std::string& key,
                                 const std::vector<std::string>& known) const {
  for (const AlternativeShape& other : shape.alternatives) {
    if (find_field(other.object(), key) == nullptr) continue;
    return fmt::format("{} belongs to the kind {}", uslkit::quoted(key),
                       uslkit::quoted(other.kind));
  }
  const std::optional<std::string> near = did_you_mean(key, known);
  return near ? fmt::format("did you mean {}?", uslkit::quoted(*near)) : "";
}

void Reader::read_value(const ValueShape& shape, const Json& json, const std::string& pointer,
                        void* value) {
  switch (shape.kind) {
    case ValueKind::kFlag:
      return read_flag(shape, json, pointer, value);
    case ValueKind::kInteger:
      return read_integer(shape, json, pointer, value);
    case ValueKind::kUnsigned:
      return read_unsigned(shape, json, pointer, value);
    case ValueKind::kNumber:
      return read_number(shape, json, pointer, value);
    case ValueKind::kText:
      return read_text(shape, json, pointer, value);
    case ValueKind::kWord:
      return read_word(shape, json, pointer, value);
    case ValueKind::kDuration:
    case ValueKind::kRate:
    case ValueKind::kBandwidth:
    case ValueKind::kBytes:
      return read_quantity(shape, json, pointer, value);
    case ValueKind::kObject:
      return read_object(shape.object(), json, pointer, value);
    case ValueKind::kList:
      return read_list(shape, json, pointer, value);
    case ValueKind::kOptional:
      if (json.is_null()) return wrong(shape, json, pointer, "leave the key out");
      return read_value(*shape.element, json, pointer, shape.elements.append(value));
  }
}

void Reader::read_flag(const ValueShape& shape, const Json& json, const std::string& pointer,
                       void* value) {
  if (!json.is_boolean()) return wrong(shape, json, pointer);
  *static_cast<bool*>(value) = json.get<bool>();
}

void Reader::read_integer(const ValueShape& shape, const Json& json, const std::string& pointer,
                          void* value) {
  const std::optional<std::int64_t> whole = whole_number(json);
  if (!whole || !is_within(shape.limits, static_cast<double>(*whole))) {
    return wrong(shape, json, pointer);
  }
  *static_cast<std::int64_t*>(value) = *whole;
}

void Reader::read_unsigned(const ValueShape& shape, const Json& json, const std::string& pointer,
                           void* value) {
  if (!json.is_number_unsigned()) return wrong(shape, json, pointer);
  *static_cast<std::uint64_t*>(value) = json.get<std::uint64_t>();
}

void Reader::read_number(const ValueShape& shape, const Json& json, const std::string& pointer,
                         void* value) {
  if (!json.is_number() || !is_within(shape.limits, json.get<double>())) {
    return wrong(shape, json, pointer);
  }
  *static_cast<double*>(value) = json.get<double>();
}

void Reader::read_text(const ValueShape& shape, const Json& json, const std::string& pointer,
                       void* value) {
  const bool is_note = pointer.ends_with("/note") && is_text_lines(json);
  if (!json.is_string() && !is_note) return wrong(shape, json, pointer);
  std::string text = is_note ? joined_lines(json) : json.get<std::string>();
  if (text.size() < shape.fewest || text.size() > shape.most) return wrong(shape, json, pointer);
  *static_cast<std::string*>(value) = std::move(text);
}

void Reader::read_word(const ValueShape& shape, const Json& json, const std::string& pointer,
                       void* value) {
  if (!json.is_string()) return wrong(shape, json, pointer);
  std::vector<std::string> names;
  for (const WordShape& word : shape.words) names.push_back(word.name);
  const std::string& name = json.get_ref<const std::string&>();
  const std::vector<std::string>::const_iterator at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) {
    const std::optional<std::string> near = did_you_mean(name, names);
    return findings_.add(
        {.pointer = pointer,
         .found = fmt::format("the unknown word {}", uslkit::quoted(name)),
         .allowed = rule_text(shape),
         .hint = near ? fmt::format("did you mean {}?", uslkit::quoted(*near)) : ""});
  }
  shape.word.set(value, static_cast<std::size_t>(at - names.begin()));
}

// Stores the quantity and returns its size in the unit of the limits. Errors do not know their
// place yet: to look it up costs a walk through the text, which only errors shall pay for.
double store_quantity(ValueKind kind, const std::string& text, void* value) {
  const Place place{};
  switch (kind) {
    case ValueKind::kDuration: {
      const Duration duration = parse_duration(text, place, Sign::kAny);
      *static_cast<Duration*>(value) = duration;
      return static_cast<double>(duration.count()) / 1e9;
    }
    case ValueKind::kRate: {
      const Rate rate = parse_rate(text, place, Sign::kAny);
      *static_cast<Rate*>(value) = rate;
      return rate.per_second;
    }
    case ValueKind::kBandwidth: {
      const Bandwidth bandwidth = parse_bandwidth(text, place, Sign::kAny);
      *static_cast<Bandwidth*>(value) = bandwidth;
      return bandwidth.bytes_per_second;
    }
    default: {
      USLKIT_CHECK(kind == ValueKind::kBytes);
      const Bytes bytes = parse_bytes(text, place);
      *static_cast<Bytes*>(value) = bytes;
      return static_cast<double>(bytes.count);
    }
  }
}

void Reader::read_quantity(const ValueShape& shape, const Json& json, const std::string& pointer,
                           void* value) {
  if (json.is_number()) {
    return findings_.add(
        {.pointer = pointer,
         .found = fmt::format("{}, a number without a unit", json.dump()),
         .allowed = fmt::format("{}, {}", rule_text(shape), with_example(shape.kind)),
         .hint = fmt::format("write it as a string with one of the units {}",
                             one_of(units_of(shape.kind)))});
  }
  if (!json.is_string()) return wrong(shape, json, pointer);
  try {
    const double size = store_quantity(shape.kind, json.get_ref<const std::string&>(), value);
    if (is_within(shape.limits, size)) return;
  } catch (const InputError& error) {
    InputError::Parts parts = error.parts();
    parts.place = input_.place_of(pointer);
    return findings_.add(std::move(parts));
  }
  findings_.add({.pointer = pointer,
                 .found = uslkit::quoted(json.get_ref<const std::string&>()),
                 .allowed = rule_text(shape)});
}

void Reader::read_list(const ValueShape& shape, const Json& json, const std::string& pointer,
                       void* value) {
  if (!json.is_array()) return wrong(shape, json, pointer);
  if (json.size() < shape.fewest || json.size() > shape.most) return wrong(shape, json, pointer);
  shape.elements.clear(value);
  for (std::size_t i = 0; i < json.size(); ++i) {
    read_value(*shape.element, json[i], fmt::format("{}/{}", pointer, i),
               shape.elements.append(value));
  }
}

}  // namespace

void read_fields(const ObjectShape& shape, const SourcedJson& input, const std::string& pointer,
                 void* object, Findings& findings) {
  const Json* json = input.find(pointer);
  USLKIT_CHECK(json != nullptr);
  Reader(input, findings).read_object(shape, *json, pointer, object);
}

}  // namespace uslkit
