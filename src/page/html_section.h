// html_section: one section of a report as HTML.
#pragma once

#include <string>

#include "report/report_section.h"

namespace uslkit {

// Sentences, table and footnotes without the heading. A table scrolls by itself where the screen is
// narrow, and can be reached by keyboard for it.
[[nodiscard]] std::string html_section_body(const ReportSection& section);

// The same with its heading as <hLEVEL>, left out where it is empty.
[[nodiscard]] std::string html_section(const ReportSection& section, int level);

}  // namespace uslkit
