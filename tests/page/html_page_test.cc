#include "page/html_page.h"

#include <nlohmann/json.hpp>

#include "doctest/doctest.h"
#include "page/csp_hash.h"
#include "page/page_assets.h"
#include "page/story.h"
#include "tests/page/kept_documents.h"
#include "tests/report/sample_plan.h"
#include "tests/report/sample_run.h"

namespace uslkit {

namespace {

std::string page_of(const ReportDocuments& documents) {
  return html_page(tell_story(documents, {}), documents, {.version = "0.1.0", .git_id = "abc"});
}

std::string whole_page() {
  return page_of(
      documents_of({kept_fit(), kept_plan(shop_answer()), kept_run(surge_run()), kept_audit()}));
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = text.find(to, begin + from.size());
  REQUIRE(end != std::string::npos);
  return text.substr(begin + from.size(), end - begin - from.size());
}

}  // namespace

TEST_CASE("the hash of an inline script is that of the standard's example") {
  // W3C CSP Level 3, section 6.7.2.3 and countless guides: alert('Hello, world.');
  CHECK(csp_hash("alert('Hello, world.');") ==
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
}

TEST_CASE("the policy names what stands in the page, and allows nothing else") {
  const std::string html = whole_page();
  const std::string policy = between(html, "Content-Security-Policy\" content=\"", "\"");
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("default-src 'none'") == 0);
  CHECK(policy.find("http") == std::string::npos);
  CHECK(policy.find(csp_hash(between(html, "<style>", "</style>"))) != std::string::npos);
  CHECK(policy.find(csp_hash(page_assets::kScript)) != std::string::npos);
  CHECK(policy.find(csp_hash(page_assets::kChartLibrary)) != std::string::npos);
  CHECK(html.find(page_assets::kScript) != std::string::npos);
  CHECK(html.find(" style=\"") == std::string::npos);
  CHECK(html.find(" onclick=") == std::string::npos);
}

TEST_CASE("style and scripts together stay below 100 KB") {
  CHECK(page_assets::kStyle.size() + page_assets::kScript.size() +
            page_assets::kChartLibrary.size() <
        100 * 1024);
  CHECK(page_assets::kChartLibraryLicence.find("MIT") != std::string_view::npos);
}

TEST_CASE("same documents, same bytes") { CHECK(whole_page() == whole_page()); }

TEST_CASE("the numbers that the page computes with are those of the fit, to the last digit") {
  const ReportDocuments documents = documents_of({kept_fit()});
  const std::string html = page_of(documents);
  const nlohmann::json data =
      nlohmann::json::parse(between(html, "<script type=\"application/json\" id=\"data\">", "</"));
  CHECK(data["fits"][0]["alpha"].get<double>() == documents.fits[0].fit.parameters.alpha);
  CHECK(data["fits"][0]["beta"].get<double>() == documents.fits[0].fit.parameters.beta);
  CHECK(data["fits"][0]["rows"].size() == documents.fits[0].fit.rows.size());
}

TEST_CASE("a long run says that it was thinned, and keeps its peak") {
  RunResult run = surge_run();
  const std::size_t rows = 86'400;
  SeriesResult series;
  series.interval_s = 1;
  for (std::size_t i = 0; i < rows; ++i) series.time_s.push_back(static_cast<double>(i));
  const std::vector<double> flat(rows, 5.0);
  series.arrived_per_s = flat;
  series.arrived_per_s[4321] = 123456;
  for (std::vector<double> SeriesResult::*column :
       {&SeriesResult::admitted_per_s, &SeriesResult::shed_per_s, &SeriesResult::acked_per_s,
        &SeriesResult::applied_per_s, &SeriesResult::backlog_events, &SeriesResult::work_lag_s,
        &SeriesResult::age_lag_s, &SeriesResult::consumers, &SeriesResult::consumer_utilization,
        &SeriesResult::database_utilization, &SeriesResult::ack_p99_ms,
        &SeriesResult::end_to_end_p99_ms, &SeriesResult::availability}) {
    series.*column = flat;
  }
  run.series = series;
  ReportDocuments documents = documents_of({kept_fit()});
  documents.runs.push_back({.name = "day", .result = run});
  const std::string html = page_of(documents);
  CHECK(html.find("86,400 rows of 1 s are drawn as 1,440 pieces of 60 s") != std::string::npos);
  CHECK(html.find("123456") != std::string::npos);
  CHECK(html.size() < 1'500'000);
}

TEST_CASE("hostile names stay text") {
  const std::string html = page_of(hostile_documents());
  CHECK(html.find("<script>alert") == std::string::npos);
  CHECK(occurrences(html, "<script") == 3);
  CHECK(occurrences(html, "</script>") == 3);
  CHECK(html.find('\x1b') == std::string::npos);
  CHECK(html.find('\x01') == std::string::npos);
  CHECK(occurrences(html, "<main>") == 1);
  // Headings are cut: a title of 10,000 characters cannot push the answer off the page.
  const std::string heading = between(html, "<h1>", "</h1>");
  CHECK(heading.size() < 2000);
}

}  // namespace uslkit
