#include "tests/page/kept_documents.h"

#include <nlohmann/json.hpp>

#include "audit/audit_json.h"
#include "fit/fit_json.h"
#include "scenario/run_result_fields.h"
#include "scenario/run_result_json.h"
#include "sizing/plan_json.h"
#include "tests/report/sample_fit.h"
#include "tests/report/sample_plan.h"
#include "tests/report/sample_run.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

std::string kept(const char* kind, Json body) {
  Json document = {
      {"schema_version", 1},
      {"document", kind},
      {"tool", {{"name", "uslkit"}, {"version", "0.1.0"}, {"git_id", "abc"}}},
      {"seed", 7},
      {"options", Json::object()},
      {"inputs", Json::array({{{"name", "in.csv"},
                               {"format", "CSV table"},
                               {"sha256", "94e5ba0d3f0d1137"},
                               {"bytes", 285},
                               {"rows", 7}}})},
      {"assertions",
       Json::array({{{"assertion", "peak.concurrency>=80"}, {"passed", true}, {"value", 96.5}}})}};
  for (auto& [key, value] : body.items()) {
    if (!document.contains(key)) document[key] = std::move(value);
  }
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A document has every column of the series; a result made by hand may have left some out.
RunResult with_every_column(RunResult result) {
  const std::size_t rows = result.series.time_s.size();
  for (const run_fields::Field<SeriesResult>& field : run_fields::kSeries) {
    (result.series.*std::get<std::vector<double> SeriesResult::*>(field.member)).resize(rows);
  }
  result.series.shed_per_s_by_class.resize(result.classes.size());
  for (std::vector<double>& column : result.series.shed_per_s_by_class) column.resize(rows);
  return result;
}

AuditReport audit_of(const std::string& name) {
  return {
      .name = name,
      .claims = {{.id = "R1",
                  .family = name,
                  .where = "page 4",
                  .statement = name,
                  .unit = "/s",
                  .stated = 100,
                  .law = 96.5,
                  .verdict = AuditVerdict::contradicted,
                  .readings = {{.name = "the literal one", .formula = "peak(a,b)", .law = 96.5}},
                  .sentence = name}},
      .combinations = {{.id = "C1", .statement = name, .sentence = name}},
      .sources = {{.name = "claims.json", .format = {}, .sha256 = {}}}};
}

std::string kept_audit_of(const std::string& name) {
  return kept("audit", {{"files", Json::array({to_json(audit_of(name))})}});
}

}  // namespace

std::string hostile_name() {
  return "</script><script>alert(1)</script><!-- \"'`& [x](javascript:1) *b* | ~~d~~ "
         "#\n\x01\x1b[2J]]>" +
         std::string(10000, 'x');
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

std::string kept_fit() { return kept("fit", to_json(sdm91_fit())); }

std::string kept_plan(const SizingAnswer& answer) {
  return kept("size", sizing_answer_to_json(answer));
}

std::string kept_run(const RunResult& result) {
  return kept("run", run_result_to_json(with_every_column(result)));
}

std::string kept_audit() { return kept_audit_of("a vendor's claims"); }

ReportDocuments documents_of(const std::vector<std::string>& texts) {
  ReportDocuments documents;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    add_document(documents, ByteSource::from_text(texts[i], std::to_string(i) + ".json"));
  }
  return documents;
}

ReportDocuments hostile_documents() {
  const std::string name = hostile_name();
  SizingAnswer plan = shop_answer();
  plan.plan.name = name;
  plan.plan.quantities.front().title = name;
  plan.plan.quantities.front().formula = name;
  plan.plan.warnings.push_back({.code = "x", .text = name});
  RunResult run = surge_run();
  run.name = name;
  for (ClassResult& each : run.classes) each.name = name;
  for (RunEvent& event : run.events) event.text = name;
  for (TraceResult& trace : run.traces) trace.name = name;
  run.slo.push_back({.text = name, .pointer = name, .found = 1, .bound = 2, .met = false});
  UslFit fit = hostile_fit();
  fit.throughput_unit = "/s";  // a reader allows three
  return documents_of(
      {kept("fit", to_json(fit)), kept_plan(plan), kept_run(run), kept_audit_of(name)});
}

}  // namespace uslkit
