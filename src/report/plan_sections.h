// What a sizing answer has to say, section by section, before it becomes text or Markdown.
#pragma once

#include <string>
#include <vector>

#include "report/report_section.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// Sections in reading order; one that has nothing to say is left out.
//
// By default:     answer promises plan verification room cells brokers alternatives changes
//                 forecast resources additions warnings next provenance
// When `verbose`: also further and assumptions, every number of cells, every month
[[nodiscard]] std::vector<ReportSection> plan_sections(const SizingAnswer& answer, bool verbose);

// Formula, inputs with their place in the request, every bound and what would relax it. `quantity`
// is the name of a quantity or an objective, "probability_slo_met", or "all"; empty for a name that
// the plan does not have.
[[nodiscard]] std::vector<ReportSection> explanation_sections(const SizingPlan& plan,
                                                              const std::string& quantity);

// The names that can be explained.
[[nodiscard]] std::vector<std::string> explained_names(const SizingPlan& plan);

}  // namespace uslkit
