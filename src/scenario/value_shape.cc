#include "scenario/value_shape.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {

const AlternativeShape* held_alternative(const ObjectShape& shape, const void* object) {
  if (shape.alternatives.empty()) return nullptr;
  const void* variant = shape.variant(const_cast<void*>(object));
  for (const AlternativeShape& alternative : shape.alternatives) {
    if (alternative.is_held(variant)) return &alternative;
  }
  const bool every_alternative_is_declared = false;
  USLKIT_CHECK(every_alternative_is_declared);
  return nullptr;
}

const void* alternative_of(const ObjectShape& shape, const AlternativeShape& alternative,
                           const void* object) {
  return alternative.get(shape.variant(const_cast<void*>(object)));
}

const AlternativeShape* find_alternative(const ObjectShape& shape, const std::string& kind) {
  for (const AlternativeShape& alternative : shape.alternatives) {
    if (alternative.kind == kind) return &alternative;
  }
  return nullptr;
}

const FieldShape* find_field(const ObjectShape& shape, const std::string& name) {
  for (const FieldShape& field : shape.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

const FieldShape* shorthand_field(const ObjectShape& shape) {
  if (!shape.shorthand) return nullptr;
  const AlternativeShape* alternative = find_alternative(shape, shape.shorthand->kind);
  const ObjectShape& holder = alternative == nullptr ? shape : alternative->object();
  const FieldShape* field = find_field(holder, shape.shorthand->field);
  USLKIT_CHECK(field != nullptr);
  return field;
}

std::vector<std::string> known_keys(const ObjectShape& shape, const AlternativeShape* alternative) {
  std::vector<std::string> keys;
  if (!shape.alternatives.empty()) keys.emplace_back("kind");
  for (const FieldShape& field : shape.fields) keys.push_back(field.name);
  if (alternative != nullptr) {
    for (const FieldShape& field : alternative->object().fields) keys.push_back(field.name);
  }
  if (std::find(keys.begin(), keys.end(), "note") == keys.end()) keys.emplace_back("note");
  return keys;
}

}  // namespace uslkit
