#include "page/answer_cards.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "page/audit_sections.h"
#include "page/chapters.h"
#include "report/human_number.h"
#include "report/plan_answer.h"
#include "report/plan_words.h"
#include "report/run_answer.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

std::string note_of(const Estimate& estimate, double level) {
  const std::optional<Interval> interval = estimate.interval();
  if (!interval) return "";
  return fmt::format("{} {}", percent_text(level), interval_text(interval));
}

Standing standing_of(Usability usability) {
  switch (usability) {
    case Usability::usable:
      return Standing::good;
    case Usability::wrong_model:
      return Standing::bad;
    default:
      return Standing::open;
  }
}

const char* verdict_of(Usability usability) {
  switch (usability) {
    case Usability::usable:
      return "The peak is known";
    case Usability::no_peak_shown:
      return "No peak within the data";
    case Usability::amdahl:
      return "No crosstalk found: a ceiling, no peak";
    case Usability::superlinear:
      return "Faster than linear: look again";
    case Usability::wrong_model:
      return "The law does not describe these data";
  }
  return "";
}

AnswerCard fit_card(const FitPart& part, std::size_t index) {
  const UslFit& fit = part.fit;
  AnswerCard card{.heading = part.name,
                  .standing = standing_of(fit.usability),
                  .verdict = verdict_of(fit.usability),
                  .sentences = fit.verdict,
                  .chapter_id = chapter_id("fit", index)};
  const double level = fit.confidence_level;
  if (fit.usability == Usability::wrong_model) return card;
  if (fit.has_peak) {
    card.facts.push_back(
        {"N*", human_number(fit.peak_concurrency.value), note_of(fit.peak_concurrency, level)});
    card.facts.push_back({"X*", throughput_text(fit, fit.peak_throughput.value),
                          note_of(fit.peak_throughput, level)});
  } else if (std::isfinite(fit.throughput_limit)) {
    card.facts.push_back({"X limit", throughput_text(fit, fit.throughput_limit), ""});
  }
  card.facts.push_back({"alpha", human_number(fit.parameters.alpha), note_of(fit.alpha, level)});
  card.facts.push_back({"beta", human_number(fit.parameters.beta), note_of(fit.beta, level)});
  return card;
}

std::string kept_of(std::size_t kept, std::size_t all, const char* what) {
  return fmt::format("{} of {} {} kept", kept, all, what);
}

AnswerCard plan_card(const PlanPart& part, std::size_t index) {
  const SizingPlan& plan = part.answer.plan;
  AnswerCard card{.heading = part.name,
                  .standing = Standing::good,
                  .verdict = {},
                  .sentences = plan_answer_sentences(part.answer),
                  .chapter_id = chapter_id("plan", index)};
  if (!plan.infeasible.empty()) {
    card.standing = Standing::bad;
    card.verdict = "No plan keeps the promises";
    return card;
  }
  std::size_t promised = 0;
  std::size_t kept = 0;
  for (const PlannedObjective& each : plan.objectives) {
    promised += each.promised ? 1 : 0;
    kept += each.promised && each.met ? 1 : 0;
  }
  if (kept < promised) card.standing = Standing::bad;
  card.verdict =
      promised == 0 ? "Planned, nothing was promised" : kept_of(kept, promised, "promises");
  for (const char* name :
       {"cells", "partitions", "consumers", "brokers", "database_shards", "cost"}) {
    const PlannedQuantity* quantity = plan.find(name);
    if (quantity == nullptr) continue;
    card.facts.push_back({quantity->title, quantity_text(quantity->value, quantity->unit),
                          quantity->binding_constraint()});
  }
  return card;
}

void add_latency_facts(const RunResult& result, std::vector<Fact>& facts) {
  if (!result.ack.empty()) {
    facts.push_back({"ack p99", latency_text(result.ack.quantile(0.99)), ""});
  }
  if (!result.end_to_end.empty()) {
    facts.push_back({"end to end p99", latency_text(result.end_to_end.quantile(0.99)), ""});
  }
}

AnswerCard run_card(const RunPart& part, std::size_t index) {
  const RunResult& result = part.result;
  AnswerCard card{.heading = part.name,
                  .standing = Standing::open,
                  .verdict = "No objective was set",
                  .sentences = answer_sentences(result),
                  .chapter_id = chapter_id("run", index)};
  if (!result.slo.empty()) {
    const auto met = std::count_if(result.slo.begin(), result.slo.end(),
                                   [](const ObjectiveVerdict& verdict) { return verdict.met; });
    const std::size_t kept = static_cast<std::size_t>(met);
    card.standing = kept == result.slo.size() ? Standing::good : Standing::bad;
    card.verdict = kept_of(kept, result.slo.size(), "objectives");
  }
  if (!result.conservation.holds) card.standing = Standing::bad;
  card.facts.push_back({"throughput", human_number(result.throughput_per_s) + "/s", ""});
  card.facts.push_back({"availability", availability_text(result.availability), ""});
  add_latency_facts(result, card.facts);
  if (result.lag.max_backlog_events > 0) {
    card.facts.push_back(
        {"greatest work-lag", seconds_text(result.lag.max_work_lag_s),
         result.lag.max_work_lag_s > 0 ? "at " + moment_text(result.lag.max_work_lag_at_s) : ""});
  }
  return card;
}

AnswerCard prediction_card(const PredictionPair& pair, std::size_t index) {
  AnswerCard card{
      .heading = "Prediction of " + pair.measured->name,
      .standing = pair.check.holds() ? Standing::good : Standing::bad,
      .verdict = pair.check.holds() ? "The prediction holds" : "The prediction does not hold",
      .chapter_id = chapter_id("prediction", index)};
  for (const PredictionRow& row : pair.check.rows) {
    if (!row.deviation) continue;
    card.facts.push_back({row.name, fmt::format("{:+.1f} %", 100 * *row.deviation),
                          row.within ? "within what is allowed" : "OFF"});
  }
  return card;
}

AnswerCard audit_card(const AuditPart& part, std::size_t index) {
  AnswerCard card{.heading = part.name,
                  .standing = Standing::good,
                  .verdict = "Every claim holds",
                  .chapter_id = chapter_id("audit", index)};
  std::size_t wrong = 0;
  for (const AuditReport& report : part.reports) {
    for (const std::string& sentence : audit_answer_sentences(report)) {
      card.sentences.push_back(sentence);
    }
    wrong += count_of(report.claims, AuditVerdict::contradicted) +
             count_of(report.claims, AuditVerdict::bug);
  }
  if (wrong > 0) {
    card.standing = Standing::bad;
    card.verdict = fmt::format("{} {} not hold", wrong, wrong == 1 ? "claim does" : "claims do");
  }
  return card;
}

template <typename Part, typename Make>
void add_cards(const std::vector<Part>& parts, Make make, std::vector<AnswerCard>& cards) {
  for (std::size_t i = 0; i < parts.size(); ++i) cards.push_back(make(parts[i], i));
}

}  // namespace

std::vector<AnswerCard> answer_cards(const ReportDocuments& documents) {
  std::vector<AnswerCard> cards;
  add_cards(documents.fits, fit_card, cards);
  add_cards(documents.plans, plan_card, cards);
  add_cards(documents.runs, run_card, cards);
  add_cards(prediction_pairs(documents), prediction_card, cards);
  add_cards(documents.audits, audit_card, cards);
  return cards;
}

}  // namespace uslkit
