// models_section: the rival models side by side, and which of them the F test prefers.
#pragma once

#include "report/fit_sections.h"

namespace uslkit {

[[nodiscard]] ReportSection models_section(const UslFit& fit);

}  // namespace uslkit
