// Documents as commands keep them, for the tests of reports: with what they wrote around the body.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/report_documents.h"
#include "scenario/run_result.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// The text of `uslkit ... --json` for such a result.
[[nodiscard]] std::string kept_fit();
[[nodiscard]] std::string kept_plan(const SizingAnswer& answer);
[[nodiscard]] std::string kept_run(const RunResult& result);
[[nodiscard]] std::string kept_audit();

// All four, each with a name that tries to break every output.
[[nodiscard]] ReportDocuments hostile_documents();

// A name with markup, quotes, a script's end, Markdown, control bytes and 10,000 characters.
[[nodiscard]] std::string hostile_name();

// The documents of these texts, in this order; their files are called "0.json", "1.json", ...
[[nodiscard]] ReportDocuments documents_of(const std::vector<std::string>& texts);

// How often a part stands in a text.
[[nodiscard]] std::size_t occurrences(const std::string& text, const std::string& part);

}  // namespace uslkit
