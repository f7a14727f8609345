// run_plot_words: what the titles and descriptions of a run's plots have in common.
#pragma once

#include <string>
#include <vector>

#include "base/input_error.h"
#include "report/timeline.h"
#include "scenario/run_result.h"

namespace uslkit {

// The scenario's name, short enough to leave room for a finding; "Run" without one.
[[nodiscard]] std::string run_name(const RunResult& result);

// A name of at most `cells`, cut in its middle: names that are alike mostly differ at their ends.
[[nodiscard]] std::string short_name(const std::string& name, std::size_t cells);

// " fault at 3 min. ..." of the first marks; empty without any.
[[nodiscard]] std::string marks_in_words(const Timeline& timeline);

// For a run that has nothing of the kind.
[[nodiscard]] InputError nothing_to_draw(const std::string& kind, const std::string& found,
                                         const std::string& allowed);

// Names the nearest kind that exists.
[[nodiscard]] InputError unknown_plot_kind(const std::string& kind,
                                           const std::vector<std::string>& kinds);

}  // namespace uslkit
