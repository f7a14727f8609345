// The answer of `uslkit size` for people: what to deploy, why, how sure, and what else was thought
// of.
#pragma once

#include <string>

#include "report/report_section.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// Every line ends in '\n'. With `verbose` also every number of cells, every month, quantities that
// nobody deploys and the assumptions.
[[nodiscard]] std::string plan_report_text(const SizingAnswer& answer, const SectionLayout& layout,
                                           bool verbose = false);

// The same as GitHub-flavoured Markdown. Never coloured.
[[nodiscard]] std::string plan_report_markdown(const SizingAnswer& answer, bool verbose = false);

// Everything behind one number, or behind "all" of them; empty for a name that nothing has.
[[nodiscard]] std::string plan_explanation_text(const SizingPlan& plan, const std::string& quantity,
                                                const SectionLayout& layout);
[[nodiscard]] std::string plan_explanation_markdown(const SizingPlan& plan,
                                                    const std::string& quantity);

}  // namespace uslkit
