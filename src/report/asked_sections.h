// The sections of what somebody asked for by an option: bootstrap intervals, the posterior.
#pragma once

#include <vector>

#include "report/fit_sections.h"

namespace uslkit {

// bootstrap posterior; empty where it was not asked for.
[[nodiscard]] std::vector<ReportSection> asked_sections(const UslFit& fit);

}  // namespace uslkit
