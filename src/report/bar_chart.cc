#include "report/bar_chart.h"

#include <algorithm>
#include <cmath>

#include "report/chart_cells.h"
#include "report/run_plot_words.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kMostNameCells = 24;
constexpr std::size_t kShortestBar = 6;

struct Glyphs {
  char32_t full, half, mark, mark_on_bar;
};
constexpr Glyphs kUnicode{U'█', U'▌', U'│', U'┃'};
constexpr Glyphs kAscii{U'#', U'#', U'|', U'|'};

std::size_t widest(const std::vector<TextBar>& bars, std::string TextBar::*text) {
  std::size_t cells = 0;
  for (const TextBar& bar : bars) cells = std::max(cells, cells_of(bar.*text));
  return cells;
}

// Half cells of a value, at least one of what is not nothing.
std::size_t halves_of(double value, double greatest, std::size_t columns) {
  if (!(value > 0) || !(greatest > 0)) return 0;
  const double halves = std::round(2 * static_cast<double>(columns) * value / greatest);
  return std::clamp<std::size_t>(static_cast<std::size_t>(halves), 1, 2 * columns);
}

}  // namespace

std::string bar_chart(const std::vector<TextBar>& bars, const ChartOptions& options,
                      std::optional<double> mark) {
  const Glyphs& glyphs = options.unicode ? kUnicode : kAscii;
  const std::size_t width = std::max(options.width, kNarrowest);
  const std::size_t names = std::min(widest(bars, &TextBar::name), kMostNameCells);
  const std::size_t left = kIndent + names + 1;
  const std::size_t room = width - std::min(width, left + kShortestBar + 1);
  const std::size_t texts = std::min(widest(bars, &TextBar::text), room);
  const std::size_t columns = width - left - texts - 1;
  double greatest = mark.value_or(0);
  for (const TextBar& bar : bars) greatest = std::max(greatest, bar.value);
  std::string text;
  for (const TextBar& bar : bars) {
    std::vector<ChartCell> line(width);
    write_at(line, kIndent, short_name(bar.name, names), Ink::axis);
    const std::size_t halves = halves_of(bar.value, greatest, columns);
    for (std::size_t i = 0; i < halves / 2; ++i) line[left + i] = {glyphs.full, Ink::curve};
    if (halves % 2 == 1) line[left + halves / 2] = {glyphs.half, Ink::curve};
    if (mark && greatest > 0) {
      const std::size_t at = std::min(columns - 1, halves_of(*mark, greatest, columns) / 2);
      const bool covered = line[left + at].glyph != U' ';
      line[left + at] = {covered ? glyphs.mark_on_bar : glyphs.mark, Ink::peak};
    }
    write_at(line, width - texts, cut_to_cells(bar.text, texts), Ink::axis);
    text += line_text(line, options.color) + '\n';
  }
  return text;
}

}  // namespace uslkit
