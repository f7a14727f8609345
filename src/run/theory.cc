#include "run/theory.h"

#include "run/theory_row.h"

namespace uslkit {

std::vector<TheoryRow> theory_rows(const Scenario& scenario, const RunResult& result) {
  TheoryRows rows;
  switch (scenario.architecture) {
    case Architecture::coordination:
      add_coordination_theory(scenario, result, rows);
      break;
    case Architecture::synchronous:
      add_synchronous_theory(scenario, result, rows);
      add_shedding_theory(scenario, result, rows);
      break;
    case Architecture::shock_absorber:
      add_ingress_theory(scenario, result, rows);
      add_shedding_theory(scenario, result, rows);
      add_skew_theory(scenario, result, rows);
      add_consumer_theory(scenario, result, rows);
      add_database_theory(scenario, result, rows);
      add_fluid_theory(scenario, result, rows);
      break;
  }
  add_littles_law(result, rows);
  return rows;
}

}  // namespace uslkit
