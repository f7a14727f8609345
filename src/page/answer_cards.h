// answer_cards: the first screen of a report: one verdict per document, with the numbers asked for.
#pragma once

#include <vector>

#include "page/checks.h"
#include "page/story.h"

namespace uslkit {

// In the order of the chapters.
[[nodiscard]] std::vector<AnswerCard> answer_cards(const ReportDocuments& documents);

}  // namespace uslkit
