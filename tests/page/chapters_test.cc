#include "page/chapters.h"

#include <algorithm>

#include "doctest/doctest.h"
#include "page/audit_sections.h"
#include "page/story.h"
#include "tests/page/kept_documents.h"
#include "tests/report/sample_plan.h"
#include "tests/report/sample_run.h"

namespace uslkit {

namespace {

Story whole_story() {
  return tell_story(
      documents_of({kept_run(surge_run()), kept_plan(shop_answer()), kept_fit(), kept_audit()}),
      {});
}

bool draws(const Chapter& chapter, Chart chart) {
  return std::any_of(chapter.sections.begin(), chapter.sections.end(),
                     [chart](const PageSection& section) { return section.chart == chart; });
}

}  // namespace

TEST_CASE("the order is that of a decision: how far, how much, what happens, is it true") {
  const Story story = whole_story();
  std::vector<std::string> ids;
  for (const Chapter& chapter : story.chapters) ids.push_back(chapter.id);
  CHECK(ids == std::vector<std::string>{"fit-1", "plan-1", "run-1", "audit-1", "provenance"});
  CHECK(story.answers.size() == 4);
  for (const AnswerCard& card : story.answers) {
    CHECK(std::find(ids.begin(), ids.end(), card.chapter_id) != ids.end());
    CHECK_FALSE(card.verdict.empty());
  }
}

TEST_CASE("each chapter draws what its document holds") {
  const Story story = whole_story();
  CHECK(draws(story.chapters[0], Chart::usl));
  CHECK(draws(story.chapters[2], Chart::timeline));
  CHECK(draws(story.chapters[2], Chart::percentiles));
  CHECK_FALSE(draws(story.chapters[1], Chart::usl));
}

TEST_CASE("the formula of every planned number stands behind the table") {
  const Story story = whole_story();
  const SizingPlan plan = shop_answer().plan;
  const Chapter& chapter = story.chapters[1];
  const auto table =
      std::find_if(chapter.sections.begin(), chapter.sections.end(),
                   [](const PageSection& section) { return !section.behind.empty(); });
  REQUIRE(table != chapter.sections.end());
  for (const PlannedQuantity& quantity : plan.quantities) {
    CHECK(std::any_of(
        table->behind.begin(), table->behind.end(),
        [&quantity](const ReportSection& section) { return section.name == quantity.name; }));
  }
}

TEST_CASE("a title and a question of the user's own are used as they are") {
  const Story story = tell_story(documents_of({kept_fit()}), {.title = "T", .question = "Q?"});
  CHECK(story.title == "T");
  CHECK(story.question == "Q?");
}

TEST_CASE("a broken objective is the first thing that is said of a run") {
  RunResult run = surge_run();
  run.slo = {{.text = "ack p99 <= 5 ms",
              .pointer = "/slo/0",
              .found = 44,
              .bound = 5,
              .unit = "ms",
              .met = false}};
  const Story story = tell_story(documents_of({kept_run(run)}), {});
  CHECK(story.answers.front().standing == Standing::bad);
  CHECK(story.answers.front().verdict == "0 of 1 objectives kept");
}

}  // namespace uslkit
