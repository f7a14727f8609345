#include "report/chart_cells.h"

#include "report/safe_text.h"

namespace uslkit {
namespace {

const char* ansi_color(Ink ink) {
  switch (ink) {
    case Ink::band:
      return "\x1b[2;36m";
    case Ink::curve:
      return "\x1b[36m";
    case Ink::point:
      return "\x1b[1;33m";
    case Ink::peak:
      return "\x1b[1;35m";
    case Ink::none:
    case Ink::axis:
      break;
  }
  return "";
}

}  // namespace

std::string line_text(const std::vector<ChartCell>& cells, bool color) {
  std::size_t end = cells.size();
  while (end > 0 && cells[end - 1].glyph == U' ') --end;
  std::string text;
  std::string current;
  for (std::size_t i = 0; i < end; ++i) {
    const std::string wanted = color ? ansi_color(cells[i].ink) : "";
    if (wanted != current) {
      if (!current.empty()) text += "\x1b[0m";
      text += wanted;
      current = wanted;
    }
    text += utf8_from(cells[i].glyph);
  }
  if (!current.empty()) text += "\x1b[0m";
  return text;
}

void write_at(std::vector<ChartCell>& cells, std::size_t at, const std::string& text, Ink ink) {
  for (const char32_t glyph : safe_code_points(text)) {
    if (at < cells.size()) cells[at++] = {glyph, ink};
  }
}

}  // namespace uslkit
