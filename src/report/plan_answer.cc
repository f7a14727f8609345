#include "report/plan_answer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/plan_words.h"

namespace uslkit {
namespace {

constexpr double kSure = 0.95;
constexpr double kRegretWorthAWord = 0.01;  // of the plan's cost

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text;
}

bool is_drawn(const SizingPlan& plan) { return plan.uncertainty.draws > 1; }

std::string deploy_sentence(const SizingPlan& plan) {
  std::string text = fmt::format("Deploy {}: ", plan.answer);
  text += counted_text(plan.counts.nodes(), "node") + " in all";
  const PlannedQuantity* cost = plan.find("cost");
  if (plan.currency.empty() || cost == nullptr) return text + ".";
  text += fmt::format(", {} a month", cost_text(plan, cost->value));
  if (!cost->interval) return text + ".";
  return text + fmt::format("; 90 % of the drawn worlds need between {} and {}.",
                            cost_text(plan, cost->interval->lower),
                            cost_text(plan, cost->interval->upper));
}

std::string load_sentence(const SizingPlan& plan) {
  std::string text = fmt::format(
      "Built for a peak of {} ({}) and a mean of {}, with capacities used to {} at most",
      quantity_text(plan.peak_rate, "/s"), quantity_text(plan.peak_bytes_per_s, "B/s"),
      quantity_text(plan.mean_rate, "/s"), percent_text(plan.utilization));
  if (plan.planning_factor > 1) {
    text += fmt::format(", and for {} times that load, for the confidence asked for",
                        human_number(plan.planning_factor));
  }
  return text + ".";
}

std::string odds_sentence(const SizingPlan& plan) {
  const UncertaintyResult& found = plan.uncertainty;
  if (!is_drawn(plan)) {
    return "Every input is a plain number, so that nothing can be said of the chance of a "
           "surprise: give ranges or fits.";
  }
  std::string text = fmt::format("Every promise is kept in {} of {} drawn worlds",
                                 odds_text(found.probability_slo_met, found.draws),
                                 human_number(static_cast<double>(found.draws), 1));
  if (found.probability_carried_without_domain) {
    text +=
        fmt::format("; the load is still carried, if slower, while a failure domain is down in {}",
                    odds_text(*found.probability_carried_without_domain, found.draws));
  }
  if (!found.likeliest_miss.empty()) {
    text += fmt::format("; what breaks first: {}", found.likeliest_miss);
  }
  return text + ".";
}

std::string binding_sentence(const SizingPlan& plan) {
  std::vector<std::string> parts;
  for (const char* name : {"cells", "partitions", "consumers", "brokers", "database_shards"}) {
    const PlannedQuantity* quantity = plan.find(name);
    const bool is_free = quantity == nullptr || quantity->bounds.empty() ||
                         (quantity->name == "cells" && plan.counts.cells == 1);
    if (is_free) continue;
    parts.push_back(fmt::format("{} ({})", quantity->title, quantity->binding_constraint()));
  }
  return parts.empty() ? "" : fmt::format("What binds: {}.", listed(parts));
}

std::string promises_sentence(const SizingPlan& plan) {
  std::vector<std::string> missed;
  std::int64_t promised = 0;
  for (const PlannedObjective& objective : plan.objectives) {
    if (!objective.promised) continue;
    ++promised;
    if (!objective.met) missed.push_back(objective.title);
  }
  if (promised == 0) return "Nothing is promised: the plan serves the load, with headroom.";
  if (!missed.empty()) {
    return fmt::format("Not kept even by the likely load: {}.", listed(missed));
  }
  return promised == 1 ? "By the likely load the promise is kept."
                       : fmt::format("By the likely load all {} promises are kept.", promised);
}

std::string verification_sentence(const PlanVerification& verification) {
  std::vector<std::string> missed;
  std::vector<std::string> differing;
  for (const PlanCheck& check : verification.checks) {
    if (check.kept && !*check.kept) missed.push_back(check.title);
    if (!check.agrees) differing.push_back(check.title);
  }
  std::string text = verification.slo_met
                         ? "Simulated, it holds"
                         : fmt::format("Simulated, it does not hold: {}", listed(missed));
  text += differing.empty()
              ? ", and every prediction agrees with the run"
              : fmt::format("; the run differs from the prediction of {}", listed(differing));
  return text + ".";
}

std::string infeasible_sentence(const Infeasibility& each) {
  return fmt::format("{}: {}; promised: {}{}. Nearest feasible: {}. What would help: {}.",
                     capitalised(each.constraint), each.found, each.promised,
                     each.pointer.empty() ? "" : fmt::format(" ({})", each.pointer), each.nearest,
                     each.relax);
}

const HeadroomOption* chosen_of(const SizingPlan& plan) {
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    if (option.chosen) return &option;
  }
  return nullptr;
}

// Moving from the plan to the option that is regretted least, where that is worth a word.
std::string regret_advice(const SizingPlan& plan, const HeadroomOption& chosen) {
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    const bool worth = chosen.regret > kRegretWorthAWord * chosen.cost_per_month;
    if (!option.least_regret || option.chosen || !worth) continue;
    return fmt::format(
        "Consider the plan for {} of the load: with the penalty of broken promises it costs {} "
        "a month less in expectation (set /load_factor to {} or raise the headroom).",
        percent_text(option.capacity_factor), cost_text(plan, chosen.regret),
        human_number(option.capacity_factor));
  }
  return "";
}

// The cheapest option that is sure enough, where the plan is not.
std::string surer_advice(const SizingPlan& plan, const HeadroomOption& chosen) {
  if (chosen.probability_slo_met >= kSure) return "";
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    if (option.probability_slo_met < kSure) continue;
    return fmt::format("{} of certainty costs {} more a month: the plan for {} of the load.",
                       odds_text(option.probability_slo_met, plan.uncertainty.draws),
                       cost_text(plan, option.cost_per_month - chosen.cost_per_month),
                       percent_text(option.capacity_factor));
  }
  return fmt::format(
      "No plan for up to twice the load keeps its promises with {}: measure what is uncertain "
      "({} breaks first).",
      percent_text(kSure), plan.uncertainty.likeliest_miss);
}

}  // namespace

std::vector<std::string> plan_answer_sentences(const SizingAnswer& answer) {
  const SizingPlan& plan = answer.plan;
  std::vector<std::string> sentences;
  const auto add = [&sentences](std::string sentence) {
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
  };
  if (!plan.infeasible.empty()) {
    add("No plan keeps what is promised; the nearest promises that can be kept stand below.");
    for (const Infeasibility& each : plan.infeasible) add(infeasible_sentence(each));
    return sentences;
  }
  add(deploy_sentence(plan));
  add(load_sentence(plan));
  add(promises_sentence(plan));
  add(odds_sentence(plan));
  add(binding_sentence(plan));
  if (answer.verification) add(verification_sentence(*answer.verification));
  if (answer.forecast && !answer.forecast->sentences.empty()) {
    add(answer.forecast->sentences.front());
  }
  return sentences;
}

std::vector<std::string> plan_advice(const SizingAnswer& answer) {
  const SizingPlan& plan = answer.plan;
  std::vector<std::string> advice;
  const auto add = [&advice](std::string sentence) {
    if (!sentence.empty()) advice.push_back(std::move(sentence));
  };
  if (!plan.infeasible.empty()) {
    add("Change one of these, with --set or in the request, and plan again.");
    return advice;
  }
  const HeadroomOption* chosen = chosen_of(plan);
  if (chosen != nullptr && is_drawn(plan)) {
    add(regret_advice(plan, *chosen));
    add(surer_advice(plan, *chosen));
  }
  if (!answer.verification) add("--verify simulates this plan and puts the run beside it.");
  if (!answer.forecast) add("--until 2028-12 --growth 3%/month says when it is full.");
  add("--explain consumers (or any other quantity, or all) shows formula, inputs and bounds.");
  return advice;
}

}  // namespace uslkit
