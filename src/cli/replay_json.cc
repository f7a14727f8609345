#include "cli/replay_json.h"

#include <algorithm>

#include "base/number_text.h"
#include "fit/fit_json.h"
#include "report/replay_answer.h"
#include "scenario/field_writer.h"
#include "scenario/scenario_fields.h"

namespace uslkit {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct Figure {
  const char* name;
  std::optional<double> value;
  const char* absent = "";
};

// Said once, for the document and for --assert.
std::vector<Figure> figures_of(const AutoscaleReplay& replay, const ReplayOutcome& outcome) {
  const auto count = [](std::int64_t number) { return static_cast<double>(number); };
  double advised_s = 0;
  for (const SplitAdvice& each : outcome.split_advice) advised_s += each.to_s - each.from_s;
  const double price = replay.options.price;
  return {{"max_age_lag_s", outcome.age_lag.greatest_s},
          {"max_age_lag_at_s", outcome.age_lag.greatest_at_s},
          {"mean_age_lag_s", outcome.age_lag.mean_s},
          {"age_lag_above_slo_s", outcome.age_lag.above_s},
          {"max_work_lag_s", outcome.work_lag.greatest_s},
          {"max_work_lag_at_s", outcome.work_lag.greatest_at_s},
          {"mean_work_lag_s", outcome.work_lag.mean_s},
          {"work_lag_above_slo_s", outcome.work_lag.above_s},
          {"max_backlog_events", outcome.greatest_backlog_events},
          {"max_backlog_at_s", outcome.greatest_backlog_at_s},
          {"backlog_at_end_events", outcome.backlog_at_end_events},
          {"drain_time_s", outcome.drain_time_s, "the backlog is not drained by the end"},
          {"drained_at_s", outcome.drained_at_s, "there is no moment when a backlog was drained"},
          {"scalings", count(outcome.scalings)},
          {"reversals", count(outcome.reversals)},
          {"quick_reversals", count(outcome.quick_reversals)},
          {"min_consumers", count(outcome.fewest)},
          {"max_consumers", count(outcome.most)},
          {"max_asked", count(outcome.most_asked)},
          {"past_useful_s", outcome.past_useful_s},
          {"consumer_hours", outcome.consumer_hours},
          {"surplus_share", outcome.surplus_share},
          {"utilization", outcome.utilization},
          {"split_advised_s", advised_s},
          {"arrived_events", outcome.arrived_events},
          {"served_events", outcome.served_events},
          {"cost", price > 0 ? std::optional<double>(outcome.consumer_hours * price) : std::nullopt,
           "no --price was given"}};
}

OrderedJson outcome_json(const AutoscaleReplay& replay, const ReplayOutcome& outcome) {
  OrderedJson json{{"name", outcome.name}, {"kind", std::string(name_of(outcome.kind))}};
  json["slo_kept"] = outcome.lag(replay.options.slo_of).above_s <= 0;
  for (const Figure& figure : figures_of(replay, outcome)) {
    json[figure.name] = figure.value ? number_to_json(*figure.value) : OrderedJson(nullptr);
  }
  json["split_advised"] = OrderedJson::array();
  for (const SplitAdvice& each : outcome.split_advice) {
    json["split_advised"].push_back({{"from_s", each.from_s}, {"to_s", each.to_s}});
  }
  json["decisions"] = OrderedJson::array();
  // Foresight changes with every breath of the load; its series tells as much.
  if (outcome.kind != ReplayKind::foresight) {
    for (const ReplayDecision& each : outcome.decisions) {
      json["decisions"].push_back(
          {{"time_s", each.time_s}, {"from", each.from}, {"to", each.to}, {"reason", each.reason}});
    }
  }
  return json;
}

OrderedJson series_json(const AutoscaleReplay& replay) {
  OrderedJson json{{"interval_s", replay.row_s},
                   {"load_per_s", replay.load_per_s},
                   {"needed", replay.needed},
                   {"outcomes", OrderedJson::array()}};
  for (const ReplayOutcome& outcome : replay.outcomes) {
    json["outcomes"].push_back({{"name", outcome.name},
                                {"consumers", outcome.consumers},
                                {"work_lag_s", outcome.work_lag_s},
                                {"age_lag_s", outcome.age_lag_s}});
  }
  return json;
}

OrderedJson measured_json(const std::optional<MeasuredFit>& fit) {
  if (!fit) return nullptr;
  return {{"points", fit->points},
          {"mean_absolute_error_events", fit->mean_absolute_error_events},
          {"relative_error", number_to_json(fit->relative_error)},
          {"max_measured_events", fit->greatest_measured_events},
          {"max_model_events", fit->greatest_model_events}};
}

OrderedJson trace_json(const AutoscaleReplay& replay, const LoadTrace& trace) {
  return {{"begins", trace.begins},
          {"length_s", replay.length_s},
          {"samples", trace.samples.size()},
          {"typical_step_s", trace.typical_step_s},
          {"arrived_events", replay.arrived_events},
          {"waiting_at_start_events", replay.waiting_at_start_events},
          {"mean_per_s", replay.mean_rate},
          {"peak_per_s", replay.peak_rate},
          {"peak_at_s", replay.peak_at_s}};
}

OrderedJson capacity_json(const AutoscaleReplay& replay) {
  const UslParameters& usl = replay.options.capacity;
  return {{"alpha", usl.alpha},
          {"beta", usl.beta},
          {"gamma_per_s", usl.gamma},
          {"places", replay.options.partitions * replay.options.workers_per_partition},
          {"most_useful", replay.most_useful},
          {"most_useful_by", replay.useful_by_peak ? "peak" : "places"},
          {"max_throughput_per_s", replay.most_throughput},
          {"needed_at_peak", replay.needed_at_peak},
          {"peak_is_served", replay.peak_is_served}};
}

OrderedJson policies_json(const std::vector<NamedPolicy>& policies) {
  OrderedJson json = OrderedJson::object();
  for (const NamedPolicy& policy : policies) {
    json[policy.name] = write_as_json(policy.spec, {.defaults = true, .notes = false});
  }
  return json;
}

std::string metric_prefix(const ReplayOutcome& outcome) {
  std::string prefix = outcome.name;
  std::replace(prefix.begin(), prefix.end(), ' ', '_');
  return prefix + ".";
}

void append_row(const std::vector<std::string>& fields, std::string& text) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += ',';
    text += fields[i];
  }
  text += '\n';
}

}  // namespace

OrderedJson replay_to_json(const AutoscaleReplay& replay, const LoadTrace& trace,
                           const std::vector<NamedPolicy>& policies) {
  const ReplayOutcome* best = best_policy(replay);
  OrderedJson json{{"trace", trace_json(replay, trace)},
                   {"capacity", capacity_json(replay)},
                   {"start_consumers", replay.options.start},
                   {"slo",
                    {{"lag", lag_name(replay.options.slo_of)},
                     {"at_most_s", in_seconds(replay.options.slo_lag)}}},
                   {"policies", policies_json(policies)}};
  json["best_policy"] = best == nullptr ? OrderedJson(nullptr) : OrderedJson(best->name);
  json["verdict"] = replay_answer(replay);
  json["outcomes"] = OrderedJson::array();
  for (const ReplayOutcome& outcome : replay.outcomes) {
    json["outcomes"].push_back(outcome_json(replay, outcome));
  }
  json["measured_fit"] = measured_json(replay.measured_fit);
  json["series"] = series_json(replay);
  return json;
}

std::string replay_csv(const AutoscaleReplay& replay) {
  std::vector<std::string> fields{"time_s", "load_per_s", "needed"};
  for (const ReplayOutcome& outcome : replay.outcomes) {
    std::string prefix = metric_prefix(outcome);
    prefix.back() = '_';
    for (const char* what : {"consumers", "work_lag_s", "age_lag_s"}) {
      fields.push_back(prefix + what);
    }
  }
  std::string text;
  append_row(fields, text);
  for (std::size_t row = 0; row < replay.load_per_s.size(); ++row) {
    fields = {format_number(replay.row_s * static_cast<double>(row)),
              format_number(replay.load_per_s[row]), format_number(replay.needed[row])};
    for (const ReplayOutcome& outcome : replay.outcomes) {
      fields.push_back(format_number(outcome.consumers[row]));
      fields.push_back(format_number(outcome.work_lag_s[row]));
      fields.push_back(format_number(outcome.age_lag_s[row]));
    }
    append_row(fields, text);
  }
  return text;
}

std::vector<Metric> replay_metrics(const AutoscaleReplay& replay) {
  std::vector<Metric> metrics;
  for (const ReplayOutcome& outcome : replay.outcomes) {
    for (const Figure& figure : figures_of(replay, outcome)) {
      metrics.push_back({.name = metric_prefix(outcome) + figure.name,
                         .value = figure.value,
                         .absent_reason = figure.absent});
    }
    if (outcome.kind != ReplayKind::measured || !replay.measured_fit) continue;
    metrics.push_back({.name = metric_prefix(outcome) + "relative_error",
                       .value = replay.measured_fit->relative_error});
  }
  return metrics;
}

}  // namespace uslkit
