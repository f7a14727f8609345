#include "report/replay_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/units_text.h"
#include "report/human_number.h"
#include "report/replay_answer.h"
#include "report/run_tables.h"
#include "report/safe_text.h"
#include "report/timeline_chart.h"
#include "scenario/field_writer.h"
#include "sizing/replay_policies.h"

namespace uslkit {
namespace {

constexpr std::size_t kChartHeight = 8;
constexpr std::size_t kMostDecisions = 10'000;

std::string consumers_text(const ReplayOutcome& outcome) {
  if (outcome.fewest == outcome.most) return fmt::format("{}", outcome.most);
  return fmt::format("{}-{}", outcome.fewest, outcome.most);
}

std::string drain_text(const ReplayOutcome& outcome) {
  if (!outcome.drain_time_s) return "never";
  return outcome.drained_at_s ? span_text(*outcome.drain_time_s) : "-";
}

std::string above_text(double seconds) { return seconds > 0 ? span_text(seconds) : "-"; }

// What a single tick at the edge of a backlog makes is nothing.
std::string spare_text(double share) {
  constexpr double kLeast = 5e-4;
  return percent_text(share < kLeast ? 0 : share, 2);
}

bool asked(const ReplayOutcome& outcome) {
  return outcome.kind == ReplayKind::policy || outcome.kind == ReplayKind::measured;
}

Table outcomes_table(const AutoscaleReplay& replay) {
  const ReplayOptions& options = replay.options;
  const bool priced = options.price > 0;
  Table table{.columns = {{"policy"},
                          {lag_name(options.slo_of), Align::right},
                          {"> " + seconds_text(in_seconds(options.slo_lag)), Align::right},
                          {"drained", Align::right},
                          {"steps", Align::right},
                          {"undone", Align::right},
                          {"consumers", Align::right},
                          {"hours", Align::right},
                          {"spare", Align::right}}};
  if (priced) table.columns.push_back({"cost", Align::right});
  for (const ReplayOutcome& outcome : replay.outcomes) {
    const LagFigures& lag = outcome.lag(options.slo_of);
    const bool decides = asked(outcome);
    std::vector<std::string> row{outcome.name,
                                 span_text(lag.greatest_s),
                                 above_text(lag.above_s),
                                 drain_text(outcome),
                                 decides ? fmt::format("{}", outcome.scalings) : "",
                                 decides ? fmt::format("{}", outcome.reversals) : "",
                                 consumers_text(outcome),
                                 human_number(outcome.consumer_hours, 3),
                                 spare_text(outcome.surplus_share)};
    if (priced) row.push_back(human_number(outcome.consumer_hours * options.price, 3));
    table.add(std::move(row));
  }
  return table;
}

ReportSection outcomes_section(const AutoscaleReplay& replay) {
  return {.name = "outcomes",
          .heading = "Outcomes",
          .sentences = {},
          .table = outcomes_table(replay),
          .footnotes = {
              fmt::format("{}: the greatest; {}: time above it", lag_name(replay.options.slo_of),
                          "> " + seconds_text(in_seconds(replay.options.slo_lag))),
              "drained: from the peak of the load until the greatest backlog is gone",
              "steps: scalings; undone: of those, against the direction of the one before",
              fmt::format("hours: consumer-hours, paid from the order on; spare: of those, beyond "
                          "what the load needed at {} utilisation while nothing waited",
                          percent_text(replay.options.target_utilization))}};
}

ReportSection lags_section(const AutoscaleReplay& replay) {
  Table table{.columns = {{"policy"},
                          {"work-lag", Align::right},
                          {"mean", Align::right},
                          {"age-lag", Align::right},
                          {"mean", Align::right},
                          {"backlog", Align::right},
                          {"at the end", Align::right},
                          {"utilisation", Align::right}}};
  for (const ReplayOutcome& outcome : replay.outcomes) {
    table.add({outcome.name, span_text(outcome.work_lag.greatest_s),
               span_text(outcome.work_lag.mean_s), span_text(outcome.age_lag.greatest_s),
               span_text(outcome.age_lag.mean_s), si_number(outcome.greatest_backlog_events),
               si_number(outcome.backlog_at_end_events), percent_text(outcome.utilization)});
  }
  return {.name = "lags",
          .heading = "Lags",
          .sentences = {},
          .table = std::move(table),
          .footnotes = {
              "work-lag: backlog / service rate; age-lag: age of the oldest unread event; the "
              "greatest of each"}};
}

ReportSection decisions_section(const AutoscaleReplay& replay) {
  Table table{.columns = {{"time", Align::right},
                          {"policy"},
                          {"from", Align::right},
                          {"to", Align::right},
                          {"why"}}};
  struct Row {
    const ReplayOutcome* outcome;
    const ReplayDecision* decision;
  };
  std::vector<Row> rows;
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (!asked(outcome)) continue;
    for (const ReplayDecision& decision : outcome.decisions) rows.push_back({&outcome, &decision});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.decision->time_s < b.decision->time_s;
  });
  const std::size_t all = rows.size();
  rows.resize(std::min(all, kMostDecisions));
  for (const Row& row : rows) {
    table.add({moment_text(row.decision->time_s), row.outcome->name,
               fmt::format("{}", row.decision->from), fmt::format("{}", row.decision->to),
               row.decision->reason});
  }
  ReportSection section{.name = "decisions", .heading = "Decisions", .table = std::move(table)};
  if (all > rows.size()) {
    section.sentences.push_back(fmt::format("The first {} of {}.", rows.size(), all));
  }
  return section;
}

ReportSection assumptions_section(const AutoscaleReplay& replay) {
  const ReplayOptions& options = replay.options;
  const std::string useful =
      replay.useful_by_peak
          ? fmt::format("most useful: {} (the peak of the curve)", replay.most_useful)
          : fmt::format("most useful: {} (places to work)", replay.most_useful);
  return {.name = "assumptions",
          .heading = "Assumed",
          .sentences = {},
          .table = {},
          .footnotes = {
              fmt::format("Capacity: alpha {}, beta {}, gamma {}/s; {}, {}/s.",
                          human_number(options.capacity.alpha), human_number(options.capacity.beta),
                          si_number(options.capacity.gamma, 4), useful,
                          si_number(replay.most_throughput)),
              fmt::format("{} partitions x {} worker{}; {} consumers at first; a look every {}{}.",
                          options.partitions, options.workers_per_partition,
                          options.workers_per_partition == 1 ? "" : "s", options.start,
                          format_duration(options.tick),
                          options.rebalance_pause > Duration{0}
                              ? ", a standstill of " + format_duration(options.rebalance_pause) +
                                    " at each change"
                              : std::string()),
              "A fluid: no chance, even partitions, no lag below saturation."}};
}

std::vector<ReportSection> sections_of(const AutoscaleReplay& replay,
                                       const ReplayReportOptions& options) {
  std::vector<ReportSection> sections;
  std::vector<std::string> sentences = replay_answer(replay);
  sections.push_back({.name = "answer",
                      .heading = fmt::format("Autoscalers on {}: {} at {} to {} events/s",
                                             safe_text(options.name), moment_text(replay.length_s),
                                             si_number(*std::min_element(replay.load_per_s.begin(),
                                                                         replay.load_per_s.end())),
                                             si_number(replay.peak_rate)),
                      .sentences = std::move(sentences),
                      .table = {}});
  sections.push_back({.name = "timeline", .heading = "", .table = {}, .chart = true});
  sections.push_back(outcomes_section(replay));
  sections.push_back(lags_section(replay));
  if (options.decisions) sections.push_back(decisions_section(replay));
  sections.push_back(assumptions_section(replay));
  return sections;
}

std::string drawing(const AutoscaleReplay& replay, const ReportSection& section,
                    const SectionLayout& layout) {
  if (!section.chart) return "";
  return timeline_chart(replay_timeline(replay), {.width = layout.width,
                                                  .height = kChartHeight,
                                                  .unicode = layout.unicode,
                                                  .color = layout.color});
}

double highest_of(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

}  // namespace

Timeline replay_timeline(const AutoscaleReplay& replay) {
  const TimeUnit unit = time_unit_for(replay.length_s);
  Timeline timeline{.title = fmt::format("time ({})", unit.name),
                    .step = replay.row_s / unit.seconds,
                    .end = replay.length_s / unit.seconds};
  timeline.panels.push_back({.title = "load (events/s)",
                             .line = {"load", replay.load_per_s},
                             .highest = std::max(1e-9, highest_of(replay.load_per_s))});
  double highest = highest_of(replay.needed);
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (asked(outcome)) highest = std::max(highest, highest_of(outcome.consumers));
  }
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (!asked(outcome)) continue;
    timeline.panels.push_back({.title = "consumers: " + outcome.name,
                               .line = {"consumers", outcome.consumers},
                               .filled = {"needed", replay.needed},
                               .highest = highest,
                               .plain = true});
  }
  return timeline;
}

std::string replay_report_text(const AutoscaleReplay& replay, const ReplayReportOptions& options) {
  std::string text;
  for (const ReportSection& section : sections_of(replay, options)) {
    if (!text.empty()) text += '\n';
    text += section_text(section, drawing(replay, section, options.layout), options.layout);
  }
  return text;
}

std::string replay_report_markdown(const AutoscaleReplay& replay,
                                   const ReplayReportOptions& options) {
  SectionLayout plain = options.layout;
  plain.color = false;
  std::string text;
  for (const ReportSection& section : sections_of(replay, options)) {
    if (!text.empty()) text += '\n';
    text += section_markdown(section, drawing(replay, section, plain));
  }
  return text;
}

std::string replay_policies_text(const SectionLayout& layout) {
  std::string text;
  for (const std::string& name : replay_policy_names()) {
    const ObjectShape& shape = replay_policy_shape(name);
    Table table{.columns = {{"field"}, {"default", Align::right}, {"what it is"}}};
    for (const FieldShape& field : shape.fields) {
      if (field.name == "note") continue;
      const Json value = default_of(field, shape);
      const std::string written = value.is_null()     ? "-"
                                  : value.is_string() ? value.get<std::string>()
                                                      : value.dump();
      const bool of_fit =
          name == "usl" && (field.name == "alpha" || field.name == "beta" || field.name == "gamma");
      table.add(
          {fmt::format("{}/{}", name, field.name), of_fit ? "the capacity's" : written, field.doc});
    }
    if (!text.empty()) text += '\n';
    text += section_text({.name = name,
                          .heading = fmt::format("{}: {}", name, shape.doc),
                          .table = std::move(table)},
                         "", layout);
  }
  return text;
}

}  // namespace uslkit
