// chapters: the evidence of a report: one chapter per document, one per prediction, provenance
// last.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/checks.h"
#include "page/story.h"

namespace uslkit {

// The fragments of their addresses: "fit-1" is the chapter of the first fit.
[[nodiscard]] std::string chapter_id(const std::string& kind, std::size_t index);

[[nodiscard]] std::vector<Chapter> chapters_of(const ReportDocuments& documents);

}  // namespace uslkit
