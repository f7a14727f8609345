#include "report/plan_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/plan_words.h"

namespace uslkit {
namespace {

constexpr std::array<std::string_view, 8> kDeployed = {
    "cells",     "ingress_nodes",   "brokers", "partitions",
    "consumers", "database_shards", "storage", "cost"};
constexpr std::array<double, 7> kHeadroomShown = {0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 2};

bool is_deployed(const PlannedQuantity& quantity) {
  return std::find(kDeployed.begin(), kDeployed.end(), quantity.name) != kDeployed.end();
}

// A cost of a plan without prices counts nodes, which have a line of their own.
bool is_shown(const SizingPlan& plan, const PlannedQuantity& quantity) {
  return quantity.name != "cost" || !plan.currency.empty();
}

std::string value_of(const PlannedQuantity& quantity, double value) {
  std::string text = quantity_text(value, quantity.unit);
  // The unit stands beside the name where it is long.
  const std::size_t blank = text.find(' ');
  if (quantity.name == "cost" && blank != std::string::npos) text.resize(blank);
  return text;
}

std::string title_of(const PlannedQuantity& quantity) {
  if (quantity.name != "cost" || quantity.unit.empty()) return quantity.title;
  std::string unit = quantity.unit;
  const std::size_t slash = unit.find('/');
  if (slash != std::string::npos) unit.replace(slash, 1, " a ");
  return unit;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

// Every shown factor has a twentieth of the grid; the frontier's ends and the marked ones always.
bool is_headroom_shown(const HeadroomOption& option) {
  if (option.chosen || option.least_regret) return true;
  return std::any_of(kHeadroomShown.begin(), kHeadroomShown.end(),
                     [&](double factor) { return near(factor, option.capacity_factor); });
}

std::string mark_of(const HeadroomOption& option) {
  if (option.chosen && option.least_regret) return "this plan, least regret";
  if (option.chosen) return "this plan";
  if (option.least_regret) return "least regret";
  return option.pareto ? "" : "no surer";
}

// The engine's own reason where the cost does not say it.
std::string reason_of(const SizingPlan& plan, const CellOption& option) {
  if (option.chosen) return "this plan";
  for (const CellOption& chosen : plan.cell_options) {
    const double more = option.cost_per_month - chosen.cost_per_month;
    if (chosen.chosen && more > 0) return cost_text(plan, more) + " more";
  }
  return option.reason;
}

std::string month_of(const std::optional<Month>& month) {
  return month ? month_text(*month) : "not by then";
}

std::string kept_word(const PlanCheck& check) {
  if (!check.kept) return "";
  return *check.kept ? "kept" : "MISS";
}

std::string gap_text(const PlanCheck& check) {
  if (!std::isfinite(check.gap)) return "";
  if (check.predicted > 0 || check.predicted < 0) return fmt::format("{:+.1f} %", 100 * check.gap);
  return fmt::format("{:+.2g}", check.gap);
}

// How far a run may be from its prediction, and whether it is.
std::string agreement_text(const PlanCheck& check) {
  const std::string most = check.predicted == 0 ? quantity_text(check.tolerance, check.unit)
                                                : percent_text(check.tolerance);
  if (!check.agrees) return fmt::format("OFF by over {}", most);
  if (check.predicted == 0) return fmt::format("at most {}", most);
  return fmt::format("{} {}", check.upper_limit ? "at most" : "within", most);
}

}  // namespace

Table promises_table(const SizingPlan& plan) {
  const bool drawn = plan.uncertainty.draws > 1;
  Table table{
      .columns = {{""}, {"promise"}, {"predicted", Align::right}, {"promised", Align::right}}};
  if (drawn) table.columns.push_back({"chance", Align::right});
  for (const PlannedObjective& objective : plan.objectives) {
    const bool share = objective.name == "availability";
    const auto text = [&](double value) {
      return share ? fmt::format("{:.6g} %", 100 * value) : quantity_text(value, objective.unit);
    };
    std::vector<std::string> row = {!objective.promised ? "" : (objective.met ? "kept" : "MISS"),
                                    objective.title, text(objective.predicted),
                                    objective.promised ? text(*objective.promised) : "nothing"};
    if (drawn) {
      row.push_back(
          objective.probability ? odds_text(*objective.probability, plan.uncertainty.draws) : "");
    }
    table.add(std::move(row));
  }
  return table;
}

Table quantities_table(const SizingPlan& plan) {
  const bool cells = plan.counts.cells > 1;
  const bool drawn = plan.uncertainty.draws > 1;
  Table table{.columns = {{"what"}, {"plan", Align::right}}};
  if (cells) table.columns.push_back({"one cell", Align::right});
  if (drawn) table.columns.push_back({"needed, 90 %", Align::right});
  table.columns.push_back({"what binds"});
  for (const std::string_view name : kDeployed) {
    const PlannedQuantity* quantity = plan.find(std::string(name));
    if (quantity == nullptr || !is_shown(plan, *quantity)) continue;
    std::vector<std::string> row = {title_of(*quantity), value_of(*quantity, quantity->value)};
    if (cells) row.push_back(name == "cells" ? "" : value_of(*quantity, quantity->per_cell));
    if (drawn) row.push_back(band_text(*quantity));
    row.push_back(quantity->binding_constraint());
    table.add(std::move(row));
  }
  return table;
}

Table further_table(const SizingPlan& plan) {
  Table table{.columns = {{"what"}, {"value", Align::right}, {"formula"}}};
  for (const PlannedQuantity& quantity : plan.quantities) {
    if (is_deployed(quantity)) continue;
    table.add({quantity.title, quantity_text(quantity.value, quantity.unit), quantity.formula});
  }
  return table;
}

Table broker_rules_table(const SizingPlan& plan, bool formulas) {
  Table table{.columns = {{"rule"}, {"brokers", Align::right}}};
  if (formulas) table.columns.push_back({"by"});
  for (const BrokerRule& rule : plan.broker_rules) {
    std::vector<std::string> row = {rule.name,
                                    rule.brokers ? fmt::format("{}", *rule.brokers) : "no number"};
    if (formulas) row.push_back(rule.formula);
    table.add(std::move(row));
  }
  return table;
}

Table cell_options_table(const SizingPlan& plan, std::size_t most) {
  const bool priced = !plan.currency.empty();
  Table table{.columns = {{"cells", Align::right}, {"nodes", Align::right}}};
  if (priced) table.columns.push_back({cost_heading(plan), Align::right});
  table.columns.push_back({"one lost takes", Align::right});
  table.columns.push_back({"consumers each", Align::right});
  table.columns.push_back({"why not"});
  std::size_t shown = 0;
  for (const CellOption& option : plan.cell_options) {
    if (!option.chosen && !option.pareto && shown >= most) continue;
    ++shown;
    std::vector<std::string> row = {fmt::format("{}", option.counts.cells),
                                    fmt::format("{}", option.counts.nodes())};
    if (priced) row.push_back(human_number(std::round(option.cost_per_month), 1));
    row.push_back(percent_text(option.blast_radius));
    row.push_back(fmt::format("{}", option.counts.cell.consumers));
    row.push_back(reason_of(plan, option));
    table.add(std::move(row));
  }
  return table;
}

Table headroom_table(const SizingPlan& plan, bool all) {
  const std::vector<HeadroomOption>& options = plan.uncertainty.headroom;
  const bool regrets =
      std::any_of(options.begin(), options.end(),
                  [](const HeadroomOption& option) { return option.least_regret; });
  Table table{.columns = {{"built for a load of", Align::right},
                          {cost_heading(plan), Align::right},
                          {"all kept", Align::right}}};
  if (regrets) {
    table.columns.push_back({"penalty", Align::right});
    table.columns.push_back({"regret", Align::right});
  }
  table.columns.push_back({""});
  for (const HeadroomOption& option : options) {
    if (!all && !is_headroom_shown(option)) continue;
    std::vector<std::string> row = {percent_text(option.capacity_factor),
                                    human_number(std::round(option.cost_per_month), 1),
                                    odds_text(option.probability_slo_met, plan.uncertainty.draws)};
    if (regrets) {
      row.push_back(human_number(std::round(option.expected_penalty), 1));
      row.push_back(human_number(std::round(option.regret), 1));
    }
    row.push_back(mark_of(option));
    table.add(std::move(row));
  }
  return table;
}

Table alternatives_table(const SizingPlan& plan) {
  Table table{.columns = {{"instead"}, {"saves", Align::right}, {"outcome"}}};
  for (const RejectedAlternative& each : plan.alternatives) {
    const std::string verdict = each.feasible ? "Would do as well" : "Rejected";
    table.add({each.name, each.saves_per_month ? cost_text(plan, *each.saves_per_month) : "",
               fmt::format("{}. {}: {}.", each.outcome, verdict, each.reason)});
  }
  return table;
}

Table deltas_table(const SizingPlan& plan) {
  Table table{
      .columns = {
          {"what"}, {"today", Align::right}, {"plan", Align::right}, {"change", Align::right}}};
  for (const Delta& delta : plan.deltas) {
    const std::int64_t change = delta.planned - delta.current;
    table.add({key_text(delta.name), fmt::format("{}", delta.current),
               fmt::format("{}", delta.planned), change == 0 ? "0" : fmt::format("{:+}", change)});
  }
  return table;
}

Table forecast_table(const SizingPlan& plan, const SizingForecast& forecast, bool all) {
  constexpr std::size_t kMost = 12;
  Table table{.columns = {{"month"},
                          {"likely peak", Align::right},
                          {"5 % .. 95 %", Align::right},
                          {"cells", Align::right},
                          {"nodes", Align::right}}};
  if (!plan.currency.empty()) table.columns.push_back({cost_heading(plan), Align::right});
  const std::size_t count = forecast.months.size();
  const std::size_t step = all ? 1 : std::max<std::size_t>(1, (count + kMost - 2) / kMost);
  for (std::size_t i = 0; i < count; ++i) {
    if (i % step != 0 && i + 1 != count) continue;
    const ForecastMonth& month = forecast.months[i];
    std::vector<std::string> row = {
        month_text(month.month), quantity_text(month.peak_rate, "/s"),
        fmt::format("{} .. {}", quantity_text(month.low, "/s"), quantity_text(month.high, "/s")),
        month.counts ? fmt::format("{}", month.counts->cells) : "none do",
        month.counts ? fmt::format("{}", month.counts->nodes()) : ""};
    if (!plan.currency.empty()) {
      row.push_back(month.counts ? human_number(std::round(month.cost_per_month), 1) : "");
    }
    table.add(std::move(row));
  }
  return table;
}

Table resources_table(const SizingForecast& forecast) {
  Table table{.columns = {{"resource"},
                          {"carries", Align::right},
                          {"used now", Align::right},
                          {"80 % early (5 %)", Align::right},
                          {"80 % likely", Align::right},
                          {"full", Align::right}}};
  for (const ResourceForecast& each : forecast.resources) {
    table.add({key_text(each.name), quantity_text(each.capacity_per_s, "/s"),
               percent_text(each.utilization_now), month_of(each.eighty_percent_early),
               month_of(each.eighty_percent), month_of(each.full)});
  }
  return table;
}

Table additions_table(const SizingForecast& forecast) {
  Table table{
      .columns = {
          {"by"}, {"have"}, {"from", Align::right}, {"to", Align::right}, {"add", Align::right}}};
  for (const Addition& each : forecast.additions) {
    table.add({month_text(each.by), key_text(each.what), fmt::format("{}", each.from),
               fmt::format("{}", each.to), fmt::format("{:+}", each.to - each.from)});
  }
  return table;
}

Table verification_table(const PlanVerification& verification) {
  Table table{.columns = {{""},
                          {"quantity"},
                          {"predicted", Align::right},
                          {"simulated", Align::right},
                          {"gap", Align::right},
                          {"prediction"}}};
  for (const PlanCheck& check : verification.checks) {
    const bool share = check.name == "availability";
    const auto text = [&](double value) {
      return share ? fmt::format("{:.6g} %", 100 * value) : quantity_text(value, check.unit);
    };
    table.add({kept_word(check), check.title, text(check.predicted), text(check.simulated.value),
               gap_text(check), agreement_text(check)});
  }
  return table;
}

}  // namespace uslkit
