#include "scenario/compare_runs.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/number_text.h"
#include "model/distributions.h"
#include "scenario/compared_metrics.h"

namespace uslkit {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr double kLevel = 0.95;

bool same_number(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(a, b); }

struct Spread {
  double mean = 0;
  double variance = 0;  // of one sample
  double count = 0;
};

Spread spread_of(const std::vector<double>& samples) {
  Spread spread{.count = static_cast<double>(samples.size())};
  for (const double sample : samples) spread.mean += sample / spread.count;
  for (const double sample : samples) {
    spread.variance += (sample - spread.mean) * (sample - spread.mean) / (spread.count - 1);
  }
  return spread;
}

// Half the width of the interval of a difference.
double paired_half(const std::vector<double>& before, const std::vector<double>& after) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < before.size(); ++i) differences.push_back(after[i] - before[i]);
  const Spread spread = spread_of(differences);
  return student_t_quantile(0.5 + kLevel / 2, spread.count - 1) *
         std::sqrt(spread.variance / spread.count);
}

double welch_half(const std::vector<double>& before, const std::vector<double>& after) {
  const Spread a = spread_of(before);
  const Spread b = spread_of(after);
  const double a_share = a.variance / a.count;
  const double b_share = b.variance / b.count;
  const double sum = a_share + b_share;
  if (!(sum > 0)) return 0;
  const double degrees =
      sum * sum / (a_share * a_share / (a.count - 1) + b_share * b_share / (b.count - 1));
  return student_t_quantile(0.5 + kLevel / 2, degrees) * std::sqrt(sum);
}

const NamedEstimate* find_samples(const RunResult& run, const std::string& metric) {
  for (const NamedEstimate& each : run.estimates) {
    if (each.name == metric && each.samples.size() >= 2) return &each;
  }
  return nullptr;
}

// What must agree for sample i of both runs to have seen the same draws.
bool may_be_paired(const RunResult& before, const RunResult& after) {
  return before.provenance.seed == after.provenance.seed &&
         same_number(before.duration_s, after.duration_s) &&
         same_number(before.warm_up_s, after.warm_up_s) &&
         before.provenance.replications == after.provenance.replications;
}

void set_interval(const NamedEstimate* before, const NamedEstimate* after, bool paired,
                  MetricChange& change) {
  if (before == nullptr || after == nullptr || !change.difference) return;
  const bool pairs =
      paired && before->method == after->method && before->samples.size() == after->samples.size();
  const double half = pairs ? paired_half(before->samples, after->samples)
                            : welch_half(before->samples, after->samples);
  change.low = *change.difference - half;
  change.high = *change.difference + half;
  if (pairs) {
    change.method = before->method + ", paired";
  } else if (before->method == after->method) {
    change.method = before->method + ", independent";
  } else {
    change.method = fmt::format("{} and {}, independent", before->method, after->method);
  }
}

// "3.1 ms"; shares have no unit.
std::string amount(double value, const std::string& unit) {
  const std::string number = format_number(value, 3);
  if (unit.empty()) return number;
  return unit.front() == '/' ? number + unit : number + " " + unit;
}

std::string interval_text(double low, double high) {
  return fmt::format("[{}, {}]", format_number(low, 3), format_number(high, 3));
}

std::string verdict_of(const MetricChange& change, const RunLabels& labels) {
  const std::string whose = fmt::format("{}'s {}", labels.after, change.name);
  if (!change.before && !change.after) return fmt::format("neither run has a {}", change.name);
  if (!change.after) {
    return fmt::format("{} has none, {}'s is {}", whose, labels.before,
                       amount(*change.before, change.unit));
  }
  if (!change.before) {
    return fmt::format("{} is {}, {} has none", whose, amount(*change.after, change.unit),
                       labels.before);
  }
  const double difference = *change.difference;
  const std::string size = amount(std::abs(difference), change.unit);
  const char* direction = difference < 0 ? "lower" : "higher";
  if (!change.low) {
    if (!(std::abs(difference) > 0)) {
      return fmt::format("{} is the same: {}", whose, amount(*change.after, change.unit));
    }
    return fmt::format("{} is {} {}, without an interval", whose, size, direction);
  }
  if (!(*change.low < 0 && *change.high > 0) && std::abs(difference) > 0) {
    const double low = difference < 0 ? -*change.high : *change.low;
    const double high = difference < 0 ? -*change.low : *change.high;
    return fmt::format("{} is {} {} {}", whose, size, direction, interval_text(low, high));
  }
  if (!(*change.low < 0 || *change.high > 0)) {
    return fmt::format("{} is the same: {}", whose, amount(*change.after, change.unit));
  }
  return fmt::format("{} does not differ clearly: {} {}", whose, amount(difference, change.unit),
                     interval_text(*change.low, *change.high));
}

MetricChange change_of(const RunResult& before, const RunResult& after,
                       const ComparedMetric& metric, bool paired, const RunLabels& labels) {
  MetricChange change{.metric = metric.metric,
                      .name = metric.name,
                      .unit = metric.unit,
                      .before = metric.value_of(before),
                      .after = metric.value_of(after)};
  if (change.before && change.after) {
    change.difference = *change.after - *change.before;
    if (std::abs(*change.before) > 0) change.ratio = *change.after / *change.before;
  }
  set_interval(find_samples(before, metric.metric), find_samples(after, metric.metric), paired,
               change);
  change.verdict = verdict_of(change, labels);
  return change;
}

std::vector<std::string> warnings_of(const RunResult& before, const RunResult& after) {
  std::vector<std::string> warnings;
  const auto differ = [&warnings](const char* what, const std::string& a, const std::string& b,
                                  const char* consequence) {
    if (a != b)
      warnings.push_back(fmt::format("{} differ: {} and {}; {}", what, a, b, consequence));
  };
  differ("seeds", fmt::format("{}", before.provenance.seed),
         fmt::format("{}", after.provenance.seed),
         "the runs saw different arrivals, so that intervals are wider than need be");
  differ("durations", amount(before.duration_s, "s"), amount(after.duration_s, "s"),
         "counts and lags of a shorter run are not comparable");
  differ("warm-ups", amount(before.warm_up_s, "s"), amount(after.warm_up_s, "s"),
         "latencies cover different parts of the runs");
  differ("architectures", before.architecture, after.architecture,
         "stations and lags mean different things");
  differ("numbers of replications", fmt::format("{}", before.provenance.replications),
         fmt::format("{}", after.provenance.replications), "counts are sums over them");
  for (const RunResult* run : {&before, &after}) {
    if (run->provenance.stopped_early.empty()) continue;
    warnings.push_back(fmt::format("{} ended early: {}",
                                   run == &before ? "the first run" : "the second run",
                                   run->provenance.stopped_early));
  }
  return warnings;
}

[[noreturn]] void refuse(const RunResult& before, const RunResult& after) {
  throw InputError(
      {.place = {.source = "compare"},
       .found = fmt::format("a run of {} and one of {}", before.architecture, after.architecture),
       .allowed = "two open systems or two closed ones",
       .hint = "compare their scalability instead: sweep each and fit it"});
}

// The verdicts on these come first; the others are in the table.
bool is_headline(const MetricChange& change) {
  static constexpr std::string_view kHeadlines[] = {
      "throughput_per_s",          "availability",       "latency.ack.p99_ms",
      "latency.end_to_end.p99_ms", "lag.max_work_lag_s", "lag.recovered_at_s"};
  return std::find(std::begin(kHeadlines), std::end(kHeadlines), change.metric) !=
         std::end(kHeadlines);
}

OrderedJson plain(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? OrderedJson(*value) : OrderedJson(nullptr);
}

OrderedJson change_to_json(const MetricChange& change) {
  OrderedJson json;
  json["metric"] = change.metric;
  json["name"] = change.name;
  json["unit"] = change.unit;
  json["before"] = plain(change.before);
  json["after"] = plain(change.after);
  json["difference"] = plain(change.difference);
  json["interval95"] = change.low ? OrderedJson::array({plain(change.low), plain(change.high)})
                                  : OrderedJson(nullptr);
  json["ratio"] = plain(change.ratio);
  json["method"] = change.method;
  json["verdict"] = change.verdict;
  return json;
}

}  // namespace

RunComparison compare_runs(const RunResult& before, const RunResult& after,
                           const RunLabels& labels) {
  const auto closed = [](const RunResult& run) { return run.architecture == "coordination"; };
  if (closed(before) != closed(after)) refuse(before, after);
  RunComparison comparison{.labels = labels, .paired = may_be_paired(before, after)};
  comparison.warnings = warnings_of(before, after);
  for (const ComparedMetric& metric : compared_metrics(before, after)) {
    MetricChange change = change_of(before, after, metric, comparison.paired, labels);
    if (!change.before && !change.after) continue;
    change.headline = is_headline(change);
    if (change.headline) comparison.sentences.push_back(change.verdict);
    comparison.changes.push_back(std::move(change));
  }
  return comparison;
}

OrderedJson compare_to_json(const RunComparison& comparison) {
  OrderedJson json;
  json["schema_version"] = kCompareSchemaVersion;
  json["document"] = "compare";
  json["labels"] = {{"before", comparison.labels.before}, {"after", comparison.labels.after}};
  json["confidence_level"] = kLevel;
  json["paired"] = comparison.paired;
  json["warnings"] = comparison.warnings;
  json["sentences"] = comparison.sentences;
  OrderedJson& changes = json["changes"] = OrderedJson::array();
  for (const MetricChange& change : comparison.changes) changes.push_back(change_to_json(change));
  return json;
}

}  // namespace uslkit
