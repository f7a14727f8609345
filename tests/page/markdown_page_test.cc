#include "page/markdown_page.h"

#include "doctest/doctest.h"
#include "page/story.h"
#include "tests/page/kept_documents.h"
#include "tests/report/sample_plan.h"
#include "tests/report/sample_run.h"

namespace uslkit {

namespace {

std::string markdown_of(const ReportDocuments& documents) {
  return markdown_page(tell_story(documents, {}), {.version = "0.1.0", .git_id = "abc"});
}

}  // namespace

TEST_CASE("the answer stands before the evidence, which is folded") {
  const std::string text = markdown_of(
      documents_of({kept_fit(), kept_plan(shop_answer()), kept_run(surge_run()), kept_audit()}));
  CHECK(text.find("# Capacity report") == 0);
  CHECK(text.find("## Answer") < text.find("## Evidence"));
  CHECK(occurrences(text, "<details>") == 5);
  CHECK(occurrences(text, "</details>") == 5);
  CHECK(text.find("| N&#42;") == std::string::npos);
  CHECK(text.find("N\\*") != std::string::npos);
}

TEST_CASE("hostile names stay text in Markdown") {
  const std::string text = markdown_of(hostile_documents());
  for (const std::string markup : {"<script", "</script", "](javascript", "<!--"}) {
    CAPTURE(markup);
    CHECK(occurrences(text, markup) ==
          occurrences(text, "\\" + markup));  // escaped wherever it stands
  }
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(occurrences(text, "<details>") == occurrences(text, "</details>"));
}

}  // namespace uslkit
