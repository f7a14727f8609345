// The papers' 61 claims: verdicts and values as research found them with other tools.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "audit/audit.h"
#include "audit/audit_json.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr AuditVerdict kOk = AuditVerdict::ok;
constexpr AuditVerdict kConditional = AuditVerdict::conditional;
constexpr AuditVerdict kContradicted = AuditVerdict::contradicted;
constexpr AuditVerdict kBug = AuditVerdict::bug;
constexpr AuditVerdict kUnderdetermined = AuditVerdict::underdetermined;

struct ExpectedClaim {
  const char* id;
  AuditVerdict verdict;
  double law;                // by the literal reading
  double tolerance = 0.005;  // relative; of rounded values in the research notes
};

constexpr ExpectedClaim kClaims[] = {{"R01", kOk, 12148},
                                     {"R02", kOk, 9771},
                                     {"R03", kContradicted, 9},
                                     {"R04", kContradicted, 3.45},
                                     {"R05", kContradicted, .405},
                                     {"R06", kConditional, 126},
                                     {"R07", kContradicted, 3.54},
                                     {"R08", kContradicted, 10},
                                     {"R09", kContradicted, 31.3},
                                     {"R10", kContradicted, 7.66e6},
                                     {"R11", kContradicted, 19'500},
                                     {"R12", kContradicted, .0192},
                                     {"R13", kContradicted, .917},
                                     {"R14a", kUnderdetermined, 19'500.0 / 19'800},
                                     {"R14b", kContradicted, 0},
                                     {"R15", kContradicted, .383},
                                     {"R16", kConditional, 0},
                                     {"R17", kConditional, 0},
                                     {"R18", kContradicted, 9.75e6 / (500 * 19'732.0)},
                                     {"R19", kContradicted, 471, .02},
                                     {"R20", kConditional, .25},
                                     {"R21", kContradicted, .5},
                                     {"R22", kContradicted, 25.25},
                                     {"R23", kContradicted, 5.7, .01},
                                     {"R24", kContradicted, 1},
                                     {"R25", kConditional, 417e3},
                                     {"R26", kContradicted, 50e3},
                                     {"R27", kOk, 48},
                                     {"R28", kContradicted, 48},
                                     {"R29", kConditional, 25.5},
                                     {"R30", kConditional, 34.2},
                                     {"R31", kContradicted, 100e3},
                                     {"R32", kConditional, 24},
                                     {"R33", kBug, 2},
                                     {"R34a", kConditional, 5.6, .12},
                                     {"R34b", kContradicted, 250e3},
                                     {"R35", kBug, 100},
                                     {"R36", kContradicted, 1.176},
                                     {"R37a", kOk, 120},
                                     {"R37b", kOk, 7.9},
                                     {"R38", kContradicted, 27, .06},
                                     {"R39", kContradicted, kInfinity},
                                     {"R40a", kContradicted, 80e3, .05},
                                     {"R40b", kOk, 3.5},
                                     {"R41", kContradicted, 86, .02},
                                     {"R42", kContradicted, 28},
                                     {"R43a", kContradicted, 542.0 / 42},
                                     {"R43b", kConditional, 1.133},
                                     {"R44a", kOk, 100e3},
                                     {"R44b", kContradicted, 19},
                                     {"R45", kContradicted, 50e3},
                                     {"R46", kContradicted, .667},
                                     {"R47", kUnderdetermined, 2},
                                     {"R48", kOk, 103.7},
                                     {"R49", kContradicted, 6.9, .01},
                                     {"R50", kUnderdetermined, 24},
                                     {"R51a", kContradicted, .96},
                                     {"R51b", kOk, .04},
                                     {"R52", kConditional, 1.83, .02},
                                     {"R53", kBug, 100},
                                     {"R54", kBug, 0},
                                     {"R55", kBug, 0},
                                     {"R56", kBug, 1},
                                     {"R57", kOk, 1.0 / 3},
                                     {"R58", kConditional, 86, .02},
                                     {"R59", kContradicted, 1.125},
                                     {"R60", kUnderdetermined, .99},
                                     {"R61", kUnderdetermined, 10}};

struct ExpectedValue {
  const char* id;
  const char* name;
  double value;
  double tolerance = 0.01;
};

// The further numbers of the research notes, row by row.
constexpr ExpectedValue kValues[] = {{"R01", "a_peak", 6.52},
                                     {"R01", "a_best", 7},
                                     {"R01", "share_at_8", .988},
                                     {"R02", "drop", .186},
                                     {"R04", "c_20", .618},
                                     {"R05", "alpha_refit", .0131},
                                     {"R05", "beta_refit", .00247},
                                     {"R05", "gamma_refit", 4919},
                                     {"R06", "refit", 7.4},
                                     {"R07", "beta_for_50", 3.8e-4},
                                     {"R08", "beta_for_100", 1e-4},
                                     {"R09", "c_max", 12.25},
                                     {"R09", "c_500", 1.92},
                                     {"R09", "e_500", .0038, .02},
                                     {"R09", "share_500", .16, .03},
                                     {"R10", "beta_for_500", 3.9e-6},
                                     {"R11", "factor", 8, .02},
                                     {"R12", "used_share", .002, .05},
                                     {"R13", "e_50", .271},
                                     {"R13", "e_100", .084},
                                     {"R13", "e_500", .0033},
                                     {"R13", "beta_10", 1.1e-4, .03},
                                     {"R13", "beta_50", 6.2e-6},
                                     {"R13", "beta_100", 2.1e-6, .02},
                                     {"R13", "beta_500", 1.0e-7, .03},
                                     {"R14a", "alpha_fit", 2.5e-5, .02},
                                     {"R14a", "beta_fit", 0},
                                     {"R14a", "gamma_fit", 19'732},
                                     {"R14b", "beta_upper", 1.0e-7, .03},
                                     {"R15", "e_64", .159},
                                     {"R15", "beta_fit", 0},
                                     {"R15", "alpha_partitions", 6.6e-5},
                                     {"R15", "alpha_consumers", 3.3e-5},
                                     {"R16", "row_1", .0001804},
                                     {"R16", "row_2", 5.3e-5},
                                     {"R16", "row_3", 1.5e-5, .03},
                                     {"R16", "row_4", 3.1e-6, .02},
                                     {"R16", "peak_at_it", 73.8},
                                     {"R17", "row_1", .00084},
                                     {"R18", "achieved_share", .975},
                                     {"R19", "beta_fit", 4.5e-6, .03},
                                     {"R19", "rise", 3.125},
                                     {"R20", "b_drop", .29},
                                     {"R23", "e_peak", .39, .02},
                                     {"R25", "brokers_full", 2.9},
                                     {"R25", "brokers_60", 4.8},
                                     {"R25", "of_line_rate", .96},
                                     {"R26", "consumers", 24},
                                     {"R26", "with_pull", 45.5e3},
                                     {"R26", "consumers_with_pull", 27},
                                     {"R26", "factor", 4},
                                     {"R28", "from_s2", 12},
                                     {"R28", "ecom_headroom", 1.41},
                                     {"R28", "iot_headroom", 1.33},
                                     {"R28", "fin_headroom", 1.78},
                                     {"R29", "missed", 45.5},
                                     {"R30", "rho_50k", .708},
                                     {"R30", "rho_own", .944},
                                     {"R31", "partitions_per_cell", 32.0 / 6},
                                     {"R31", "factor", 2},
                                     {"R31", "factor_at_65", 3, .03},
                                     {"R32", "idle", 24},
                                     {"R33", "deployed", .5},
                                     {"R34a", "rate_allowed", 350, .1},
                                     {"R34a", "failures_allowed", 130e3},
                                     {"R34b", "class_share", .00012, .03},
                                     {"R36", "iot_seconds", .8, .05},
                                     {"R36", "fin_seconds", 2.2, .02},
                                     {"R37a", "backlog", 72e6},
                                     {"R37a", "scaled_at", 389},
                                     {"R37a", "lag_at_10", 110},
                                     {"R37a", "lag_at_30", 130},
                                     {"R37a", "simulated_lag", 120, .1},
                                     {"R37b", "drained_at", 595},
                                     {"R37b", "minutes_at_10", 7.2},
                                     {"R37b", "minutes_at_30", 8.6},
                                     {"R37b", "simulated_minutes", 7.9},
                                     {"R38", "load_needed", .71, .08},
                                     {"R39", "growth", .42},
                                     {"R40a", "delayed_share", .06, .08},
                                     {"R40a", "mean_needed", 447e3, .09},
                                     {"R41", "simulated_age", 86},
                                     {"R43b", "ecom_after", .885},
                                     {"R43b", "iot_after", .938},
                                     {"R43b", "fin_after", .703},
                                     {"R43b", "ecom_database", 1.18},
                                     {"R44a", "n_minus_1", .667},
                                     {"R44b", "at_70", 18},
                                     {"R44b", "at_60", 20},
                                     {"R44b", "ecom_at_70", 13},
                                     {"R44b", "ecom_at_60", 15},
                                     {"R45", "commits", 1200},
                                     {"R46", "p99_services", 46},
                                     {"R46", "drain_pauses", 9},
                                     {"R48", "three_copies", 311},
                                     {"R48", "half_full", 622},
                                     {"R50", "for_4_hours", 7.2},
                                     {"R50", "for_2_hours", 14.4},
                                     {"R51b", "fullest", 1.25},
                                     {"R52", "iot_zipf", 2.08, .04},
                                     {"R52", "iot_tolerable", 1.33},
                                     {"R52", "ecom_tenants", 900},
                                     {"R52", "iot_tenants", 2000},
                                     {"R52", "fin_tenants", 150, .03},
                                     {"R53", "in_1000", 12},
                                     {"R55", "lost_per_s", 8500, .02},
                                     {"R58", "ratio", 1.4, .02},
                                     {"R59", "ecom_after", 1.06},
                                     {"R59", "iot_after", 1.13},
                                     {"R59", "fin_after", .84}};

const ClaimsFile& papers() {
  static const ClaimsFile file = read_claims("data/claims/a2_paper.json");
  return file;
}

const AuditReport& audit_of_papers() {
  static const AuditReport report = run_audit(papers());
  return report;
}

bool is_near(double value, double expected, double tolerance) {
  if (value == expected) return true;
  return std::abs(value - expected) <= std::max(tolerance * std::abs(expected), 1e-9);
}

std::map<std::string, AuditedClaim> by_id(const AuditReport& report) {
  std::map<std::string, AuditedClaim> claims;
  for (const AuditedClaim& claim : report.claims) claims.emplace(claim.id, claim);
  return claims;
}

TEST_CASE("all 61 rows of the research notes have their verdict and the law's value") {
  const std::map<std::string, AuditedClaim> claims = by_id(audit_of_papers());
  CHECK(claims.size() == std::size(kClaims));
  std::set<std::string> rows;
  for (const ExpectedClaim& expected : kClaims) {
    CAPTURE(expected.id);
    REQUIRE(claims.contains(expected.id));
    const AuditedClaim& claim = claims.at(expected.id);
    CHECK(std::string(name_of(claim.verdict)) == name_of(expected.verdict));
    CAPTURE(claim.law);
    CHECK(is_near(claim.law, expected.law, expected.tolerance));
    CHECK_FALSE(claim.sentence.empty());
    rows.insert(std::string(expected.id).substr(0, 3));
  }
  CHECK(rows.size() == 61);
}

TEST_CASE("the further numbers of the research notes come out") {
  const std::map<std::string, AuditedClaim> claims = by_id(audit_of_papers());
  for (const ExpectedValue& expected : kValues) {
    CAPTURE(expected.id);
    CAPTURE(expected.name);
    const std::vector<ComputedValue>& also = claims.at(expected.id).also;
    const auto found = std::find_if(also.begin(), also.end(), [&](const ComputedValue& value) {
      return value.name == expected.name;
    });
    REQUIRE(found != also.end());
    CAPTURE(found->value);
    CHECK(is_near(found->value, expected.value, expected.tolerance));
  }
}

TEST_CASE("the nine combinations that cannot be true together are found to be so") {
  const AuditReport& report = audit_of_papers();
  CHECK(report.combinations.size() == 9);
  for (const AuditedCombination& each : report.combinations) {
    CAPTURE(each.id);
    CHECK_FALSE(each.consistent);
    CHECK_FALSE(each.values.empty());
  }
}

// The verdicts after a change of the claims, which are all computed in one audit.
template <class Change>
std::map<std::string, AuditedClaim> after(Change change) {
  ClaimsFile file = papers();
  for (Claim& claim : file.claims.claims) change(claim, by_id(audit_of_papers()).at(claim.id));
  file.claims.combinations.clear();
  return by_id(run_audit(file));
}

void state(Claim& claim, double value) {
  claim.stated.value = value;
  claim.stated.formula.clear();
}

// A stated number that is far off in the direction that the bound forbids.
double wrong(StatedBound bound, double law) {
  return bound == StatedBound::at_most ? law - 10 * std::abs(law) - 1
                                       : law + 10 * std::abs(law) + 1;
}

TEST_CASE("stating what the law gives turns every verdict to OK") {
  const std::map<std::string, AuditedClaim> claims =
      after([](Claim& claim, const AuditedClaim& audited) {
        if (!audited.free && std::isfinite(audited.law)) state(claim, audited.law);
      });
  for (const auto& [id, claim] : claims) {
    CAPTURE(id);
    if (claim.free || !std::isfinite(claim.law)) continue;
    CHECK(claim.verdict == kOk);
  }
}

TEST_CASE("stating a number that is far off turns every verdict to CONTRADICTED or BUG") {
  const std::map<std::string, AuditedClaim> claims =
      after([](Claim& claim, const AuditedClaim& audited) {
        double worst = wrong(audited.bound, audited.law);
        if (audited.free) {
          worst =
              audited.bound == StatedBound::at_most
                  ? -1
                  : wrong(audited.bound, std::max(audited.free->law_from, audited.free->law_to));
        }
        // Far off for every reading, whichever way each of them bounds.
        for (Reading& reading : claim.readings) reading.bound.reset();
        if (std::isfinite(worst)) state(claim, worst);
      });
  for (const auto& [id, claim] : claims) {
    CAPTURE(id);
    CHECK((claim.verdict == kContradicted || claim.verdict == kBug));
  }
}

TEST_CASE("one number of one claim changed changes that verdict and no other") {
  const AuditReport& before = audit_of_papers();
  ClaimsFile file = papers();
  const auto r04 = std::find_if(file.claims.claims.begin(), file.claims.claims.end(),
                                [](const Claim& claim) { return claim.id == "R04"; });
  state(*r04, 3.45);
  const AuditReport report = run_audit(file);
  for (std::size_t i = 0; i < report.claims.size(); ++i) {
    CAPTURE(report.claims[i].id);
    const bool is_changed = report.claims[i].verdict != before.claims[i].verdict;
    CHECK(is_changed == (report.claims[i].id == "R04"));
  }
}

TEST_CASE("the same claims give the same document, bit for bit, on any number of threads") {
  const AuditReport again = run_audit(papers(), {.files = {.threads = 3}});
  CHECK(to_json(again).dump() == to_json(audit_of_papers()).dump());
}

TEST_CASE("no answer is stored: a claim's law moves with the numbers it is given") {
  ClaimsFile file = papers();
  for (NamedValue& value : file.claims.given) {
    if (value.name == "a_beta") value.value = .0289;
  }
  const std::map<std::string, AuditedClaim> claims = by_id(run_audit(file, {.ids = {"R02"}}));
  // The refit of System A meets both of its points exactly.
  CHECK(claims.at("R02").law == doctest::Approx(9000).epsilon(.001));
}

}  // namespace
}  // namespace uslkit
