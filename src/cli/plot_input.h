// plot_input: the argument "something to draw": a kept fit, run or sizing plan, told apart by what
// the document says it is, or measurements, which are fitted on the spot.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/output.h"
#include "documents/kept_results.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

using PlotInput = std::variant<FitInput, RunInput, SizingAnswer>;

// "-" is standard input. Throws UsageError where that is a terminal; InputError or FitNotUsable for
// what the file holds.
[[nodiscard]] PlotInput load_plot_input(const std::string& file, const Talk& talk,
                                        const std::string& command);

}  // namespace uslkit
