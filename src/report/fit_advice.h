// fit_advice: the sections of words: the verdict, the warnings it did not say, what to do next.
#pragma once

#include <string>

#include "report/fit_sections.h"

namespace uslkit {

[[nodiscard]] ReportSection verdict_section(const UslFit& fit);
[[nodiscard]] ReportSection warnings_section(const UslFit& fit);
[[nodiscard]] ReportSection next_section(const UslFit& fit);

// "users", or "N" where the measured thing has no name of its own.
[[nodiscard]] std::string concurrency_word(const UslFit& fit);

}  // namespace uslkit
