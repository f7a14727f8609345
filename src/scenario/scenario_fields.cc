// The declared fields of the scenario itself.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<Architecture>>& words_of<Architecture>() {
  static const std::vector<Word<Architecture>> words{
      {"shock_absorber", Architecture::shock_absorber,
       "Ingress, log, consumers, database; a stage that is absent ends the way of a request before "
       "it"},
      {"synchronous", Architecture::synchronous,
       "A connection pool and a server whose throughput follows the USL"},
      {"coordination", Architecture::coordination, "A closed system of workers"}};
  return words;
}

template <>
const ObjectFields<RunBudget>& fields_of<RunBudget>() {
  static const ObjectFields<RunBudget> fields =
      ObjectFields<RunBudget>("budget",
                              "What may be spent on a run; whichever is used up first stops it "
                              "with what it has so far.")
          .field("events", &RunBudget::events, {.doc = "Simulated events", .lowest = 1})
          .field("memory", &RunBudget::memory, {.doc = "Memory of the process", .lowest = 1000000});
  return fields;
}

template <>
const ObjectFields<Scenario>& fields_of<Scenario>() {
  static const ObjectFields<Scenario> fields =
      ObjectFields<Scenario>("scenario",
                             "Everything that goes into a run. Rates are those of all cells "
                             "together; counts of nodes, partitions and consumers are per cell.")
          .field("schema", &Scenario::schema,
                 {.doc = "Version of this format", .lowest = 1, .highest = 1, .required = true})
          .field("name", &Scenario::name, {.doc = "What the scenario is called", .most = 200})
          .field("note", &Scenario::note, {.doc = "What it shows"})
          .field("expect", &Scenario::expect,
                 {.doc = "Assertions over the result that the note promises", .most = 1000})
          .field("architecture", &Scenario::architecture, {.doc = "Which of the three"})
          .field("seed", &Scenario::seed, {.doc = "Of all chance in the run"})
          .field("duration", &Scenario::duration, {.doc = "How long the run is", .above = 0})
          .field("warm_up", &Scenario::warm_up,
                 {.doc = "Not counted in latencies, rates and utilisations"})
          .field("replications", &Scenario::replications,
                 {.doc = "Runs with seeds of their own", .lowest = 1, .highest = 100000})
          .field("control_interval", &Scenario::control_interval,
                 {.doc = "Of autoscalers, PID, shedders and runbook", .lowest = 0.001})
          .field("series_interval", &Scenario::series_interval,
                 {.doc = "Of the time series; widened where a run would have more than 4096",
                  .lowest = 0.001})
          .field("budget", &Scenario::budget, {.doc = "What may be spent on the run"})
          .field("traffic", &Scenario::traffic,
                 {.doc = "Who sends what; not for the architecture \"coordination\""})
          .field("ingress", &Scenario::ingress, {.doc = "Of the architecture \"shock_absorber\""})
          .field("log", &Scenario::log, {.doc = "Absent: requests end at the ingress"})
          .field("consumers", &Scenario::consumers, {.doc = "Absent: nobody reads the log"})
          .field("database", &Scenario::database, {.doc = "Absent: requests end at the consumers"})
          .field("synchronous", &Scenario::synchronous,
                 {.doc = "Of the architecture \"synchronous\""})
          .field(
              "workers", &Scenario::workers,
              {.doc = "N, of the architecture \"coordination\"", .lowest = 1, .highest = 1000000})
          .field("coordination", &Scenario::coordination,
                 {.doc = "Of the architecture \"coordination\""})
          .field("cells", &Scenario::cells, {.doc = "Copies of everything behind the router"})
          .field("faults", &Scenario::faults, {.doc = "What breaks", .most = 10000})
          .field("runbook", &Scenario::runbook, {.doc = "What people do about it", .most = 10000})
          .field("slo", &Scenario::slo, {.doc = "What is promised", .most = 1000});
  return fields;
}

}  // namespace uslkit
