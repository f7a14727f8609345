#include "cli/run_stoppable.h"

#include <fmt/format.h>

#include "cli/run_progress.h"
#include "cli/signals.h"
#include "report/human_number.h"
#include "report/safe_text.h"
#include "sim/run_cost.h"
#include "sim/simulate.h"

namespace uslkit {
namespace {

void say_cost(const Scenario& scenario, const RunCost& cost, const Talk& talk) {
  talk.say(fmt::format("simulating {}: about {} requests, {} events, {}",
                       safe_text(scenario.name.empty() ? "scenario" : scenario.name),
                       si_number(cost.requests), si_number(cost.events), wait_text(cost.seconds)));
  if (cost.events_exceed_budget) {
    talk.warn("more events than the scenario's budget: it will be stopped with what it has");
  }
}

}  // namespace

std::string part_unit(const Scenario& scenario) {
  if (scenario.replications == 1) return "cells";
  return scenario.cells.count == 1 ? "replications" : "cells of replications";
}

double expected_requests_of(const Scenario& scenario) {
  const bool known = scenario.architecture == Architecture::shock_absorber;
  return known ? estimate_run_cost(scenario).requests : 0;
}

StoppableRun run_stoppable(const Scenario& scenario, SimulateOptions options, const Talk& talk) {
  const StopOnSignal stop;
  say_cost(scenario, estimate_run_cost(scenario, options.threads), talk);
  RunProgress progress(talk, "simulating", expected_requests_of(scenario), part_unit(scenario));
  options.stop = stop.flag();
  options.on_progress = [&progress](const SimulateProgress& state) { progress.on_progress(state); };
  StoppableRun run{.result = simulate(scenario, options), .stopped = stop.exit_code()};
  progress.wipe();
  const double elapsed_s = progress.elapsed_s();
  const double events = static_cast<double>(run.result.provenance.events);
  talk.detail(fmt::format("{} events in {}: {}/s, on {} threads", si_number(events),
                          seconds_text(elapsed_s), si_number(events / elapsed_s), options.threads));
  return run;
}

}  // namespace uslkit
