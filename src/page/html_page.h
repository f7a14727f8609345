// html_page: a report as one HTML file that needs nothing else: no server, no network.
#pragma once

#include <string>

#include "page/report_documents.h"
#include "page/story.h"

namespace uslkit {

// What the page says of the program that made it.
struct PageMaker {
  std::string version{};  // "0.1.0"
  std::string git_id{};
};

// The story with its charts. Scripts and style are embedded and named by hash in a
// Content-Security-Policy that allows nothing else: no eval, no request, no form. Text and tables
// can be read without scripts. Same documents, same bytes.
[[nodiscard]] std::string html_page(const Story& story, const ReportDocuments& documents,
                                    const PageMaker& maker);

}  // namespace uslkit
