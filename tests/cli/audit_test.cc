// `uslkit audit`: streams, exit codes, the document, what people see.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.h"
#include "tests/cli/schema_check.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

const std::string kPapers = "data/claims/a2_paper.json";
const std::string kVendor = "data/claims/vendor_example.json";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

Json document_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "audit");
  arguments.emplace_back("--json");
  const ProcessResult result = uslkit_run(arguments);
  REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  return Json::parse(result.out);
}

std::string verdict_of(const Json& document, const std::string& id) {
  for (const Json& claim : document.at("files").at(0).at("claims")) {
    if (claim.at("id") == id) return claim.at("verdict");
  }
  return "no such claim";
}

TEST_CASE("a vendor's claims get their verdicts: result on stdout, talk on stderr, exit code 0") {
  const ProcessResult result = uslkit_run({"audit", kVendor});
  CHECK(result.exit_code == 0);
  CHECK(result.err == kVendor + ": 4 claims, 0 combinations\n");
  CHECK(result.out.starts_with("Audit of our database vendor\n"));
  CHECK(contains(result.out, "4 claims: 1 OK, 1 CONDITIONAL, 1 CONTRADICTED, 1 UNDERDETERMINED."));
}

TEST_CASE("the document follows its schema and names every file that was used") {
  const Json schema = Json::parse(uslkit_run({"schema", "audit"}).out);
  for (const std::string& file : {kVendor, kPapers}) {
    CAPTURE(file);
    const Json document = document_of({file});
    for (const std::string& fault : schema_faults(schema, document, true)) {
      CHECK_MESSAGE(false, fault);
    }
    CHECK(document.at("inputs").at(0).at("name") == file);
    CHECK(document.at("inputs").size() > 1);
  }
  CHECK(document_of({kPapers}).at("summary").at("claims") == 68);
}

TEST_CASE("one number of a claims file changed flips its verdict") {
  Json claims = Json::parse(read_text_file(kPapers));
  CHECK(verdict_of(document_of({kPapers, "--id", "R04"}), "R04") == "CONTRADICTED");
  CHECK(verdict_of(document_of({kPapers, "--id", "R57"}), "R57") == "OK");
  for (Json& claim : claims.at("claims")) {
    if (claim.at("id") == "R04") claim.at("stated").at("value") = 3.45;
    if (claim.at("id") == "R57") claim.at("stated").at("value") = 0.5;
  }
  const TemporaryDirectory directory;
  const std::string file = directory.file("claims.json");
  write_text_file(file, claims.dump());
  const Json document = document_of({file, "--id", "R04", "--id", "R57"});
  CHECK(verdict_of(document, "R04") == "OK");
  CHECK(verdict_of(document, "R57") == "CONTRADICTED");
}

TEST_CASE("--fail-on makes 99 of the verdicts that it names, also of those not shown") {
  CHECK(uslkit_run({"audit", kVendor, "--fail-on", "bug"}).exit_code == 0);
  const ProcessResult failed = uslkit_run({"audit", kVendor, "--fail-on", "bug,contradicted"});
  CHECK(failed.exit_code == 99);
  CHECK(contains(failed.err, "1 of the claims fail --fail-on bug,contradicted\n"));
  CHECK(uslkit_run({"audit", kVendor, "--fail-on", "CONTRADICTED", "--verdict", "ok"}).exit_code ==
        99);
}

TEST_CASE("--id, --family and --verdict select; an id is shown in full") {
  const std::string one = uslkit_run({"audit", kVendor, "--id", "V3"}).out;
  CHECK(contains(one, "V3: CONDITIONAL"));
  CHECK(contains(one, "Holds if we run at 50 %."));
  CHECK_FALSE(contains(one, "V1"));
  const std::string family = uslkit_run({"audit", kVendor, "--family", "scaling"}).out;
  CHECK(contains(family, "V2"));
  CHECK_FALSE(contains(family, "V3"));
  const std::string verdict = uslkit_run({"audit", kVendor, "--verdict", "ok,conditional"}).out;
  CHECK(contains(verdict, "V2"));
  CHECK(contains(verdict, "V3"));
  CHECK_FALSE(contains(verdict, "V1"));
  CHECK(document_of({kPapers, "--id", "R34"}).at("summary").at("claims") == 2);
}

TEST_CASE("words that no claim has are usage errors with the nearest one") {
  const ProcessResult id = uslkit_run({"audit", kVendor, "--id", "V9", "-q"});
  CHECK(id.exit_code == 2);
  CHECK(id.err ==
        "--id: error: found \"V9\"\n  allowed: V1, V2, V3 or V4\n  hint: did you mean V1?\n");
  const ProcessResult family = uslkit_run({"audit", kVendor, "--family", "scalng", "-q"});
  CHECK(family.exit_code == 2);
  CHECK(family.err ==
        "--family: error: found \"scalng\"\n"
        "  allowed: scaling or recovery\n"
        "  hint: did you mean scaling?\n");
  const ProcessResult verdict = uslkit_run({"audit", kVendor, "--fail-on", "contradictd"});
  CHECK(verdict.exit_code == 2);
  CHECK(verdict.err ==
        "--fail-on: error: found \"contradictd\"\n"
        "  allowed: OK, CONDITIONAL, CONTRADICTED, BUG or UNDERDETERMINED\n"
        "  hint: did you mean CONTRADICTED?\n");
  CHECK(uslkit_run({"audit"}).exit_code == 2);
}

TEST_CASE("a bad claims file is told in full, on stderr, with exit code 3") {
  for (const std::string name : {"fields", "rules", "formulas"}) {
    CAPTURE(name);
    const std::string file = "tests/data/bad_claims/" + name;
    const ProcessResult result = uslkit_run({"audit", file + ".json", "-q"});
    CHECK(result.exit_code == 3);
    CHECK(result.out == "");
    CHECK(result.err == read_text_file(file + ".txt"));
  }
  CHECK(uslkit_run({"audit", "no-such-file.json"}).exit_code == 3);
}

TEST_CASE("claims come from standard input, too; files are then seen from here") {
  Json claims = Json::parse(read_text_file(kVendor));
  claims["directory"] = "data";
  const ProcessResult piped = uslkit_run({"audit", "-", "-q"}, {.standard_input = claims.dump()});
  CHECK(piped.exit_code == 0);
  CHECK(piped.out == uslkit_run({"audit", kVendor, "-q"}).out);
}

TEST_CASE("several files are audited one after the other") {
  const Json document = document_of({kVendor, kPapers, "--id", "V1", "--id", "R01"});
  CHECK(document.at("files").size() == 2);
  CHECK(document.at("summary").at("claims") == 2);
}

TEST_CASE("the functions are listed for people and as the page that docs/ has") {
  const std::string text = uslkit_run({"audit", "--list-functions"}).out;
  CHECK(contains(text, "usl_peak(alpha, beta)"));
  CHECK(contains(text, "simulated('scenario.json#/place')"));
  CHECK(uslkit_run({"audit", "--list-functions", "--markdown"}).out ==
        read_text_file("docs/audit-functions.md"));
}

TEST_CASE("a number of threads changes no byte") {
  const std::string one = uslkit_run({"audit", kPapers, "-q", "--threads", "1", "--explain"}).out;
  CHECK(uslkit_run({"audit", kPapers, "-q", "--threads", "4", "--explain"}).out == one);
}

}  // namespace
}  // namespace uslkit::test
