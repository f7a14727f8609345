// What a run has to say, section by section, before it becomes text or Markdown.
#pragma once

#include <vector>

#include "report/report_section.h"
#include "scenario/run_result.h"

namespace uslkit {

// Sections in reading order; one that has nothing to say is left out.
//
// By default:      answer objectives timeline requests shed latency stations theory signals events
//                  notes provenance
// When `verbose`:  also lags cells partitions estimates, every assumption and every event
//
// The answer comes first, then its evidence, then where it came from.
[[nodiscard]] std::vector<ReportSection> run_sections(const RunResult& result, bool verbose);

}  // namespace uslkit
