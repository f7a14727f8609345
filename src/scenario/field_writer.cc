#include "scenario/field_writer.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/units.h"
#include "base/units_text.h"

namespace uslkit {
namespace {

constexpr WriteOptions kEverything{.defaults = true, .notes = true};

// Whole numbers without the ".0" a double would get.
Json number_json(double value) {
  USLKIT_CHECK(std::isfinite(value));
  constexpr double kLargestExact = 9007199254740992.0;  // 2^53
  const bool is_whole = value == std::floor(value) && std::abs(value) < kLargestExact;
  if (is_whole && !std::signbit(value)) return static_cast<std::int64_t>(value);
  return value;
}

// A note of several lines is an array of them, as people write it.
Json text_json(const std::string& text, bool is_note) {
  if (!is_note || text.find('\n') == std::string::npos) return text;
  Json lines = Json::array();
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

class Writer {
 public:
  explicit Writer(const WriteOptions& options) : options_(options) {}

  // `defaults`: an object of the same type that a reader would start from.
  Json object(const ObjectShape& shape, const void* object, const void* defaults) const {
    Json json = Json::object();
    write_members(shape, object, defaults, json);
    const AlternativeShape* held = held_alternative(shape, object);
    if (held != nullptr) {
      // The kind stands first: whoever reads the file wants to know it before the fields.
      Json with_kind = Json::object();
      with_kind["kind"] = held->kind;
      with_kind.update(json);
      const ObjectShape& inner = held->object();
      const bool same_kind = held_alternative(shape, defaults) == held;
      const void* inner_defaults =
          same_kind ? alternative_of(shape, *held, defaults) : inner.defaults.get();
      write_members(inner, alternative_of(shape, *held, object), inner_defaults, with_kind);
      json = std::move(with_kind);
    }
    return options_.defaults ? json : shortened(shape, std::move(json));
  }

  // `defaults` may be nullptr: then the value is written whatever it is.
  Json value(const ValueShape& shape, const void* value, const void* defaults,
             bool is_note = false) const;

 private:
  void write_members(const ObjectShape& shape, const void* object, const void* defaults,
                     Json& json) const {
    for (const FieldShape& field : shape.fields) {
      const bool is_note = field.name == "note";
      if (is_note && !options_.notes) continue;
      const void* member = member_of(field, object);
      const void* member_default = member_of(field, defaults);
      const bool is_absent =
          field.value.kind == ValueKind::kOptional && field.value.elements.size(member) == 0;
      if (is_absent) continue;
      if (!options_.defaults && !field.required && is_equal(field.value, member, member_default)) {
        continue;
      }
      json[field.name] = value(field.value, member, member_default, is_note);
    }
  }

  static bool is_equal(const ValueShape& shape, const void* a, const void* b) {
    return Writer(kEverything).value(shape, a, nullptr) ==
           Writer(kEverything).value(shape, b, nullptr);
  }

  // {"kind": "constant", "mean": "5ms"} as "5ms".
  static Json shortened(const ObjectShape& shape, Json json) {
    if (!shape.shorthand) return json;
    const std::size_t keys = shape.shorthand->kind.empty() ? 1 : 2;
    const Json::const_iterator field = json.find(shape.shorthand->field);
    if (json.size() != keys || field == json.end()) return json;
    if (keys == 2 && json.at("kind") != shape.shorthand->kind) return json;
    return *field;
  }

  WriteOptions options_;
};

Json Writer::value(const ValueShape& shape, const void* value, const void* defaults,
                   bool is_note) const {
  switch (shape.kind) {
    case ValueKind::kFlag:
      return *static_cast<const bool*>(value);
    case ValueKind::kInteger:
      return *static_cast<const std::int64_t*>(value);
    case ValueKind::kUnsigned:
      return *static_cast<const std::uint64_t*>(value);
    case ValueKind::kNumber:
      return number_json(*static_cast<const double*>(value));
    case ValueKind::kText:
      return text_json(*static_cast<const std::string*>(value), is_note);
    case ValueKind::kWord:
      return shape.words[shape.word.index(value)].name;
    case ValueKind::kDuration:
      return format_duration(*static_cast<const Duration*>(value));
    case ValueKind::kRate:
      return format_rate(*static_cast<const Rate*>(value));
    case ValueKind::kBandwidth:
      return format_bandwidth(*static_cast<const Bandwidth*>(value));
    case ValueKind::kBytes:
      return format_bytes(*static_cast<const Bytes*>(value));
    case ValueKind::kObject: {
      const ObjectShape& inner = shape.object();
      return object(inner, value, defaults == nullptr ? inner.defaults.get() : defaults);
    }
    case ValueKind::kList: {
      Json list = Json::array();
      for (std::size_t i = 0; i < shape.elements.size(value); ++i) {
        list.push_back(
            this->value(*shape.element, shape.elements.at(const_cast<void*>(value), i), nullptr));
      }
      return list;
    }
    case ValueKind::kOptional: {
      if (shape.elements.size(value) == 0) return nullptr;
      const bool has_default = defaults != nullptr && shape.elements.size(defaults) > 0;
      return this->value(*shape.element, shape.elements.at(const_cast<void*>(value), 0),
                         has_default ? shape.elements.at(const_cast<void*>(defaults), 0) : nullptr);
    }
  }
  return nullptr;
}

}  // namespace

Json write_fields(const ObjectShape& shape, const void* object, const WriteOptions& options) {
  return Writer(options).object(shape, object, shape.defaults.get());
}

Json write_value(const ValueShape& shape, const void* value, const WriteOptions& options) {
  return Writer(options).value(shape, value, nullptr);
}

Json default_of(const FieldShape& field, const ObjectShape& holder) {
  return write_value(field.value, member_of(field, holder.defaults.get()));
}

}  // namespace uslkit
