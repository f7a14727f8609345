#include "page/report_documents.h"

#include <nlohmann/json.hpp>

#include "audit/audit_json.h"
#include "doctest/doctest.h"
#include "sizing/plan_json.h"
#include "tests/page/kept_documents.h"
#include "tests/report/sample_plan.h"
#include "tests/report/sample_run.h"

namespace uslkit {

namespace {

std::string message_for(const std::string& text) {
  try {
    static_cast<void>(documents_of({text}));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string changed(const std::string& text, const char* key, nlohmann::ordered_json value) {
  nlohmann::ordered_json document = nlohmann::ordered_json::parse(text);
  document[key] = std::move(value);
  return document.dump();
}

}  // namespace

TEST_CASE("each document is recognised by what it says it is, in any order") {
  const ReportDocuments documents =
      documents_of({kept_audit(), kept_run(surge_run()), kept_plan(shop_answer()), kept_fit()});
  CHECK(documents.fits.size() == 1);
  CHECK(documents.plans.size() == 1);
  CHECK(documents.runs.size() == 1);
  CHECK(documents.audits.size() == 1);
  REQUIRE(documents.files.size() == 4);
  CHECK(documents.files[0].kind == "audit");
  CHECK(documents.files[3].made_by == "uslkit 0.1.0 (abc), seed 7");
  CHECK(documents.files[3].inputs.front() == "in.csv, SHA-256 94e5ba0d3f0d");
  CHECK(documents.files[3].sha256.size() == 64);
  CHECK(documents.assertions.size() == 4);
}

TEST_CASE("two documents of one name can be told apart") {
  const std::string run = kept_run(surge_run());
  const ReportDocuments documents = documents_of({run, run, run});
  CHECK(documents.runs[0].name != documents.runs[1].name);
  CHECK(documents.runs[1].name != documents.runs[2].name);
}

TEST_CASE("a kind without a page says which kinds have one") {
  CHECK(message_for(changed(kept_fit(), "document", "predict")) ==
        "0.json:1:32 (/document): error: found a document of kind \"predict\"\n"
        "  allowed: a document of kind fit, size, run or audit\n"
        "  hint: a report is made of what fit, size, simulate, run and audit keep with --json");
}

TEST_CASE("what no command of uslkit wrote is refused with its place") {
  CHECK(message_for("{\"a\": 1}").find("\"schema_version\"") != std::string::npos);
  CHECK(message_for("[1, 2]").find("an array of 2") != std::string::npos);
  CHECK(message_for("concurrency,throughput\n1,2\n").find("0.json:1:1") == 0);
  CHECK(message_for("").find("0.json") == 0);
}

TEST_CASE("a broken document says where") {
  const std::string plan = kept_plan(shop_answer());
  CHECK(message_for(changed(plan, "objectives", 5)).find("/objectives") != std::string::npos);
  CHECK(message_for(changed(plan, "schema_version", 9)).find("schema version 9") !=
        std::string::npos);
  using Json = nlohmann::ordered_json;
  CHECK(
      message_for(changed(kept_audit(), "files", Json::array({Json::object()}))).find("/files/0") !=
      std::string::npos);
}

TEST_CASE("a plan read back is the plan that was written") {
  for (const SizingAnswer& answer : {shop_answer(), plain_answer(), infeasible_answer()}) {
    const ReportDocuments documents = documents_of({kept_plan(answer)});
    CHECK(nlohmann::json(sizing_answer_to_json(documents.plans[0].answer)) ==
          nlohmann::json(sizing_answer_to_json(answer)));
  }
}

TEST_CASE("an audit read back is the audit that was written") {
  const std::string text = kept_audit();
  const ReportDocuments documents = documents_of({text});
  CHECK(to_json(documents.audits[0].reports[0]) == nlohmann::ordered_json::parse(text)["files"][0]);
}

}  // namespace uslkit
