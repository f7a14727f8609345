// The sections of `--verbose`: every row, test and check behind the short answer.
#pragma once

#include <vector>

#include "report/fit_sections.h"

namespace uslkit {

// rows tests sensitivity influence correlation; some may be empty.
[[nodiscard]] std::vector<ReportSection> fit_detail_sections(const UslFit& fit);

}  // namespace uslkit
