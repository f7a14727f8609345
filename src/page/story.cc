#include "page/story.h"

#include <fmt/format.h>

#include "base/check.h"
#include "page/answer_cards.h"
#include "page/chapters.h"

namespace uslkit {
namespace {

std::string first_name(const ReportDocuments& documents) {
  if (!documents.plans.empty()) return documents.plans.front().name;
  if (!documents.fits.empty()) return documents.fits.front().name;
  if (!documents.runs.empty()) return documents.runs.front().name;
  return documents.audits.front().name;
}

std::string title_of(const ReportDocuments& documents) {
  const std::size_t others = documents.files.size() - 1;
  if (others == 0) return "Capacity report: " + first_name(documents);
  return fmt::format("Capacity report: {} and {} more", first_name(documents), others);
}

std::string question_of(const ReportDocuments& documents) {
  std::vector<std::string> questions;
  if (!documents.fits.empty()) questions.emplace_back("How far does it scale, and what stops it?");
  if (!documents.plans.empty()) {
    questions.emplace_back("How much of everything is needed to keep the promises?");
  }
  if (!documents.runs.empty()) {
    questions.emplace_back("What happens under the load, and are the objectives kept?");
  }
  if (!prediction_pairs(documents).empty()) {
    questions.emplace_back("Does reality agree with the prediction?");
  }
  if (!documents.audits.empty()) questions.emplace_back("Do the published claims hold?");
  return fmt::format("{}", fmt::join(questions, " "));
}

}  // namespace

const char* name_of(Chart chart) {
  switch (chart) {
    case Chart::none:
      return "";
    case Chart::usl:
      return "usl";
    case Chart::timeline:
      return "timeline";
    case Chart::partitions:
      return "partitions";
    case Chart::percentiles:
      return "percentiles";
    case Chart::comparison:
      return "comparison";
  }
  return "";
}

Story tell_story(const ReportDocuments& documents, const StoryOptions& options) {
  USLKIT_CHECK(!documents.files.empty());
  return {.title = options.title.empty() ? title_of(documents) : options.title,
          .question = options.question.empty() ? question_of(documents) : options.question,
          .answers = answer_cards(documents),
          .chapters = chapters_of(documents)};
}

}  // namespace uslkit
