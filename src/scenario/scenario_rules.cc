#include "scenario/scenario_rules.h"

namespace uslkit {

void check_scenario(const Scenario& scenario, Findings& findings) {
  check_architecture(scenario, findings);
  check_targets(scenario, findings);
  check_times(scenario, findings);
  check_names(scenario, findings);
  check_counts(scenario, findings);
  check_orders(scenario, findings);
  check_service(scenario, findings);
  check_load(scenario, findings);
}

}  // namespace uslkit
