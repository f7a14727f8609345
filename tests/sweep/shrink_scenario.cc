#include "tests/sweep/shrink_scenario.h"

#include <exception>
#include <vector>

#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

using Step = std::function<void(Scenario&)>;

// Each step makes a scenario simpler, or leaves it as it is.
std::vector<Step> steps_for(const Scenario& scenario) {
  std::vector<Step> steps{[](Scenario& s) { s.runbook.clear(); },
                          [](Scenario& s) { s.cells = CellsSpec{}; },
                          [](Scenario& s) { s.database.reset(); },
                          [](Scenario& s) {
                            s.consumers.reset();
                            s.database.reset();
                          },
                          [](Scenario& s) { s.ingress = IngressSpec{}; },
                          [](Scenario& s) { s.ingress.servers.reset(); },
                          [](Scenario& s) { s.ingress.admission.clear(); },
                          [](Scenario& s) { s.ingress.append = ConstantLaw{}; },
                          [](Scenario& s) { s.warm_up = Duration{0}; },
                          [](Scenario& s) {
                            if (s.duration > std::chrono::milliseconds(1)) s.duration /= 2;
                            if (s.warm_up >= s.duration) s.warm_up = Duration{0};
                          },
                          [](Scenario& s) {
                            if (s.log) s.log->resharding.reset();
                          },
                          [](Scenario& s) {
                            if (s.log) s.log->retention.reset();
                          },
                          [](Scenario& s) {
                            if (s.consumers) s.consumers->autoscaler.reset();
                          },
                          [](Scenario& s) {
                            if (s.consumers) s.consumers->batch.cv = 0;
                          },
                          [](Scenario& s) {
                            if (s.consumers) s.consumers->standby = 0;
                          },
                          [](Scenario& s) {
                            if (s.consumers) s.consumers->workers_per_partition = 1;
                          }};
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    steps.emplace_back([i](Scenario& s) {
      if (i < s.faults.size()) s.faults.erase(s.faults.begin() + static_cast<std::ptrdiff_t>(i));
    });
  }
  for (std::size_t i = 0; i < scenario.traffic.classes.size(); ++i) {
    steps.emplace_back([i](Scenario& s) {
      if (s.traffic.classes.size() < 2 || i >= s.traffic.classes.size()) return;
      s.traffic.classes.erase(s.traffic.classes.begin() + static_cast<std::ptrdiff_t>(i));
    });
    steps.emplace_back([i](Scenario& s) {
      if (i >= s.traffic.classes.size()) return;
      TrafficClass simple;
      simple.name = s.traffic.classes[i].name;
      simple.rate = s.traffic.classes[i].rate;
      s.traffic.classes[i] = simple;
    });
  }
  return steps;
}

// Something may be missing that something else names.
bool is_valid(const Scenario& scenario) {
  try {
    static_cast<void>(scenario_from_text(write_scenario(scenario), "shrunk"));
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

Scenario shrink_scenario(Scenario scenario, const std::function<bool(const Scenario&)>& still) {
  bool simpler = true;
  for (int round = 0; simpler && round < 20; ++round) {
    simpler = false;
    for (const Step& step : steps_for(scenario)) {
      Scenario smaller = scenario;
      step(smaller);
      const bool same = write_scenario(smaller) == write_scenario(scenario);
      if (same || !is_valid(smaller) || !still(smaller)) continue;
      scenario = smaller;
      simpler = true;
    }
  }
  return scenario;
}

}  // namespace uslkit
