#include "report/plan_sections.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/plan_answer.h"
#include "report/plan_tables.h"
#include "report/plan_words.h"

namespace uslkit {
namespace {

constexpr std::size_t kFewCells = 8;
constexpr std::size_t kEveryCell = 10'000;
constexpr double kDisagreement = 2;

class Sections {
 public:
  // Without rows there is nothing to say.
  void table(ReportSection section, Table table) {
    if (table.rows.empty()) return;
    section.table = std::move(table);
    all_.push_back(std::move(section));
  }
  void words(ReportSection section) {
    if (!section.sentences.empty() || !section.footnotes.empty()) {
      all_.push_back(std::move(section));
    }
  }
  [[nodiscard]] std::vector<ReportSection> take() { return std::move(all_); }

 private:
  std::vector<ReportSection> all_;
};

ReportSection named(std::string name, std::string heading) {
  return {.name = std::move(name), .heading = std::move(heading), .table = {}};
}

ReportSection room_section(const SizingPlan& plan) {
  ReportSection section = named("room", "More room, or less");
  const bool regrets =
      std::any_of(plan.uncertainty.headroom.begin(), plan.uncertainty.headroom.end(),
                  [](const HeadroomOption& option) { return option.least_regret; });
  if (regrets) {
    section.footnotes.emplace_back(
        "Regret: cost and expected penalty above the least of all. Expected penalty: price of a "
        "broken promise per minute x chance of breaking one x minutes at the peak in a month.");
  } else {
    section.footnotes.emplace_back(
        "Without a price of a broken promise (/prices/penalty_per_minute) none of them is best.");
  }
  return section;
}

ReportSection rules_section(const SizingPlan& plan, bool verbose) {
  ReportSection section = named("brokers", "Brokers of a cell, by the published rules");
  std::int64_t fewest = 0;
  std::int64_t most = 0;
  for (const BrokerRule& rule : plan.broker_rules) {
    if (!rule.brokers) continue;
    fewest = fewest == 0 ? *rule.brokers : std::min(fewest, *rule.brokers);
    most = std::max(most, *rule.brokers);
  }
  if (most == 0) return section;
  std::string text = fewest == most ? fmt::format("All say {}.", most)
                                    : fmt::format("From {} to {}.", fewest, most);
  if (static_cast<double>(most) > kDisagreement * static_cast<double>(fewest)) {
    text += " They disagree by more than a factor of two: only a measurement decides.";
  }
  section.sentences.push_back(std::move(text));
  if (!verbose) section.footnotes.emplace_back("--verbose shows the formulas.");
  return section;
}

ReportSection cells_section(const SizingPlan& plan, bool verbose) {
  ReportSection section = named("cells", "Cells considered");
  const std::size_t shown = cell_options_table(plan, verbose ? kEveryCell : kFewCells).rows.size();
  if (shown < plan.cell_options.size()) {
    section.sentences.push_back(
        fmt::format("{} of {}; --verbose shows all.", shown, plan.cell_options.size()));
  }
  return section;
}

ReportSection forecast_section(const SizingForecast& forecast) {
  ReportSection section = named("forecast", "Forecast");
  section.sentences = forecast.sentences;
  section.sentences.push_back(
      fmt::format("Growth: {}. Compared with {}.", forecast.method, forecast.basis));
  return section;
}

ReportSection verification_section(const PlanVerification& verification) {
  ReportSection section = named("verification", "Verified by simulation");
  section.sentences.push_back(verification.scope + ".");
  for (const PlanCheck& check : verification.checks) {
    if (check.agrees || check.broken_assumption.empty()) continue;
    section.footnotes.push_back(fmt::format("{}: {}", check.title, check.broken_assumption));
  }
  return section;
}

ReportSection provenance_section(const SizingPlan& plan) {
  ReportSection section = named("provenance", "Provenance");
  const UncertaintyResult& found = plan.uncertainty;
  if (!plan.infeasible.empty()) return section;
  section.footnotes.push_back(
      found.draws > 1 ? fmt::format("{} drawn worlds, seed {}.",
                                    human_number(static_cast<double>(found.draws), 1), found.seed)
                      : std::string("One world: nothing in the request is uncertain."));
  return section;
}

std::vector<std::string> warning_texts(const SizingPlan& plan) {
  std::vector<std::string> texts;
  for (const Note& note : plan.warnings) texts.push_back(note.text);
  return texts;
}

}  // namespace

std::vector<ReportSection> plan_sections(const SizingAnswer& answer, bool verbose) {
  const SizingPlan& plan = answer.plan;
  Sections sections;
  ReportSection first = named("answer", plan.name.empty() ? "Plan" : plan.name);
  first.sentences = plan_answer_sentences(answer);
  sections.words(std::move(first));
  sections.table(named("promises", "Promises"), promises_table(plan));
  sections.table(named("plan", "Plan"), quantities_table(plan));
  if (answer.verification) {
    sections.table(verification_section(*answer.verification),
                   verification_table(*answer.verification));
  }
  if (plan.uncertainty.draws > 1) {
    sections.table(room_section(plan), headroom_table(plan, verbose));
  }
  if (plan.cell_options.size() > 1) {
    sections.table(cells_section(plan, verbose),
                   cell_options_table(plan, verbose ? kEveryCell : kFewCells));
  }
  sections.table(rules_section(plan, verbose), broker_rules_table(plan, verbose));
  sections.table(named("alternatives", "Alternatives"), alternatives_table(plan));
  sections.table(named("changes", "Changes to what runs today"), deltas_table(plan));
  if (answer.forecast) {
    sections.table(forecast_section(*answer.forecast),
                   forecast_table(plan, *answer.forecast, verbose));
    sections.table(named("resources", "When resources fill up"), resources_table(*answer.forecast));
    sections.table(named("additions", "What to add"), additions_table(*answer.forecast));
  }
  if (verbose) sections.table(named("further", "Further quantities"), further_table(plan));
  ReportSection warnings = named("warnings", "Warnings");
  warnings.sentences = warning_texts(plan);
  sections.words(std::move(warnings));
  ReportSection assumptions = named("assumptions", "Assumptions");
  if (verbose) assumptions.sentences = plan.assumptions;
  sections.words(std::move(assumptions));
  ReportSection next = named("next", "What to do next");
  next.sentences = plan_advice(answer);
  sections.words(std::move(next));
  sections.words(provenance_section(plan));
  return sections.take();
}

}  // namespace uslkit
