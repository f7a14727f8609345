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

StoppableRun run_stoppable(const Scenario& scenario, int threads, const Talk& talk) {
  const StopOnSignal stop;
  const RunCost cost = estimate_run_cost(scenario, threads);
  say_cost(scenario, cost, talk);
  // How often clients will come again depends on what the run finds.
  const bool known = scenario.architecture == Architecture::shock_absorber;
  RunProgress progress(talk, "simulating", known ? cost.requests : 0);
  SimulateOptions options{.threads = threads, .stop = stop.flag()};
  options.on_progress = [&progress](const SimulateProgress& state) { progress.on_progress(state); };
  StoppableRun run{.result = simulate(scenario, options), .stopped = stop.exit_code()};
  progress.wipe();
  const double elapsed_s = progress.elapsed_s();
  const double events = static_cast<double>(run.result.provenance.events);
  talk.detail(fmt::format("{} events in {}: {}/s, on {} threads", si_number(events),
                          seconds_text(elapsed_s), si_number(events / elapsed_s), threads));
  return run;
}

}  // namespace uslkit
