// What a fit has to say, section by section, before it becomes text or Markdown.
#pragma once

#include <string>
#include <vector>

#include "model/usl_fit.h"
#include "report/report_section.h"

namespace uslkit {

// Sections in reading order; one that has nothing to say is left out.
//
// By default:      data verdict chart parameters models warnings next
// When asked for:  bootstrap posterior, after the parameters
// When `verbose`:  also peak overhead flagged rows tests sensitivity influence correlation
//
// The default says each thing once: the verdict first, then its evidence, then what to do.
[[nodiscard]] std::vector<ReportSection> fit_sections(const UslFit& fit, bool verbose);

// All section names, in order.
[[nodiscard]] const std::vector<std::string>& fit_section_names();

}  // namespace uslkit
