#include "cli/size_metrics.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sizing/plan_json.h"

namespace uslkit {
namespace {

class Collector {
 public:
  explicit Collector(std::string absent) : absent_(std::move(absent)) {}

  void add(const std::string& name, std::optional<double> value, const std::string& absent = "") {
    if (value && std::isnan(*value)) value.reset();
    metrics_.push_back({.name = name,
                        .value = value,
                        .before = {},
                        .absent_reason = absent.empty() ? absent_ : absent});
  }
  template <class Count>
  void add_count(const std::string& name, Count count) {
    add(name, static_cast<double>(count));
  }
  [[nodiscard]] std::vector<Metric> take() { return std::move(metrics_); }

 private:
  std::string absent_;
  std::vector<Metric> metrics_;
};

// Without a plan the usual names stay known, so that an assertion fails rather than be a typo.
void add_quantity(Collector& all, const std::string& name, const PlannedQuantity* quantity) {
  const std::string absent =
      quantity == nullptr ? std::string() : "nothing in the request is uncertain";
  const auto value = [quantity](double PlannedQuantity::*field) {
    return quantity == nullptr ? std::optional<double>() : std::optional<double>(quantity->*field);
  };
  all.add(name + ".value", value(&PlannedQuantity::value));
  all.add(name + ".per_cell", value(&PlannedQuantity::per_cell));
  all.add(name + ".needed", value(&PlannedQuantity::needed));
  const bool drawn = quantity != nullptr && quantity->interval.has_value();
  all.add(name + ".lower", drawn ? std::optional(quantity->interval->lower) : std::nullopt, absent);
  all.add(name + ".median", drawn ? std::optional(quantity->median) : std::nullopt, absent);
  all.add(name + ".upper", drawn ? std::optional(quantity->interval->upper) : std::nullopt, absent);
}

void add_quantities(Collector& all, const SizingPlan& plan) {
  for (const std::string& name : top_level_quantities()) add_quantity(all, name, plan.find(name));
  const std::vector<std::string>& top = top_level_quantities();
  for (const PlannedQuantity& quantity : plan.quantities) {
    if (std::find(top.begin(), top.end(), quantity.name) != top.end()) continue;
    add_quantity(all, quantity.name, &quantity);
  }
}

void add_objectives(Collector& all, const SizingPlan& plan) {
  std::int64_t missed = 0;
  for (const PlannedObjective& objective : plan.objectives) {
    const std::string name = "objectives." + objective.name;
    if (!objective.met) ++missed;
    all.add(name + ".predicted", objective.predicted);
    all.add(name + ".promised", objective.promised, "nothing is promised");
    all.add(name + ".probability", objective.probability, "nothing is promised");
  }
  all.add_count("objectives.missed", missed);
}

void add_uncertainty(Collector& all, const SizingPlan& plan) {
  const bool planned = plan.infeasible.empty();
  const UncertaintyResult& found = plan.uncertainty;
  const std::optional<double> odds =
      planned ? std::optional(found.probability_slo_met) : std::nullopt;
  all.add("probability_slo_met", odds);
  all.add("probability_slo_met.value", odds);
  all.add("probability_slo_met.carried_without_domain", found.probability_carried_without_domain,
          planned ? "there is one domain" : "");
  for (const bool least : {false, true}) {
    const std::string name = least ? "headroom.least_regret." : "headroom.chosen.";
    const std::vector<HeadroomOption>::const_iterator option = std::find_if(
        found.headroom.begin(), found.headroom.end(),
        [least](const HeadroomOption& each) { return least ? each.least_regret : each.chosen; });
    const bool known = option != found.headroom.end();
    const auto value = [&](double HeadroomOption::*field) {
      return known ? std::optional((*option).*field) : std::nullopt;
    };
    const std::string absent = planned ? "a broken promise has no price" : "";
    all.add(name + "capacity_factor", value(&HeadroomOption::capacity_factor), absent);
    all.add(name + "cost_per_month", value(&HeadroomOption::cost_per_month), absent);
    all.add(name + "probability_slo_met", value(&HeadroomOption::probability_slo_met), absent);
    all.add(name + "regret_per_month", value(&HeadroomOption::regret), absent);
  }
}

void add_lists(Collector& all, const SizingPlan& plan) {
  all.add_count("infeasible.count", plan.infeasible.size());
  all.add_count("warnings.count", plan.warnings.size());
  all.add_count("cell_options.count", plan.cell_options.size());
  double fewest = 0;
  double most = 0;
  for (const BrokerRule& rule : plan.broker_rules) {
    if (!rule.brokers) continue;
    const double brokers = static_cast<double>(*rule.brokers);
    fewest = fewest > 0 ? std::min(fewest, brokers) : brokers;
    most = std::max(most, brokers);
  }
  all.add("broker_rules.disagreement", fewest > 0 ? std::optional(most / fewest) : std::nullopt);
}

void add_forecast(Collector& all, const SizingForecast& forecast) {
  for (const ResourceForecast& resource : forecast.resources) {
    const std::string name = fmt::format("forecast.{}.", resource.name);
    const auto months = [&](const std::optional<Month>& month) {
      return month && !forecast.months.empty()
                 ? std::optional(
                       static_cast<double>(month->index - forecast.months.front().month.index))
                 : std::nullopt;
    };
    const std::string never = "not within the forecast";
    all.add(name + "capacity_per_s", resource.capacity_per_s);
    all.add(name + "utilization_now", resource.utilization_now);
    all.add(name + "months_to_eighty_percent", months(resource.eighty_percent), never);
    all.add(name + "months_to_eighty_percent_early", months(resource.eighty_percent_early), never);
    all.add(name + "months_to_full", months(resource.full), never);
  }
  all.add_count("forecast.additions.count", forecast.additions.size());
}

void add_verification(Collector& all, const PlanVerification& verification) {
  std::int64_t differing = 0;
  std::int64_t missed = 0;
  for (const PlanCheck& check : verification.checks) {
    const std::string name = fmt::format("verification.{}.", check.name);
    all.add(name + "predicted", check.predicted);
    all.add(name + "simulated", check.simulated.value);
    all.add(name + "gap", check.gap);
    if (!check.agrees) ++differing;
    if (check.kept && !*check.kept) ++missed;
  }
  all.add_count("verification.differing", differing);
  all.add_count("verification.missed", missed);
}

}  // namespace

std::vector<Metric> size_metrics(const SizingAnswer& answer) {
  const SizingPlan& plan = answer.plan;
  const bool planned = plan.infeasible.empty();
  Collector all(planned ? "the plan has no such part" : "there is no plan");
  add_quantities(all, plan);
  all.add("nodes",
          planned ? std::optional(static_cast<double>(plan.counts.nodes())) : std::nullopt);
  all.add("peak_per_s", plan.peak_rate);
  all.add("mean_per_s", plan.mean_rate);
  all.add("utilization", plan.utilization);
  add_objectives(all, plan);
  add_uncertainty(all, plan);
  add_lists(all, plan);
  if (answer.forecast) add_forecast(all, *answer.forecast);
  if (answer.verification) add_verification(all, *answer.verification);
  return all.take();
}

KnownMetrics known_size_metrics(const SizingAnswer& answer, bool verified) {
  SizingAnswer expected = answer;
  if (verified) {
    expected.verification.emplace();
    for (const PlannedObjective& objective : answer.plan.objectives) {
      expected.verification->checks.push_back({.name = objective.name});
    }
  }
  KnownMetrics known{
      .names = {}, .of = "this request", .list = "uslkit size REQUEST --list-metrics lists them"};
  for (const Metric& metric : size_metrics(expected)) known.names.push_back(metric.name);
  return known;
}

std::vector<AssertionResult> judge(const std::vector<PlacedAssertion>& assertions,
                                   const SizingAnswer& answer) {
  std::vector<Metric> metrics = size_metrics(answer);
  std::vector<Assertion> plain;
  for (const PlacedAssertion& each : assertions) {
    const std::string& name = each.assertion.metric;
    plain.push_back(each.assertion);
    const bool found = std::any_of(metrics.begin(), metrics.end(),
                                   [&name](const Metric& metric) { return metric.name == name; });
    if (found) continue;
    metrics.push_back(
        {.name = name, .value = {}, .before = {}, .absent_reason = "the run did not find it"});
  }
  return evaluate(plain, metrics);
}

}  // namespace uslkit
