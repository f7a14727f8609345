#include "report/run_plot_words.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/spelling.h"
#include "report/human_number.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kNameCells = 40;
constexpr std::size_t kMostMarks = 8;

}  // namespace

std::string run_name(const RunResult& result) {
  return result.name.empty() ? "Run" : cut_to_cells(result.name, kNameCells);
}

std::string short_name(const std::string& name, std::size_t cells) {
  if (cells_of(name) <= cells) return safe_text(name);
  const std::size_t tail = cells / 3;
  std::vector<char32_t> end;
  std::size_t used = 0;
  const std::vector<char32_t> code_points = safe_code_points(name);
  for (std::size_t i = code_points.size(); i-- > 0;) {
    used += static_cast<std::size_t>(cells_of(code_points[i]));
    if (used > tail) break;
    end.push_back(code_points[i]);
  }
  std::string text = cut_to_cells(name, cells - tail);
  for (std::size_t i = end.size(); i-- > 0;) text += utf8_from(end[i]);
  return text;
}

std::string marks_in_words(const Timeline& timeline) {
  std::string text;
  for (std::size_t i = 0; i < std::min(timeline.marks.size(), kMostMarks); ++i) {
    text += fmt::format(" {} at {} {}.", timeline.marks[i].text,
                        human_number(timeline.marks[i].time), timeline.title);
  }
  return text;
}

InputError nothing_to_draw(const std::string& kind, const std::string& found,
                           const std::string& allowed) {
  return InputError({.place = {.source = kind}, .found = found, .allowed = allowed, .hint = ""});
}

InputError unknown_plot_kind(const std::string& kind, const std::vector<std::string>& kinds) {
  const std::optional<std::string> meant = did_you_mean(kind, kinds);
  return InputError({.place = {.source = "--kind"},
                     .found = uslkit::quoted(kind),
                     .allowed = one_of(kinds),
                     .hint = meant ? fmt::format("did you mean {}?", *meant) : ""});
}

}  // namespace uslkit
