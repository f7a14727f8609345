#include "page/chapters.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "page/audit_sections.h"
#include "report/fit_sections.h"
#include "report/human_number.h"
#include "report/plan_sections.h"
#include "report/run_sections.h"
#include "scenario/compare_runs.h"

namespace uslkit {
namespace {

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The sections of the long report that the short one leaves out are folded.
bool is_in(const std::vector<ReportSection>& sections, const std::string& name) {
  return std::any_of(sections.begin(), sections.end(),
                     [&name](const ReportSection& section) { return section.name == name; });
}

PageSection chart_section(std::string name, std::string heading, Chart chart, std::size_t part) {
  return {.content = {.name = std::move(name), .heading = std::move(heading), .table = {}},
          .chart = chart,
          .part = part};
}

Chapter fit_chapter(const FitPart& part, std::size_t index) {
  Chapter chapter{.id = chapter_id("fit", index), .title = "Fit: " + part.name};
  const std::vector<ReportSection> brief = fit_sections(part.fit, false);
  for (ReportSection& section : fit_sections(part.fit, true)) {
    if (section.name == "verdict") continue;  // it stands in the answer
    if (section.chart) {
      chapter.sections.push_back(chart_section("usl", "The law", Chart::usl, index));
      continue;
    }
    const bool folded = !is_in(brief, section.name);
    chapter.sections.push_back({.content = std::move(section), .folded = folded});
  }
  return chapter;
}

Chapter plan_chapter(const PlanPart& part, std::size_t index) {
  Chapter chapter{.id = chapter_id("plan", index), .title = "Plan: " + part.name};
  const std::vector<ReportSection> brief = plan_sections(part.answer, false);
  for (ReportSection& section : plan_sections(part.answer, true)) {
    if (section.name == "answer") continue;
    PageSection page{.content = std::move(section)};
    page.folded = !is_in(brief, page.content.name);
    if (page.content.name == "plan") {
      page.behind = explanation_sections(part.answer.plan, "all");
      page.behind_heading = "Formulas: where each number comes from";
    }
    chapter.sections.push_back(std::move(page));
  }
  return chapter;
}

// The charts that stand before the section of that name.
void add_run_chart(const RunPart& part, std::size_t index, const std::string& before,
                   std::vector<PageSection>& sections) {
  if (before == "latency") {
    sections.push_back(
        chart_section("percentiles", "Latency by percentile", Chart::percentiles, index));
  }
  if (before == "stations" && part.result.partitions.size() > 1) {
    sections.push_back(chart_section("heat", "Partitions", Chart::partitions, index));
  }
}

Chapter run_chapter(const RunPart& part, std::size_t index) {
  Chapter chapter{.id = chapter_id("run", index), .title = "Run: " + part.name};
  const std::vector<ReportSection> brief = run_sections(part.result, false);
  for (ReportSection& section : run_sections(part.result, true)) {
    if (section.name == "answer") continue;
    if (section.chart) {
      chapter.sections.push_back(chart_section("timeline", "Timeline", Chart::timeline, index));
      continue;
    }
    add_run_chart(part, index, section.name, chapter.sections);
    const bool folded = !is_in(brief, section.name) || is_one_of(section.name, {"events"});
    chapter.sections.push_back({.content = std::move(section), .folded = folded});
  }
  return chapter;
}

std::string value_text(const std::optional<double>& value) {
  return value ? human_number(*value) : "-";
}

ReportSection prediction_table(const PredictionPair& pair) {
  Table table{.columns = {{"quantity"},
                          {"predicted", Align::right},
                          {"measured", Align::right},
                          {"off by", Align::right},
                          {"allowed", Align::right},
                          {"verdict"}}};
  for (const PredictionRow& row : pair.check.rows) {
    table.add(
        {fmt::format("{} ({})", row.name, row.unit), value_text(row.predicted),
         value_text(row.measured),
         row.deviation ? fmt::format("{:+.1f} %", 100 * *row.deviation) : "-",
         fmt::format("{:.0f} % or {} {}", 100 * row.allowed, human_number(row.slack), row.unit),
         row.within ? "within" : "OFF"});
  }
  return {.name = "prediction",
          .heading = "Predicted against measured",
          .sentences = pair.check.warnings,
          .table = std::move(table)};
}

Chapter prediction_chapter(const PredictionPair& pair, std::size_t index) {
  Chapter chapter{.id = chapter_id("prediction", index),
                  .title = "Prediction and measurement: " + pair.measured->result.name};
  chapter.sections.push_back({.content = prediction_table(pair)});
  chapter.sections.push_back(
      chart_section("comparison", "Both over time", Chart::comparison, index));
  return chapter;
}

Chapter audit_chapter(const AuditPart& part, std::size_t index) {
  Chapter chapter{.id = chapter_id("audit", index), .title = "Claims: " + part.name};
  for (const AuditReport& report : part.reports) {
    for (ReportSection& section : audit_sections(report, ClaimRow::full)) {
      if (section.name == "answer") continue;
      const bool folded = !is_one_of(section.name, {"families", "combinations"});
      chapter.sections.push_back({.content = std::move(section), .folded = folded});
    }
    PageSection readings{.behind = claim_sections(report),
                         .behind_heading = "Readings: how each claim was computed"};
    readings.content = {.name = "readings", .heading = "Readings", .table = {}};
    chapter.sections.push_back(std::move(readings));
  }
  return chapter;
}

Chapter provenance_chapter(const ReportDocuments& documents) {
  Table table{.columns = {{"file"}, {"document"}, {"SHA-256"}, {"made by"}, {"from"}}};
  for (const KeptFile& file : documents.files) {
    table.add({file.name, file.kind, file.sha256, file.made_by,
               fmt::format("{}", fmt::join(file.inputs, "; "))});
  }
  Chapter chapter{.id = "provenance", .title = "Provenance"};
  chapter.sections.push_back(
      {.content = {.name = "files", .heading = "Files of this report", .table = std::move(table)}});
  return chapter;
}

template <typename Part, typename Make>
void add_chapters(const std::vector<Part>& parts, Make make, std::vector<Chapter>& chapters) {
  for (std::size_t i = 0; i < parts.size(); ++i) chapters.push_back(make(parts[i], i));
}

}  // namespace

std::string chapter_id(const std::string& kind, std::size_t index) {
  return fmt::format("{}-{}", kind, index + 1);
}

std::vector<Chapter> chapters_of(const ReportDocuments& documents) {
  std::vector<Chapter> chapters;
  add_chapters(documents.fits, fit_chapter, chapters);
  add_chapters(documents.plans, plan_chapter, chapters);
  add_chapters(documents.runs, run_chapter, chapters);
  add_chapters(prediction_pairs(documents), prediction_chapter, chapters);
  add_chapters(documents.audits, audit_chapter, chapters);
  chapters.push_back(provenance_chapter(documents));
  return chapters;
}

}  // namespace uslkit
