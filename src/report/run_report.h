// The answer of `uslkit simulate` for people: verdicts, timeline, tables, theory, provenance.
#pragma once

#include <string>

#include "report/report_section.h"
#include "scenario/run_result.h"

namespace uslkit {

// Every line ends in '\n'. With `verbose` also cells, partitions, intervals and every event.
[[nodiscard]] std::string run_report_text(const RunResult& result, const SectionLayout& layout,
                                          bool verbose = false);

// The same as GitHub-flavoured Markdown; the timeline becomes a code block. Never coloured.
[[nodiscard]] std::string run_report_markdown(const RunResult& result, const SectionLayout& layout,
                                              bool verbose = false);

}  // namespace uslkit
