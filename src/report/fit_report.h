// The answer of `uslkit fit` for people: tables, a chart, a verdict and what to do next.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/usl_fit.h"

namespace uslkit {

struct TextOptions {
  std::size_t width = 78;               // cells; 40 or more
  bool color = false;                   // ANSI; without it no escape byte is written
  bool unicode = true;                  // else plain ASCII
  bool verbose = false;                 // every section, with rows, tests and influence
  std::vector<std::string> sections{};  // only these (names of fit_section_names()); empty: all

  // Throws InputError naming the option, what was found and what is allowed.
  void check() const;
};

// About one screen and a half; every line ends in '\n'.
[[nodiscard]] std::string fit_report_text(const UslFit& fit, const TextOptions& options = {});

// The same as GitHub-flavoured Markdown; the chart becomes a code block. Never coloured.
[[nodiscard]] std::string fit_report_markdown(const UslFit& fit, const TextOptions& options = {});

}  // namespace uslkit
