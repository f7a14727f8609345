#include "sim/simulate.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "run/assemble_result.h"
#include "sim/engines.h"

namespace uslkit {
namespace {

RunTally run_one(const Scenario& scenario, const CellRun& run) {
  switch (scenario.architecture) {
    case Architecture::shock_absorber:
      return run_shock_absorber(scenario, run);
    case Architecture::synchronous:
      return run_synchronous(scenario, run);
    case Architecture::coordination:
      return run_coordination(scenario, run);
  }
  USLKIT_CHECK(false);
}

CellRun cell_run(const Scenario& scenario, const SimulateOptions& options, std::size_t number) {
  const std::size_t cells = static_cast<std::size_t>(scenario.cells.count);
  return {.cell = static_cast<std::int64_t>(number % cells),
          .replication = static_cast<std::int64_t>(number / cells),
          .calendar = options.calendar,
          .by_stages = chosen_engine(scenario, options.engine) == EngineChoice::sweep,
          .window = options.window,
          .stop = options.stop};
}

// A replication counts only with all its cells, and those behind one that is not there do not.
std::vector<RunTally> whole_replications(std::vector<std::optional<RunTally>> parts,
                                         std::size_t cells) {
  std::size_t there = 0;
  while (there < parts.size() && parts[there]) ++there;
  const std::size_t whole = there / cells;
  std::vector<RunTally> tallies;
  for (std::size_t i = 0; i < whole * cells; ++i) tallies.push_back(*std::move(parts[i]));
  if (whole > 0 && tallies.size() < parts.size()) {
    tallies.back().stopped_early =
        fmt::format("interrupted after {} of {} replications", whole, parts.size() / cells);
  }
  return tallies;
}

}  // namespace

std::size_t part_count(const Scenario& scenario) {
  return static_cast<std::size_t>(scenario.cells.count * scenario.replications);
}

void simulate_parts(const Scenario& scenario, const SimulateOptions& options,
                    const PartFlow<RunTally>& flow) {
  PartProgress progress(options.on_progress, flow.expected);
  const double duration_s = in_seconds(scenario.duration);
  make_parts<RunTally>(options.threads, flow, [&](std::size_t number) {
    CellRun run = cell_run(scenario, options, number);
    run.on_tick = [&progress, number, duration_s](double fraction, std::int64_t requests) {
      progress.tell(number, fraction, requests, fraction * duration_s);
    };
    RunTally tally = run_one(scenario, run);
    progress.done(number);
    return tally;
  });
}

std::optional<RunResult> result_of_parts(const Scenario& scenario, EngineChoice engine,
                                         std::vector<std::optional<RunTally>> parts) {
  std::vector<RunTally> tallies =
      whole_replications(std::move(parts), static_cast<std::size_t>(scenario.cells.count));
  if (tallies.empty()) return std::nullopt;
  RunResult result = assemble_result(scenario, std::move(tallies));
  if (chosen_engine(scenario, engine) == EngineChoice::sweep) result.provenance.engine = "sweep";
  return result;
}

RunResult simulate(const Scenario& scenario, const SimulateOptions& options) {
  const bool sweeps = chosen_engine(scenario, options.engine) == EngineChoice::sweep;
  if (sweeps) USLKIT_CHECK(why_not_sweep(scenario).empty());
  std::vector<std::optional<RunTally>> tallies(part_count(scenario));
  std::vector<std::size_t> numbers(tallies.size());
  std::iota(numbers.begin(), numbers.end(), 0);
  PartOrder order({.parts = std::move(numbers),
                   .group = static_cast<std::size_t>(scenario.cells.count),
                   .first_always = true,
                   .stop = options.stop});
  PartFlow<RunTally> flow{.expected = tallies.size()};
  flow.next = [&order] { return order.next(); };
  flow.made = [&tallies](std::size_t i, RunTally tally) { tallies[i] = std::move(tally); };
  simulate_parts(scenario, options, flow);
  std::optional<RunResult> result = result_of_parts(scenario, options.engine, std::move(tallies));
  USLKIT_CHECK(result.has_value());  // the first replication is always made
  return *std::move(result);
}

}  // namespace uslkit
