#include "scenario/reference_docs.h"

#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenario/field_writer.h"
#include "scenario/shape_list.h"
#include "scenario/value_text.h"

namespace uslkit {
namespace {

// "|" would end a cell.
std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string code(const std::string& text) { return fmt::format("`{}`", text); }

std::string link(const ObjectShape& shape) { return fmt::format("[{0}](#{0})", shape.name); }

std::string type_name(const ValueShape& shape) {
  switch (shape.kind) {
    case ValueKind::kFlag:
      return "flag";
    case ValueKind::kInteger:
    case ValueKind::kUnsigned:
      return "whole number";
    case ValueKind::kNumber:
      return "number";
    case ValueKind::kText:
      return "text";
    case ValueKind::kWord:
      return "word";
    case ValueKind::kDuration:
      return "duration";
    case ValueKind::kRate:
      return "rate";
    case ValueKind::kBandwidth:
      return "bandwidth";
    case ValueKind::kBytes:
      return "bytes";
    case ValueKind::kObject:
      return link(shape.object());
    case ValueKind::kList:
      return fmt::format("list of {}", type_name(*shape.element));
    case ValueKind::kOptional:
      return type_name(*shape.element);
  }
  return "";
}

// What the words or numbers of a value may be.
std::string range_cell(const ValueShape& shape) {
  const ValueShape& inner = innermost(shape);
  std::string range = range_text(inner);
  if (inner.kind == ValueKind::kWord) {
    for (const WordShape& word : inner.words) {
      if (!range.empty()) range += ", ";
      range += code(word.name);
    }
  }
  const std::string count = shape.kind == ValueKind::kList ? range_text(shape) : "";
  if (count.empty() || range.empty()) return range + count;
  return fmt::format("{}, each {}", count, range);
}

std::string default_cell(const FieldShape& field, const ObjectShape& holder) {
  if (field.required) return "**required**";
  const Json value = default_of(field, holder);
  if (value.is_null()) return "absent";
  if (value == "") return "empty";
  return code(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string table(const ObjectShape& shape) {
  std::string text = "| field | type | range | default | meaning |\n|---|---|---|---|---|\n";
  for (const FieldShape& field : shape.fields) {
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", field.name, cell(type_name(field.value)),
                        cell(range_cell(field.value)), cell(default_cell(field, shape)),
                        cell(field.doc));
  }
  return text;
}

// The words that say more than their name.
std::string word_lists(const ObjectShape& shape) {
  std::string text;
  for (const FieldShape& field : shape.fields) {
    const ValueShape& inner = innermost(field.value);
    if (inner.kind != ValueKind::kWord) continue;
    text += fmt::format("\n`{}`:\n\n", field.name);
    for (const WordShape& word : inner.words)
      text += fmt::format("- `{}`: {}\n", word.name, word.doc);
  }
  return text;
}

bool has_only_note(const ObjectShape& shape) {
  return shape.fields.empty() || (shape.fields.size() == 1 && shape.fields[0].name == "note");
}

std::string alternatives_text(const ObjectShape& shape) {
  std::string text;
  for (const AlternativeShape& alternative : shape.alternatives) {
    const ObjectShape& inner = alternative.object();
    text += fmt::format("\n### {}: `\"kind\": \"{}\"`\n\n{}\n", shape.name, alternative.kind,
                        inner.doc);
    if (has_only_note(inner)) continue;
    text += "\n" + table(inner) + word_lists(inner);
  }
  return text;
}

std::string section(const ObjectShape& shape) {
  std::string text = fmt::format("\n## {}\n\n{}\n", shape.name, shape.doc);
  if (shape.shorthand) {
    text += fmt::format("\nA bare {} stands for ", type_name(shorthand_field(shape)->value));
    text += shape.shorthand->kind.empty()
                ? fmt::format("an object with this `{}`.\n", shape.shorthand->field)
                : fmt::format("the kind `{}` with this `{}`.\n", shape.shorthand->kind,
                              shape.shorthand->field);
  }
  if (!shape.fields.empty()) text += "\n" + table(shape) + word_lists(shape);
  if (shape.alternatives.empty()) return text;
  std::string kinds;
  for (const AlternativeShape& alternative : shape.alternatives) {
    if (!kinds.empty()) kinds += ", ";
    kinds += code(alternative.kind);
  }
  text += fmt::format("\nThe key `kind` says which one it is: {}.{}\n", kinds,
                      shape.fields.empty() ? "" : " Its fields stand beside those above.");
  return text + alternatives_text(shape);
}

}  // namespace

std::string reference_markdown(const ObjectShape& root) {
  const std::vector<const ObjectShape*> objects = all_objects(root);
  std::string text;
  for (const ObjectShape* object : objects) {
    if (!is_alternative_only(*object, objects)) text += section(*object);
  }
  return text.substr(1);  // no blank line at the top
}

}  // namespace uslkit
