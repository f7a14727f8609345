#include "ingest/tool_json.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "ingest/reader.h"

namespace uslkit {
namespace {

constexpr std::size_t kMaxBytes = 64u << 20;
constexpr double kMaxFigure = 1e18;  // sums and products of figures stay finite
constexpr std::string_view kBlank = " \t\r\n";

// The end of the value that starts at `begin`: where its last bracket closes, else the end of the
// text.
std::size_t end_of_value(std::string_view text, std::size_t begin) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string) {
      if (c == '\\') ++i;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth <= 0) {
      return i + 1;
    }
  }
  return text.size();
}

// The end of a document: a value, or the following ones too if they share its last line.
std::size_t end_of_document(std::string_view text, std::size_t begin) {
  const std::size_t end = end_of_value(text, begin);
  const std::size_t next = text.find_first_not_of(" \t\r", end);
  const bool line_ends = next == std::string_view::npos || text[next] == '\n';
  return line_ends ? end : text.size();  // then the parser will complain about what follows
}

std::size_t first_document(std::string_view text) {
  std::size_t line = 0;
  while (line < text.size()) {
    const std::size_t first = text.find_first_not_of(" \t", line);
    if (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) return line;
    line = std::min(text.find('\n', line), text.size() - 1) + 1;
  }
  return 0;
}

}  // namespace

std::vector<JsonDocument> read_json_documents(ByteSource& source, std::string_view tool) {
  const std::string bytes = source.read_all(kMaxBytes);
  const std::string_view text = without_bom(bytes);
  std::vector<JsonDocument> documents;
  std::size_t begin = first_document(text);
  std::int64_t line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
  do {
    const std::size_t end = end_of_document(text, begin);
    const std::string_view document = text.substr(begin, end - begin);
    documents.push_back(
        JsonDocument::parse(std::string(document), {.source = source.name(), .first_line = line}));
    line += std::count(document.begin(), document.end(), '\n');
    begin = std::min(text.find_first_not_of(kBlank, end), text.size());
    line += std::count(text.begin() + static_cast<std::ptrdiff_t>(end),
                       text.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
  } while (begin < text.size());
  if (!documents.front().root().is_object()) {
    documents.front().root().fail(documents.front().root().description(),
                                  fmt::format("the JSON object that {} writes", tool));
  }
  return documents;
}

double non_negative_at(const JsonValue& object, std::string_view key) {
  const double value = object.number_at(key);
  if (value < 0 || value > kMaxFigure) {
    object.at(key).fail(object.at(key).description(), "a number between 0 and 1e18");
  }
  return value;
}

double positive_at(const JsonValue& object, std::string_view key) {
  const double value = non_negative_at(object, key);
  if (!(value > 0)) object.at(key).fail(object.at(key).description(), "a number above 0");
  return value;
}

std::optional<double> optional_number_at(const JsonValue& object, std::string_view key) {
  const std::optional<JsonValue> value = object.find(key);
  if (!value || value->is_null()) return std::nullopt;
  return value->number();
}

bool begins_with_object(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace uslkit
