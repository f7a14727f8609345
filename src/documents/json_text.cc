#include "documents/json_text.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostOnOneLine = 100;

std::string compact(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool holds_only_plain_values(const Json& value) {
  for (const Json& each : value) {
    if (each.is_structured()) return false;
  }
  return true;
}

void append(const Json& value, std::size_t indent, std::string& text) {
  if (!value.is_structured() || value.empty()) {
    text += compact(value);
    return;
  }
  if (holds_only_plain_values(value)) {
    const std::string line = compact(value);
    if (value.is_array() || line.size() <= kMostOnOneLine) {
      text += line;
      return;
    }
  }
  const std::string margin(indent + 2, ' ');
  text += value.is_array() ? "[\n" : "{\n";
  bool first = true;
  for (const auto& [key, each] : value.items()) {
    if (!first) text += ",\n";
    first = false;
    text += margin;
    if (value.is_object()) text += compact(Json(key)) + ": ";
    append(each, indent + 2, text);
  }
  text += "\n" + std::string(indent, ' ') + (value.is_array() ? "]" : "}");
}

}  // namespace

std::string json_text(const Json& document) {
  std::string text;
  append(document, 0, text);
  return text + "\n";
}

}  // namespace uslkit
