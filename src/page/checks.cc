#include "page/checks.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/plan_words.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

void add_assertions(const ReportDocuments& documents, std::vector<Check>& checks) {
  for (const KeptAssertion& each : documents.assertions) {
    checks.push_back({.suite = "assertions of " + each.document,
                      .name = each.text,
                      .kept = each.passed,
                      .found = each.value ? human_number(*each.value, 6) : "nothing",
                      .detail = each.reason});
  }
}

void add_fit(const FitPart& part, std::vector<Check>& checks) {
  checks.push_back({.suite = "fit " + part.name,
                    .name = "the law describes the measurements",
                    .kept = part.fit.usability != Usability::wrong_model,
                    .found = name_of(part.fit.usability),
                    .detail = part.fit.verdict.empty() ? "" : part.fit.verdict.front()});
}

void add_plan(const PlanPart& part, std::vector<Check>& checks) {
  const std::string suite = "plan " + part.name;
  for (const Infeasibility& each : part.answer.plan.infeasible) {
    checks.push_back({.suite = suite,
                      .name = each.constraint,
                      .kept = false,
                      .found = each.found,
                      .detail = fmt::format("promised {}; {}", each.promised, each.relax)});
  }
  if (!part.answer.plan.infeasible.empty()) return;
  for (const PlannedObjective& each : part.answer.plan.objectives) {
    if (!each.promised) continue;
    checks.push_back({.suite = suite,
                      .name = fmt::format("{}: promised {}", each.title,
                                          quantity_text(*each.promised, each.unit)),
                      .kept = each.met,
                      .found = quantity_text(each.predicted, each.unit),
                      .detail = each.formula});
  }
  if (!part.answer.verification) return;
  for (const PlanCheck& each : part.answer.verification->checks) {
    checks.push_back({.suite = suite + ", verified by simulation",
                      .name = fmt::format("{}: predicted {}", each.title,
                                          quantity_text(each.predicted, each.unit)),
                      .kept = each.agrees && each.kept.value_or(true),
                      .found = quantity_text(each.simulated.value, each.unit),
                      .detail = each.broken_assumption});
  }
}

void add_run(const RunPart& part, std::vector<Check>& checks) {
  const std::string suite = "run " + part.name;
  for (const ObjectiveVerdict& each : part.result.slo) {
    checks.push_back({.suite = suite,
                      .name = each.text,
                      .kept = each.met,
                      .found = found_text(each),
                      .detail = fmt::format("objective {} of the scenario", each.pointer)});
  }
  const Conservation& conservation = part.result.conservation;
  checks.push_back({.suite = suite,
                    .name = "every request is accounted for",
                    .kept = conservation.holds,
                    .found = fmt::format("{} violations", conservation.violations.size()),
                    .detail = fmt::format("{}", fmt::join(conservation.violations, "; "))});
}

std::string with_unit(const std::optional<double>& value, const std::string& unit) {
  return value ? fmt::format("{} {}", human_number(*value), unit) : "nothing";
}

void add_prediction(const PredictionPair& pair, std::vector<Check>& checks) {
  for (const PredictionRow& row : pair.check.rows) {
    checks.push_back(
        {.suite = fmt::format("prediction of {}", pair.measured->name),
         .name = fmt::format("{}: predicted {}", row.name, with_unit(row.predicted, row.unit)),
         .kept = row.within,
         .found = with_unit(row.measured, row.unit),
         .detail = fmt::format("allowed {:.0f} % or {} {}", 100 * row.allowed,
                               human_number(row.slack), row.unit)});
  }
}

void add_audit(const AuditPart& part, std::vector<Check>& checks) {
  for (const AuditReport& report : part.reports) {
    for (const AuditedClaim& claim : report.claims) {
      checks.push_back(
          {.suite = "claims of " + part.name,
           .name = fmt::format("{}: {}", claim.id, claim.statement),
           .kept = claim.verdict == AuditVerdict::ok || claim.verdict == AuditVerdict::conditional,
           .found = name_of(claim.verdict),
           .detail = claim.sentence});
    }
    for (const AuditedCombination& each : report.combinations) {
      checks.push_back({.suite = fmt::format("claims of {}, together", part.name),
                        .name = fmt::format("{}: {}", each.id, each.statement),
                        .kept = each.consistent,
                        .found = each.consistent ? "possible" : "impossible",
                        .detail = each.sentence});
    }
  }
}

bool same_scenario(const RunPart& a, const RunPart& b) {
  const RunProvenance& one = a.result.provenance;
  const RunProvenance& other = b.result.provenance;
  if (!one.scenario_sha256.empty() && one.scenario_sha256 == other.scenario_sha256) return true;
  return !a.result.name.empty() && a.result.name == b.result.name;
}

}  // namespace

std::vector<PredictionPair> prediction_pairs(const ReportDocuments& documents) {
  std::vector<const RunPart*> simulated;
  std::vector<const RunPart*> measured;
  for (const RunPart& run : documents.runs) {
    if (run.result.scalability) continue;  // a closed system has no timeline to foretell
    (run.measured() ? measured : simulated).push_back(&run);
  }
  const bool lone = simulated.size() == 1 && measured.size() == 1;
  std::vector<PredictionPair> pairs;
  for (const RunPart* real : measured) {
    const auto found = std::find_if(simulated.begin(), simulated.end(), [&](const RunPart* run) {
      return lone || same_scenario(*run, *real);
    });
    if (found == simulated.end()) continue;
    pairs.push_back({.predicted = *found,
                     .measured = real,
                     .check = check_prediction((*found)->result, real->result)});
  }
  return pairs;
}

std::vector<Check> all_checks(const ReportDocuments& documents) {
  std::vector<Check> checks;
  add_assertions(documents, checks);
  for (const FitPart& part : documents.fits) add_fit(part, checks);
  for (const PlanPart& part : documents.plans) add_plan(part, checks);
  for (const RunPart& part : documents.runs) add_run(part, checks);
  for (const PredictionPair& pair : prediction_pairs(documents)) add_prediction(pair, checks);
  for (const AuditPart& part : documents.audits) add_audit(part, checks);
  return checks;
}

}  // namespace uslkit
