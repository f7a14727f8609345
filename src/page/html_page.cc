#include "page/html_page.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "page/checks.h"
#include "page/csp_hash.h"
#include "page/fit_charts.h"
#include "page/html_section.h"
#include "page/markup_text.h"
#include "page/page_assets.h"
#include "page/run_charts.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTitleCells = 160;
constexpr std::size_t kMostLinkCells = 40;

std::string title_text(const std::string& text) { return markup_text(text, kMostTitleCells); }

// ---- The numbers that the page draws. ----

std::size_t index_of(const ReportDocuments& documents, const RunPart* part) {
  return static_cast<std::size_t>(part - documents.runs.data());
}

std::string data_json(const ReportDocuments& documents) {
  Json fits = Json::array();
  for (const FitPart& part : documents.fits) fits.push_back(fit_chart_data(part.fit));
  Json runs = Json::array();
  for (const RunPart& part : documents.runs) runs.push_back(run_chart_data(part.result));
  Json pairs = Json::array();
  for (const PredictionPair& pair : prediction_pairs(documents)) {
    pairs.push_back({{"predicted", index_of(documents, pair.predicted)},
                     {"measured", index_of(documents, pair.measured)}});
  }
  const Json data = {
      {"fits", std::move(fits)}, {"runs", std::move(runs)}, {"predictions", std::move(pairs)}};
  // Names came from files: what is not UTF-8 is replaced, never refused.
  return script_data(data.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// ---- What people read. ----

const char* class_of(Standing standing) {
  switch (standing) {
    case Standing::good:
      return "good";
    case Standing::bad:
      return "bad";
    case Standing::open:
      return "open";
  }
  return "";
}

// Said by a sign and a word as well: colour alone tells the colour-blind nothing.
const char* sign_of(Standing standing) {
  switch (standing) {
    case Standing::good:
      return "✓";
    case Standing::bad:
      return "✗";
    case Standing::open:
      return "•";
  }
  return "";
}

std::string fact_html(const Fact& fact) {
  const std::string note =
      fact.note.empty() ? "" : fmt::format("<dd class=\"note\">{}</dd>", markup_text(fact.note));
  return fmt::format("<div><dt>{}</dt><dd>{}</dd>{}</div>\n", markup_text(fact.label),
                     markup_text(fact.value), note);
}

std::string card_html(const AnswerCard& card) {
  std::string html = fmt::format(
      "<article class=\"card {}\">\n<h3>{}</h3>\n<p class=\"verdict\"><span "
      "aria-hidden=\"true\">{}</span> {}</p>\n",
      class_of(card.standing), title_text(card.heading), sign_of(card.standing),
      markup_text(card.verdict));
  if (!card.facts.empty()) {
    html += "<dl>\n";
    for (const Fact& fact : card.facts) html += fact_html(fact);
    html += "</dl>\n";
  }
  html += html_section_body({.sentences = card.sentences, .table = {}});
  return html + fmt::format("<p><a href=\"#{}\">Evidence</a></p>\n</article>\n", card.chapter_id);
}

std::string chart_html(const PageSection& section, const ReportDocuments& documents) {
  std::string html = fmt::format(
      "<figure class=\"chart\" data-chart=\"{}\" data-part=\"{}\"><noscript><p "
      "class=\"note\">Charts need scripts; the tables hold the numbers.</p></noscript></figure>\n",
      name_of(section.chart), section.part);
  if (section.chart != Chart::timeline) return html;
  const std::string thinned = thinning_sentence(documents.runs.at(section.part).result);
  if (!thinned.empty()) html += fmt::format("<p class=\"note\">{}</p>\n", markup_text(thinned));
  return html;
}

std::string folded_html(const std::string& summary, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", title_text(summary), body);
}

std::string section_html(const PageSection& section, const ReportDocuments& documents) {
  std::string html;
  if (section.folded) {
    html = folded_html(section.content.heading, html_section_body(section.content));
  } else {
    const bool says_something = section.chart != Chart::none || section.content.table ||
                                !section.content.sentences.empty() ||
                                !section.content.footnotes.empty();
    if (says_something) html = html_section(section.content, 3);
  }
  if (section.chart != Chart::none) html += chart_html(section, documents);
  if (section.behind.empty()) return html;
  std::string behind;
  for (const ReportSection& each : section.behind) behind += html_section(each, 4);
  return html + folded_html(section.behind_heading, behind);
}

std::string chapter_html(const Chapter& chapter, const ReportDocuments& documents) {
  std::string html = fmt::format("<section class=\"chapter\" id=\"{}\">\n<h2>{}</h2>\n", chapter.id,
                                 title_text(chapter.title));
  for (const PageSection& section : chapter.sections) html += section_html(section, documents);
  return html + "</section>\n";
}

std::string navigation_html(const Story& story) {
  std::string html = "<nav aria-label=\"Chapters\"><a href=\"#answer\">Answer</a>";
  for (const Chapter& chapter : story.chapters) {
    html += fmt::format(" <a href=\"#{}\">{}</a>", chapter.id,
                        markup_text(chapter.title, kMostLinkCells));
  }
  return html + "</nav>\n";
}

std::string footer_html(const PageMaker& maker) {
  return fmt::format(
      "<footer><p>Made by uslkit {} ({}). This page asks for nothing from any network.</p>\n"
      "<details><summary>Licence of the charts: {}</summary><pre>{}</pre></details></footer>\n",
      markup_text(maker.version), markup_text(maker.git_id),
      markup_text(page_assets::kChartLibraryName), std::string(page_assets::kChartLibraryLicence));
}

std::string policy() {
  return fmt::format(
      "default-src 'none'; script-src {} {}; style-src {}; img-src data:; base-uri 'none'; "
      "form-action 'none'",
      csp_hash(page_assets::kChartLibrary), csp_hash(page_assets::kScript),
      csp_hash(page_assets::kStyle));
}

std::string head_html(const Story& story) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n",
      policy(), title_text(story.title), page_assets::kStyle);
}

}  // namespace

std::string html_page(const Story& story, const ReportDocuments& documents,
                      const PageMaker& maker) {
  std::string html = head_html(story);
  html += fmt::format(
      "<body>\n<a class=\"skip\" href=\"#answer\">Skip to the answer</a>\n<header>\n<h1>{}</h1>\n"
      "<p class=\"question\">{}</p>\n{}</header>\n<main>\n",
      title_text(story.title), markup_text(story.question, 1000), navigation_html(story));
  html += "<section id=\"answer\">\n<h2>Answer</h2>\n<div class=\"cards\">\n";
  for (const AnswerCard& card : story.answers) html += card_html(card);
  html += "</div>\n</section>\n";
  for (const Chapter& chapter : story.chapters) html += chapter_html(chapter, documents);
  html += "</main>\n" + footer_html(maker);
  html += fmt::format("<script type=\"application/json\" id=\"data\">{}</script>\n",
                      data_json(documents));
  html += fmt::format("<script>{}</script>\n", page_assets::kChartLibrary);
  return html + fmt::format("<script>{}</script>\n</body>\n</html>\n", page_assets::kScript);
}

}  // namespace uslkit
