#include "page/markup_text.h"

#include "report/safe_text.h"

namespace uslkit {

std::string markup_text(std::string_view text, std::size_t most_cells) {
  const bool bounded = most_cells != std::numeric_limits<std::size_t>::max();
  const std::string safe = bounded ? cut_to_cells(text, most_cells) : safe_text(text);
  std::string escaped;
  escaped.reserve(safe.size());
  for (const char character : safe) {
    switch (character) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

std::string markup_sentence(std::string_view text) {
  const std::string escaped = markup_text(text);
  std::string html;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = escaped.find('`', at);
    const std::size_t close = open == std::string::npos ? open : escaped.find('`', open + 1);
    if (close == std::string::npos) return html + escaped.substr(at);
    html += escaped.substr(at, open - at);
    html += "<code>" + escaped.substr(open + 1, close - open - 1) + "</code>";
    at = close + 1;
  }
}

std::string script_data(std::string_view json) {
  std::string escaped;
  escaped.reserve(json.size());
  for (const char character : json) {
    switch (character) {
      case '<':
        escaped += "\\u003c";
        break;
      case '>':
        escaped += "\\u003e";
        break;
      case '&':
        escaped += "\\u0026";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

}  // namespace uslkit
