// bar_chart: named values as bars of characters, for a terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/terminal_chart.h"

namespace uslkit {

struct TextBar {
  std::string name{};
  double value = 0;    // not negative
  std::string text{};  // how the value is written behind the bar
};

// A line to a bar, names on the left, all bars to one scale; `mark` is where a line crosses them
// (the fair share). Never wider than the options' width; lines end in '\n'. Any name is harmless.
[[nodiscard]] std::string bar_chart(const std::vector<TextBar>& bars, const ChartOptions& options,
                                    std::optional<double> mark = {});

}  // namespace uslkit
