// ValueShape, FieldShape, ObjectShape: what a scenario file may hold, as data.
//
// Built once per struct from its declaration (object_fields.h) and then only read: by the reader,
// the writer, the JSON Schema, the reference pages and --set. A shape knows the static type behind
// it, so that these five need no templates: they reach members through `void*`, and the type is the
// one the shape was built for. Immutable after construction, safe to share between threads.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace uslkit {

// JSON that keeps the order of its keys, so that files are written as they are declared.
using Json = nlohmann::ordered_json;

enum class ValueKind {
  kFlag,       // bool
  kInteger,    // std::int64_t
  kUnsigned,   // std::uint64_t, for seeds
  kNumber,     // double
  kText,       // std::string
  kWord,       // enum class
  kDuration,   // Duration, "5ms"
  kRate,       // Rate, "120k/s"
  kBandwidth,  // Bandwidth, "1.25GB/s"
  kBytes,      // Bytes, "64KiB"
  kObject,     // struct or variant of structs
  kList,       // std::vector
  kOptional,   // std::optional
};

// In seconds, operations per second, bytes per second or bytes where the value has a unit.
struct Limits {
  std::optional<double> above;    // exclusive
  std::optional<double> lowest;   // inclusive
  std::optional<double> below;    // exclusive
  std::optional<double> highest;  // inclusive
};

struct WordShape {
  std::string name;
  std::string doc;
};

// Access to the elements of a vector, or to the one of an optional.
struct ElementAccess {
  std::size_t (*size)(const void* container) = nullptr;
  void* (*at)(void* container, std::size_t index) = nullptr;
  void* (*append)(void* container) = nullptr;  // an optional that has a value keeps it
  void (*clear)(void* container) = nullptr;
};

struct WordAccess {
  std::size_t (*index)(const void* value) = nullptr;  // into ValueShape::words
  void (*set)(void* value, std::size_t index) = nullptr;
};

struct ObjectShape;

struct ValueShape {
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  ValueKind kind = ValueKind::kFlag;
  Limits limits{};                              // of numbers and quantities
  std::size_t fewest = 0;                       // characters of a text, elements of a list
  std::size_t most = kUnlimited;                // the same
  std::vector<WordShape> words{};               // of kWord
  WordAccess word{};                            // of kWord
  const ObjectShape& (*object)() = nullptr;     // of kObject; a function, because shapes may recur
  std::shared_ptr<const ValueShape> element{};  // of kList and kOptional
  ElementAccess elements{};                     // of kList and kOptional
};

struct FieldShape {
  std::string name;
  std::string doc;
  ValueShape value;
  bool required = false;
  std::function<void*(void* object)> member;
};

// One of the structs of a variant, told apart by the value of "kind".
struct AlternativeShape {
  std::string kind;
  const ObjectShape& (*object)() = nullptr;
  bool (*is_held)(const void* variant) = nullptr;
  void* (*get)(void* variant) = nullptr;      // which must hold this alternative
  void* (*emplace)(void* variant) = nullptr;  // a new one, with its defaults
};

// A bare value instead of an object: "5ms" for {"kind": "constant", "mean": "5ms"}.
struct Shorthand {
  std::string kind;   // of the alternative; empty where the object has none
  std::string field;  // the only one
};

struct ObjectShape {
  std::string name;  // of the section in the reference and of the definition in the schema
  std::string doc;
  std::vector<FieldShape> fields;
  std::vector<AlternativeShape> alternatives;  // their fields stand beside `fields`
  std::function<void*(void* object)> variant;  // where the alternatives are held
  std::shared_ptr<void> defaults;              // a default-constructed object
  std::optional<Shorthand> shorthand;
};

// The member a field stands for.
[[nodiscard]] inline const void* member_of(const FieldShape& field, const void* object) {
  return field.member(const_cast<void*>(object));
}

// The alternative an object holds now; nullptr if the shape has none.
[[nodiscard]] const AlternativeShape* held_alternative(const ObjectShape& shape,
                                                       const void* object);
[[nodiscard]] const void* alternative_of(const ObjectShape& shape,
                                         const AlternativeShape& alternative, const void* object);

// The alternative of a kind, or the field of a name; nullptr if there is none.
[[nodiscard]] const AlternativeShape* find_alternative(const ObjectShape& shape,
                                                       const std::string& kind);
[[nodiscard]] const FieldShape* find_field(const ObjectShape& shape, const std::string& name);

// The field that a bare value stands for; nullptr where the object has no shorthand.
[[nodiscard]] const FieldShape* shorthand_field(const ObjectShape& shape);

// Every key an object may have: its fields, "kind" and the alternative's fields, "note".
[[nodiscard]] std::vector<std::string> known_keys(const ObjectShape& shape,
                                                  const AlternativeShape* alternative);

}  // namespace uslkit
