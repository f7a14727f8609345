#include "audit/audit.h"

#include <atomic>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "audit/audit_json.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

// A file with one claim, whose further keys are given.
ClaimsFile one_claim(const std::string& keys) {
  return claims_from_text(
      fmt::format(R"json({{"schema": 1, "given": [{{"name": "alpha", "value": 0.75}}], "claims": [
        {{"id": "V1", "family": "f", "statement": "s", {}}}]}})json",
                  keys),
      "vendor.json");
}

AuditedClaim audited(const std::string& keys) {
  const AuditReport report = run_audit(one_claim(keys));
  REQUIRE(report.claims.size() == 1);
  return report.claims.front();
}

std::string error_of(const ClaimsFile& file) {
  try {
    static_cast<void>(run_audit(file));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("a vendor's claim is computed from what was given") {
  const AuditedClaim claim = audited(
      R"json("given": [{"name": "beta", "value": 0.01}], "stated": {"value": 5, "unit": "nodes"},
         "readings": [{"name": "n", "formula": "usl_peak(alpha, beta)"}],
         "also": [{"name": "twice", "formula": "2 * law + stated"}],
         "explanation": "It peaks at {law}, and {usl_capacity(alpha, beta, 1)} is one.")json");
  CHECK(claim.verdict == AuditVerdict::ok);
  CHECK(claim.law == 5);
  CHECK(claim.also.at(0).value == 15);
  CHECK(claim.sentence == "It peaks at 5, and 1 is one.");
}

TEST_CASE("a conditional claim names the reading under which it holds") {
  const AuditedClaim claim = audited(
      R"json("stated": {"value": 5}, "explanation": "So it is.",
         "readings": [{"name": "it rains", "formula": "4"},
                      {"name": "the sun shines", "formula": "5"}])json");
  CHECK(claim.verdict == AuditVerdict::conditional);
  CHECK(claim.law == 4);
  CHECK(claim.deciding == 1);
  CHECK(claim.sentence == "Holds if the sun shines. So it is.");
}

TEST_CASE("a reading may bound the quantity in its own way") {
  const AuditedClaim claim = audited(
      R"json("stated": {"value": 5},
         "readings": [{"name": "a", "formula": "4"},
                      {"name": "b", "formula": "4", "bound": "at_most"}])json");
  CHECK(claim.verdict == AuditVerdict::conditional);
}

TEST_CASE("what is not stated is shown at both ends of its range") {
  const AuditedClaim claim = audited(
      R"json("stated": {"value": 5},
         "free": {"name": "x", "from": 1, "to": 9, "note": "the weather"},
         "readings": [{"name": "a", "formula": "x"}])json");
  CHECK(claim.verdict == AuditVerdict::underdetermined);
  CHECK(claim.free->law_from == 1);
  CHECK(claim.free->law_to == 9);
  CHECK(claim.sentence == "Depends on the weather, which is not stated: 1 at 1, 9 at 9.");
}

TEST_CASE("an error within the free range is an error of the file") {
  const ClaimsFile file = one_claim(
      R"json("stated": {"value": 5}, "free": {"name": "x", "from": 1, "to": 9},
         "readings": [{"name": "a", "formula": "erlang_b(x, 1)"}])json");
  CHECK(error_of(file).find("servers = 1.125 in erlang_b") != std::string::npos);
}

TEST_CASE("a file that a formula needs and that is not there is an error at the formula") {
  const ClaimsFile file = one_claim(
      R"json("stated": {"value": 5},
         "readings": [{"name": "a", "formula": "fit_peak('no.csv')"}])json");
  CHECK(error_of(file).find("(/claims/0/readings/0/formula): error: found no.csv: no such file") !=
        std::string::npos);
}

TEST_CASE("data that support no fit are an error at the formula, too") {
  const ClaimsFile file = one_claim(
      R"json("stated": {"value": 5},
         "readings": [{"name": "a", "formula": "fit_peak('data/papers/system_c.csv')"}])json");
  CHECK(error_of(file).find(
            "(/claims/0/readings/0/formula): error: found data/papers/system_c.csv") !=
        std::string::npos);
}

TEST_CASE("combinations are consistent exactly when their condition is not 0") {
  const auto consistent = [](const std::string& condition) {
    const ClaimsFile file = claims_from_text(
        fmt::format(R"json({{"schema": 1, "claims": [{{"id": "a", "family": "f", "statement": "s",
          "stated": {{"value": 1}}, "readings": [{{"name": "n", "formula": "1"}}]}}],
          "combinations": [{{"id": "x", "statement": "s", "given": [{{"name": "y", "value": 3}}],
          "consistent": "{}"}}]}})json",
                    condition),
        "vendor.json");
    return run_audit(file).combinations.at(0).consistent;
  };
  CHECK(consistent("y == 3 && y > 2"));
  CHECK_FALSE(consistent("y > 3"));
}

TEST_CASE("an id selects its parts, and nothing that only begins alike") {
  CHECK(selects_id("R34", "R34"));
  CHECK(selects_id("R34", "R34a"));
  CHECK_FALSE(selects_id("R34", "R345"));
  CHECK_FALSE(selects_id("R3", "R34"));
  CHECK_FALSE(selects_id("R34a", "R34"));
  CHECK_FALSE(selects_id("", "R"));
}

TEST_CASE("what is asked for is computed, and nothing else") {
  const ClaimsFile file = claims_from_text(
      R"json({"schema": 1, "claims": [
        {"id": "a", "family": "f", "statement": "s", "stated": {"value": 1},
         "readings": [{"name": "n", "formula": "1"}]},
        {"id": "b", "family": "g", "statement": "s", "stated": {"value": 1},
         "readings": [{"name": "n", "formula": "fit_peak('no-such-file.csv')"}]
}]
})json",
      "vendor.json");
  CHECK(run_audit(file, {.families = {"f"}}).claims.size() == 1);
  CHECK(run_audit(file, {.ids = {"a"}}).claims.size() == 1);
  CHECK(run_audit(file, {.families = {"f"}, .ids = {"b"}}).claims.empty());
  CHECK_THROWS_AS(static_cast<void>(run_audit(file)), InputError);
}

TEST_CASE(
    "an audit that is stopped keeps what it judged before, and says that the rest is missing") {
  const ClaimsFile file = read_claims("data/claims/a2_paper.json");
  std::atomic<bool> stop = false;
  AuditOptions options;
  options.files.stop = &stop;
  options.files.on_work = [&stop](const std::string&, double fraction) {
    if (fraction > 0.1) stop = true;
  };
  const AuditReport report = run_audit(file, options);
  CHECK(report.stopped);
  CHECK_FALSE(to_json(report).at("complete").get<bool>());
  REQUIRE_FALSE(report.claims.empty());
  CHECK(report.claims.size() < file.claims.claims.size());
  // R30 is the first that simulates.
  CHECK(report.claims.back().id == "R28");
}

TEST_CASE("what is infinite is null in the document") {
  AuditReport report = run_audit(one_claim(
      R"json("stated": {"value": 5},
         "readings": [{"name": "a", "formula": "usl_peak(alpha, 0)"}])json"));
  CHECK(to_json(report).at("claims").at(0).at("law").is_null());
  CHECK(report.claims.front().verdict == AuditVerdict::contradicted);
}

}  // namespace
}  // namespace uslkit
