#include "cli/run_metrics.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "cli/exit_code.h"

namespace uslkit {
namespace {

Scenario two_classes() {
  Scenario scenario;
  scenario.traffic.classes.resize(2);
  scenario.traffic.classes[0].name = "gold";
  scenario.traffic.classes[1].name = "lead";
  return scenario;
}

RunResult run_of(const Scenario& scenario) {
  RunResult result;
  for (const TrafficClass& each : scenario.traffic.classes) {
    result.classes.emplace_back().name = each.name;
  }
  result.cells.emplace_back();
  return result;
}

bool knows(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

AssertionResult judged(const std::string& text, const RunResult& result) {
  const std::vector<std::string> names = run_metric_names(two_classes());
  return judge({parse_run_assertion(text, {.source = "--assert"}, names)}, result).at(0);
}

TEST_CASE("every metric of a run is known before it runs, and no name is there twice") {
  std::vector<std::string> names = run_metric_names(two_classes());
  for (const Metric& metric : run_metrics(run_of(two_classes()))) {
    CAPTURE(metric.name);
    CHECK(knows(names, metric.name));
  }
  CHECK(knows(names, "classes.lead.counts.arrived"));
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("events are counted by kind, with the first and the last moment") {
  RunResult result = run_of(two_classes());
  result.events = {{.time_s = 30, .cell = 0, .kind = "autoscaler", .text = ""},
                   {.time_s = 10, .cell = 0, .kind = "autoscaler", .text = ""},
                   {.time_s = 5, .cell = 0, .kind = "fault", .text = ""}};
  CHECK(judged("events.autoscaler.count==2", result).passed);
  CHECK(judged("events.autoscaler.first_at_s==10", result).passed);
  CHECK(judged("events.autoscaler.last_at_s==30", result).passed);
  CHECK_FALSE(judged("events.crash.first_at_s>=0", result).passed);
  CHECK(judged("events.crash.first_at_s>=0", result).reason == "no such event happened");
}

TEST_CASE("a series has its least, greatest, mean and last value") {
  RunResult result = run_of(two_classes());
  result.series.consumers = {4, 8, 6};
  CHECK(judged("series.consumers.min==4", result).passed);
  CHECK(judged("series.consumers.max==8", result).passed);
  CHECK(judged("series.consumers.mean==6", result).passed);
  CHECK(judged("series.consumers.last==6", result).passed);
  CHECK(judged("series.work_lag_s.max<1", result).reason == "the series is empty");
}

TEST_CASE("theory is named by its quantity, and only after the run") {
  RunResult result = run_of(two_classes());
  TheoryRow row;
  row.quantity = "ingress mean time, in system";
  row.gap = -0.02;
  result.theory = {row};
  CHECK(judged("theory.worst_gap<=0.02", result).passed);
  CHECK(judged("theory.ingress_mean_time_in_system.absolute_gap<=0.02", result).passed);
  CHECK_THROWS_AS(static_cast<void>(judged("theory.nothing.gap<1", result)), UsageError);
}

TEST_CASE("a part that the run does not have fails an assertion on it and says why") {
  const RunResult result = run_of(two_classes());
  const AssertionResult station = judged("stations.database.utilization<1", result);
  CHECK_FALSE(station.passed);
  CHECK(station.reason == "this run has no such station");
  RunResult without = result;
  without.classes.pop_back();
  CHECK(judged("classes.lead.availability>=0", without).reason == "this run has no such part");
}

TEST_CASE("an unknown metric in a file is bad input, on the command line it is usage") {
  const std::vector<std::string> names = run_metric_names(two_classes());
  const Place place{.source = "a.json", .pointer = "/expect/0"};
  try {
    static_cast<void>(parse_run_assertion("clases.gold.availability>0", place, names));
    CHECK(false);
  } catch (const UsageError&) {
    CHECK(false);
  } catch (const InputError& error) {
    const std::string message = error.what();
    CHECK(message.starts_with("a.json (/expect/0): error: found unknown metric "));
    CHECK(message.ends_with("hint: did you mean classes.gold.availability?"));
  }
  CHECK_THROWS_AS(static_cast<void>(parse_run_assertion("x>1", {.source = "--assert"}, names)),
                  UsageError);
}

}  // namespace
}  // namespace uslkit
