#include "report/run_sections.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

constexpr std::size_t kFewEvents = 12;
constexpr std::size_t kFewPartitions = 10;
constexpr std::size_t kEveryEvent = 10'000;

std::size_t objectives_missed(const RunResult& result) {
  return static_cast<std::size_t>(
      std::count_if(result.slo.begin(), result.slo.end(),
                    [](const ObjectiveVerdict& verdict) { return !verdict.met; }));
}

std::string objectives_sentence(const RunResult& result) {
  const std::size_t missed = objectives_missed(result);
  const std::size_t all = result.slo.size();
  if (missed == 0) {
    return all == 1 ? "The objective is met." : fmt::format("All {} objectives are met.", all);
  }
  std::string text = fmt::format("{} of {} objectives missed: ", missed, all);
  bool first = true;
  for (const ObjectiveVerdict& verdict : result.slo) {
    if (verdict.met) continue;
    text += fmt::format("{}{} (found {}{}{})", first ? "" : "; ", verdict.text,
                        human_number(verdict.found), verdict.unit.empty() ? "" : " ", verdict.unit);
    first = false;
  }
  return text + ".";
}

std::string lag_sentence(const LagResult& lag) {
  if (!(lag.max_work_lag_s > 0)) return "";
  std::string text = fmt::format("Peak work-lag {} at {}", seconds_text(lag.max_work_lag_s),
                                 moment_text(lag.max_work_lag_at_s));
  if (lag.recovered_at_s) {
    return text + fmt::format("; below 1 s for good from {} on.", moment_text(*lag.recovered_at_s));
  }
  text += "; it has not recovered when the run ends";
  if (lag.drain_time_s) {
    return text + fmt::format(": the backlog needs another {}.", moment_text(*lag.drain_time_s));
  }
  return text + ", and the backlog does not drain.";
}

std::vector<std::string> answer_sentences(const RunResult& result) {
  std::vector<std::string> sentences;
  const std::string& stopped = result.provenance.stopped_early;
  if (!stopped.empty()) {
    sentences.push_back(
        fmt::format("Stopped early: {}. What follows is what was done by then.", stopped));
  }
  if (!result.slo.empty()) sentences.push_back(objectives_sentence(result));
  sentences.push_back(fmt::format("Throughput {}/s over {}{}.",
                                  human_number(result.throughput_per_s),
                                  moment_text(result.duration_s - result.warm_up_s),
                                  result.warm_up_s > 0 ? ", the warm-up left out" : ""));
  if (result.totals.arrived > 0) {
    sentences.push_back(fmt::format("Availability {:.4f} %: {} arrived, {} shed, {} failed.",
                                    100 * result.availability, count_text(result.totals.arrived),
                                    count_text(result.totals.rejected_total()),
                                    count_text(result.totals.failed)));
  }
  const std::string lag = lag_sentence(result.lag);
  if (!lag.empty()) sentences.push_back(lag);
  if (!result.conservation.holds) {
    sentences.emplace_back("Requests were not conserved, which is a bug: see below.");
  }
  return sentences;
}

ReportSection with_table(std::string name, std::string heading, Table table) {
  return {.name = std::move(name), .heading = std::move(heading), .table = std::move(table)};
}

ReportSection lags_section(const RunResult& result) {
  Table table{.columns = {{"lag"}, {"greatest", Align::right}, {"what it is"}}};
  const LagResult& lag = result.lag;
  table.add({"work-lag", seconds_text(lag.max_work_lag_s), "backlog / service rate"});
  table.add({"age-lag", seconds_text(lag.max_age_lag_s), "age of the oldest unread event"});
  table.add({"drain time", lag.drain_time_s ? seconds_text(*lag.drain_time_s) : "never",
             "of the backlog at the end, at the rates of the end"});
  table.add({"backlog", human_number(lag.max_backlog_events), "events waiting"});
  return with_table("lags", "Lags", std::move(table));
}

ReportSection theory_section(const RunResult& result) {
  ReportSection section = with_table("theory", "Theory beside simulation", theory_table(result));
  for (const TheoryRow& row : result.theory) {
    section.sentences.push_back(
        row.assumption.empty()
            ? fmt::format("{}: {}", row.quantity, row.formula)
            : fmt::format("{}: {}; {}", row.quantity, row.formula, row.assumption));
  }
  return section;
}

ReportSection signals_section(const RunResult& result) {
  ReportSection section = with_table("signals", "Golden signals", signals_table(result));
  for (const GoldenSignal& signal : result.golden_signals) {
    if (!signal.correction.empty()) {
      section.sentences.push_back(fmt::format("{}: {}", signal.name, signal.correction));
    }
  }
  return section;
}

ReportSection events_section(const RunResult& result, bool verbose) {
  const std::size_t most = verbose ? kEveryEvent : kFewEvents;
  ReportSection section = with_table("events", "Events", events_table(result, most));
  if (result.events.size() > most) {
    section.sentences.push_back(fmt::format("The first {} of {}; --verbose and --json have more.",
                                            most, result.events.size()));
  }
  return section;
}

ReportSection provenance_section(const RunResult& result) {
  const RunProvenance& from = result.provenance;
  ReportSection section{.name = "provenance", .heading = "Provenance"};
  section.sentences.push_back(
      fmt::format("{} engine, seed {}, {} replication{}, {} events, trajectory {:016x}.",
                  from.engine, from.seed, from.replications, from.replications == 1 ? "" : "s",
                  count_text(from.events), from.trajectory_hash));
  section.sentences.push_back(fmt::format("Scenario {}, SHA-256 {} of its canonical form.",
                                          from.scenario_source, from.scenario_sha256));
  if (result.conservation.holds) {
    section.sentences.emplace_back("Conservation holds: every request is accounted for.");
  }
  for (const std::string& violation : result.conservation.violations) {
    section.sentences.push_back("Conservation violated: " + violation);
  }
  return section;
}

}  // namespace

std::vector<ReportSection> run_sections(const RunResult& result, bool verbose) {
  std::vector<ReportSection> sections;
  const auto add_if = [&sections](bool wanted, ReportSection section) {
    if (wanted) sections.push_back(std::move(section));
  };
  const std::string heading = result.name.empty() ? "Run" : result.name;
  add_if(
      true,
      {.name = "answer", .heading = heading, .sentences = answer_sentences(result), .table = {}});
  add_if(!result.slo.empty(), with_table("objectives", "Objectives", objectives_table(result)));
  add_if(!result.series.arrived_per_s.empty(),
         {.name = "timeline", .heading = "Timeline", .table = {}, .chart = true});
  add_if(!result.classes.empty(), with_table("requests", "Requests", requests_table(result)));
  add_if(result.totals.rejected_total() > 0, with_table("shed", "Shed", shed_table(result)));
  add_if(!result.ack.empty() || !result.end_to_end.empty(),
         with_table("latency", "Latency", latency_table(result)));
  add_if(result.lag.max_backlog_events > 0, lags_section(result));
  add_if(!result.stations.empty(), with_table("stations", "Stations", stations_table(result)));
  add_if(verbose && result.cells.size() > 1, with_table("cells", "Cells", cells_table(result)));
  add_if(verbose && !result.partitions.empty(),
         with_table("partitions", "Partitions with the most work-lag",
                    partitions_table(result, kFewPartitions)));
  add_if(!result.theory.empty(), theory_section(result));
  Table estimates = estimates_table(result, verbose);
  const bool estimated = !estimates.rows.empty();
  add_if(estimated, with_table("estimates", "Intervals", std::move(estimates)));
  add_if(!result.golden_signals.empty(), signals_section(result));
  add_if(!result.events.empty(), events_section(result, verbose));
  add_if(!result.notes.empty(),
         {.name = "notes", .heading = "Notes", .sentences = result.notes, .table = {}});
  add_if(true, provenance_section(result));
  return sections;
}

}  // namespace uslkit
