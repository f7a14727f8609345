// timeline_plot: any Timeline as a page: its panels below each other over one time axis, with a
// dashed line and a letter for everything that happened.
#pragma once

#include <string>
#include <vector>

#include "report/panel.h"
#include "report/plot_page.h"
#include "report/timeline.h"

namespace uslkit {

struct TimelinePage {
  std::string title{};
  std::string description{};
  double first_height = 250;  // of the panel at the top
  double other_height = 150;
  double below = 0;  // room that is left for the caller's own panels
};

// `body` of the result is the room below. At least one panel.
[[nodiscard]] Page timeline_page(const Timeline& timeline, const TimelinePage& spec);

// The looks of a panel's lines and stacked areas, in their order.
[[nodiscard]] Stroke line_look(const TimelinePanel& panel, std::size_t index);
[[nodiscard]] Color area_look(std::size_t index);

// On a panel whose vertical axis ends at `highest`: a dashed line for each mark that has room, and
// above the panel a letter for each where the letters do not touch.
void paint_mark_lines(Panel& panel, const Timeline& timeline, double highest);
void paint_mark_letters(Plot& plot, const Panel& panel, const Timeline& timeline, double highest);

// An entry for each kind of mark.
void add_mark_legend(const Timeline& timeline, std::vector<LegendEntry>& legend);

}  // namespace uslkit
