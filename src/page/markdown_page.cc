#include "page/markdown_page.h"

#include <fmt/format.h>

#include "page/markup_text.h"
#include "report/report_section.h"
#include "report/safe_text.h"
#include "report/table.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostTitleCells = 160;

// Headings and summaries: character references, which are text in Markdown and in HTML alike.
// What would start a link, emphasis or code is escaped by number as well.
std::string inline_text(const std::string& text, std::size_t most_cells) {
  std::string escaped;
  for (const char character : markup_text(text, most_cells)) {
    if (std::string_view("\\`*_[]|#~@!").find(character) == std::string_view::npos) {
      escaped += character;
    } else {
      escaped += fmt::format("&#{};", static_cast<int>(character));
    }
  }
  return escaped;
}

const char* sign_of(Standing standing) {
  switch (standing) {
    case Standing::good:
      return "✅";
    case Standing::bad:
      return "❌";
    case Standing::open:
      return "ℹ️";
  }
  return "";
}

std::string facts_markdown(const std::vector<Fact>& facts) {
  if (facts.empty()) return "";
  Table table{.columns = {{"what"}, {"value", Align::right}, {""}}};
  for (const Fact& fact : facts) table.add({fact.label, fact.value, fact.note});
  return table_markdown(table) + "\n";
}

std::string card_markdown(const AnswerCard& card) {
  std::string text = fmt::format("### {} {}: {}\n\n", sign_of(card.standing),
                                 inline_text(card.heading, kMostTitleCells),
                                 inline_text(card.verdict, kMostTitleCells));
  text += facts_markdown(card.facts);
  for (const std::string& sentence : card.sentences) {
    text += fmt::format("- {}\n", inline_text(sentence, 2000));
  }
  return text + "\n";
}

bool says_something(const ReportSection& section) {
  return section.table || !section.sentences.empty() || !section.footnotes.empty();
}

std::string section_text_of(const ReportSection& section) {
  return says_something(section) ? "#" + section_markdown(section, "") + "\n" : "";
}

std::string chapter_markdown(const Chapter& chapter) {
  std::string text = fmt::format("<details><summary>{}</summary>\n\n",
                                 inline_text(chapter.title, kMostTitleCells));
  for (const PageSection& section : chapter.sections) {
    if (!section.folded) text += section_text_of(section.content);
  }
  return text + "</details>\n\n";
}

}  // namespace

std::string markdown_page(const Story& story, const PageMaker& maker) {
  std::string text = fmt::format("# {}\n\n{}\n\n", inline_text(story.title, kMostTitleCells),
                                 inline_text(story.question, 1000));
  text += "## Answer\n\n";
  for (const AnswerCard& card : story.answers) text += card_markdown(card);
  text += "## Evidence\n\n";
  for (const Chapter& chapter : story.chapters) text += chapter_markdown(chapter);
  return text + fmt::format("Made by uslkit {} ({}).\n", maker.version, maker.git_id);
}

}  // namespace uslkit
