#include "report/run_sections.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_answer.h"
#include "report/run_tables.h"
#include "report/signals_section.h"
#include "report/theory_section.h"

namespace uslkit {
namespace {

constexpr std::size_t kFewEvents = 12;
constexpr std::size_t kFewPartitions = 10;
constexpr std::size_t kEveryEvent = 10'000;
constexpr std::size_t kShortHash = 12;

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

ReportSection events_section(const RunResult& result, bool verbose) {
  const std::size_t most = verbose ? kEveryEvent : kFewEvents;
  ReportSection section = with_table("events", "Events", events_table(result, most));
  if (result.events.size() > most) {
    section.sentences.push_back(
        fmt::format("The first {} of {}; --verbose shows all.", most, result.events.size()));
  }
  return section;
}

ReportSection provenance_section(const RunResult& result, bool verbose) {
  const RunProvenance& from = result.provenance;
  ReportSection section{.name = "provenance", .heading = "Provenance"};
  const std::string run =
      fmt::format("{} engine, seed {}, {}{} events, trajectory {:016x}.", from.engine, from.seed,
                  from.replications == 1 ? "" : fmt::format("{} replications, ", from.replications),
                  count_text(from.events), from.trajectory_hash);
  const std::string source = from.scenario_source.empty() ? "unnamed" : from.scenario_source;
  const std::string& hash = from.scenario_sha256;
  section.footnotes = {
      run, fmt::format("Scenario {}, SHA-256 {}.", source,
                       verbose ? hash + " of its canonical form" : hash.substr(0, kShortHash))};
  if (result.conservation.holds) {
    section.footnotes.emplace_back("Every request is accounted for.");
  }
  for (const std::string& violation : result.conservation.violations) {
    section.footnotes.push_back("Conservation violated: " + violation);
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
  add_if(result.totals.rejected_total() > 0 && (verbose || result.classes.size() > 1),
         with_table("shed", "Shed", shed_table(result)));
  add_if(!result.ack.empty() || !result.end_to_end.empty(),
         with_table("latency", "Latency", latency_table(result)));
  add_if(verbose && result.lag.max_backlog_events > 0, lags_section(result));
  add_if(!result.stations.empty(), with_table("stations", "Stations", stations_table(result)));
  add_if(verbose && result.cells.size() > 1, with_table("cells", "Cells", cells_table(result)));
  add_if(verbose && !result.partitions.empty(),
         with_table("partitions", "Partitions with the most work-lag",
                    partitions_table(result, kFewPartitions)));
  add_if(!result.theory.empty(), theory_section(result, verbose));
  add_if(verbose && !result.estimates.empty(),
         with_table("estimates", "Intervals", estimates_table(result)));
  add_if(!result.golden_signals.empty(), signals_section(result, verbose));
  add_if(!result.events.empty(), events_section(result, verbose));
  add_if(!result.notes.empty(),
         {.name = "notes", .heading = "Notes", .sentences = result.notes, .table = {}});
  add_if(true, provenance_section(result, verbose));
  return sections;
}

}  // namespace uslkit
