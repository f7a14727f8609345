// markdown_page: a report as GitHub-flavoured Markdown, for a pull request.
#pragma once

#include <string>

#include "page/html_page.h"
#include "page/story.h"

namespace uslkit {

// Question and answers first; the evidence stands in <details>, which GitHub and GitLab fold.
// Charts are left out: `uslkit plot` draws what can be attached. Whatever names hold cannot become
// markup: it is escaped. Every line ends in '\n'.
[[nodiscard]] std::string markdown_page(const Story& story, const PageMaker& maker);

}  // namespace uslkit
