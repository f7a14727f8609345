// Theory beside simulation: one table, then every formula once.
#pragma once

#include "report/report_section.h"
#include "scenario/run_result.h"

namespace uslkit {

// A row per closed form, with the number of its formula. Little's identities become one line. A row
// whose assumption does not hold in this run is marked, and its assumption said; `verbose` says
// all of them. Empty table and footnotes where there is no theory.
[[nodiscard]] ReportSection theory_section(const RunResult& result, bool verbose);

}  // namespace uslkit
