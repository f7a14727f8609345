#include "scenario/json_schema.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenario/field_writer.h"
#include "scenario/shape_list.h"
#include "scenario/value_text.h"

namespace uslkit {
namespace {

Json value_schema(const ValueShape& shape);

std::string reference(const std::string& definition) {
  return fmt::format("#/$defs/{}", definition);
}

// A number as base/units_text reads it, one blank or more, one of the units.
std::string quantity_pattern(ValueKind kind) {
  std::string units;
  for (const std::string& unit : units_of(kind)) {
    if (!units.empty()) units += '|';
    units += unit;
  }
  return fmt::format("^-?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *({})$", units);
}

void add_limits(const Limits& limits, Json& schema) {
  if (limits.above) schema["exclusiveMinimum"] = *limits.above;
  if (limits.lowest) schema["minimum"] = *limits.lowest;
  if (limits.below) schema["exclusiveMaximum"] = *limits.below;
  if (limits.highest) schema["maximum"] = *limits.highest;
}

Json quantity_schema(const ValueShape& shape) {
  return {{"type", "string"}, {"pattern", quantity_pattern(shape.kind)}};
}

Json number_schema(const char* type, const ValueShape& shape) {
  Json schema{{"type", type}};
  add_limits(shape.limits, schema);
  if (shape.kind == ValueKind::kUnsigned) schema["minimum"] = 0;
  return schema;
}

Json text_schema(const ValueShape& shape) {
  Json schema{{"type", "string"}};
  if (shape.fewest > 0) schema["minLength"] = shape.fewest;
  if (shape.most != ValueShape::kUnlimited) schema["maxLength"] = shape.most;
  return schema;
}

Json word_schema(const ValueShape& shape) {
  Json words = Json::array();
  for (const WordShape& word : shape.words) {
    words.push_back({{"const", word.name}, {"description", word.doc}});
  }
  return {{"oneOf", std::move(words)}};
}

Json list_schema(const ValueShape& shape) {
  Json schema{{"type", "array"}, {"items", value_schema(*shape.element)}};
  if (shape.fewest > 0) schema["minItems"] = shape.fewest;
  if (shape.most != ValueShape::kUnlimited) schema["maxItems"] = shape.most;
  return schema;
}

Json value_schema(const ValueShape& shape) {
  switch (shape.kind) {
    case ValueKind::kFlag:
      return {{"type", "boolean"}};
    case ValueKind::kInteger:
    case ValueKind::kUnsigned:
      return number_schema("integer", shape);
    case ValueKind::kNumber:
      return number_schema("number", shape);
    case ValueKind::kText:
      return text_schema(shape);
    case ValueKind::kWord:
      return word_schema(shape);
    case ValueKind::kDuration:
    case ValueKind::kRate:
    case ValueKind::kBandwidth:
    case ValueKind::kBytes:
      return quantity_schema(shape);
    case ValueKind::kObject:
      return {{"$ref", reference(shape.object().name)}};
    case ValueKind::kList:
      return list_schema(shape);
    case ValueKind::kOptional:
      return value_schema(*shape.element);
  }
  return {};
}

Json note_schema() {
  return {{"description", "For people; kept, but without any effect"},
          {"anyOf", Json::array({{{"type", "string"}},
                                 {{"type", "array"}, {"items", {{"type", "string"}}}}})}};
}

Json field_schema(const FieldShape& field, const ObjectShape& holder) {
  if (field.name == "note") return note_schema();
  Json schema = value_schema(field.value);
  const bool has_unit = is_quantity(innermost(field.value).kind);
  const std::string range = has_unit ? range_text(innermost(field.value)) : "";
  schema["description"] = range.empty() ? field.doc : fmt::format("{} ({})", field.doc, range);
  const Json default_value = default_of(field, holder);
  if (!field.required && !default_value.is_null()) schema["default"] = default_value;
  return schema;
}

void add_fields(const ObjectShape& shape, Json& properties, Json& required) {
  for (const FieldShape& field : shape.fields) {
    properties[field.name] = field_schema(field, shape);
    if (field.required) required.push_back(field.name);
  }
}

// The object with the fields of one alternative, or of none.
Json closed_object(const ObjectShape& shape, const AlternativeShape* alternative) {
  Json properties = Json::object();
  Json required = Json::array();
  if (alternative != nullptr) {
    properties["kind"] = {{"const", alternative->kind}};
    required.push_back("kind");
  }
  add_fields(shape, properties, required);
  if (alternative != nullptr) add_fields(alternative->object(), properties, required);
  if (!properties.contains("note")) properties["note"] = note_schema();
  Json schema{{"type", "object"},
              {"description", alternative == nullptr ? shape.doc : alternative->object().doc},
              {"properties", std::move(properties)},
              {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json object_schema(const ObjectShape& shape) {
  Json choices = Json::array();
  if (const FieldShape* bare = shorthand_field(shape)) {
    Json schema = value_schema(bare->value);
    schema["description"] =
        fmt::format("The \"{}\" of the kind \"{}\"", shape.shorthand->field, shape.shorthand->kind);
    choices.push_back(std::move(schema));
  }
  for (const AlternativeShape& alternative : shape.alternatives) {
    choices.push_back(closed_object(shape, &alternative));
  }
  if (choices.empty()) return closed_object(shape, nullptr);
  return {{"description", shape.doc}, {"oneOf", std::move(choices)}};
}

}  // namespace

Json json_schema(const ObjectShape& root, const SchemaOptions& options) {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
  if (!options.id.empty()) schema["$id"] = options.id;
  if (!options.title.empty()) schema["title"] = options.title;
  Json top = object_schema(root);
  for (const auto& [name, text] : options.envelope) {
    top["properties"][name] = Json::parse(text);
  }
  for (const std::string& name : options.envelope_required) top["required"].push_back(name);
  schema.update(top);
  const std::vector<const ObjectShape*> objects = all_objects(root);
  Json definitions = Json::object();
  for (const ObjectShape* object : objects) {
    if (object == &root || is_alternative_only(*object, objects)) continue;
    definitions[object->name] = object_schema(*object);
  }
  schema["$defs"] = std::move(definitions);
  return schema;
}

}  // namespace uslkit
