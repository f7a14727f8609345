// The golden signals of a run: which of them would have called somebody.
#pragma once

#include "report/report_section.h"
#include "scenario/run_result.h"

namespace uslkit {

// A row per signal above its threshold and one line for the others; with `verbose` a row for each,
// and what was put right in the papers' definitions.
[[nodiscard]] ReportSection signals_section(const RunResult& result, bool verbose);

}  // namespace uslkit
