// theory_row: what the rows of theory.h are made of: facts of a run, and one row from two numbers.
// Internal to the theory files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// What is said; `assumption` ends in whether it holds here.
struct TheoryClaim {
  std::string quantity{};
  std::string formula{};
  std::string assumption{};
  std::string unit{};
  double theory = 0;
  bool holds = true;  // the assumption, in this run
};

// gap = simulated / theory - 1; NaN where theory is 0 or infinite, or nothing was simulated.
[[nodiscard]] TheoryRow theory_row(TheoryClaim claim, const RunEstimate& simulated);

// The run's own estimate of that name, else the value alone.
[[nodiscard]] RunEstimate estimate_or(const RunResult& result, const std::string& name,
                                      double value);

// An estimate minus a constant, ends included.
[[nodiscard]] RunEstimate shifted(RunEstimate estimate, double by);

[[nodiscard]] const StationResult* find_station(const RunResult& result, const std::string& name);

// First two moments of a service law, in seconds.
struct LawMoments {
  double mean_s = 0;
  double cv2 = 0;  // squared coefficient of variation
};
[[nodiscard]] LawMoments moments_of(const ServiceLaw& law);

// What a steady open system is like. Rates are per cell, which must be alike.
struct SteadyLoad {
  double per_cell = 0;   // requests per second
  bool poisson = false;  // all classes
};
// Empty where load or system change in time, where cells differ, or where requests do not pass
// straight through: refused ones, retries, duplicates.
[[nodiscard]] std::optional<SteadyLoad> steady_load(const Scenario& scenario,
                                                    const RunResult& result);
// The same without looking at what was refused, retried or sent twice.
[[nodiscard]] std::optional<SteadyLoad> offered_load(const Scenario& scenario);

using TheoryRows = std::vector<TheoryRow>;

// One function per part of the architecture; each adds what applies.
void add_ingress_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_consumer_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_database_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_fluid_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_skew_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_shedding_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_coordination_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_synchronous_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows);
void add_littles_law(const RunResult& result, TheoryRows& rows);

}  // namespace uslkit
