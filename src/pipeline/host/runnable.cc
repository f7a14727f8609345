#include "pipeline/host/runnable.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/input_errors.h"

namespace uslkit {
namespace {

// What is wrong, all of it at once; the places' source is filled in at the end.
using Objections = std::vector<InputError::Parts>;

void check_faults(const Scenario& scenario, Objections& objections) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    if (!std::holds_alternative<CellLossFault>(scenario.faults[i].fault)) continue;
    objections.push_back({.place = {.pointer = fmt::format("/faults/{}", i)},
                          .found = "the loss of a cell",
                          .allowed = "faults within the one cell of this machine",
                          .hint = "leave it out, or simulate it"});
  }
}

void check_log(const LogSpec& log, Objections& objections) {
  if (log.resharding) {
    objections.push_back({.place = {.pointer = "/log/resharding"},
                          .found = "a resharding",
                          .allowed = "a fixed number of partitions",
                          .hint = "leave it out, or simulate it"});
  }
  if (log.capacity && log.on_full == LogFull::block) {
    objections.push_back(
        {.place = {.pointer = "/log/on_full"},
         .found = "\"block\"",
         .allowed = "\"fail\" or \"drop\"",
         .hint = "an event loop never waits for a partition; let clients try again"});
  }
}

bool states_a_time(const ServiceLaw& law) {
  const ConstantLaw* constant = std::get_if<ConstantLaw>(&law);
  return constant == nullptr || constant->mean > Duration{0};
}

}  // namespace

void check_runnable(const Scenario& scenario, const std::string& source) {
  Objections objections;
  if (scenario.architecture != Architecture::shock_absorber) {
    objections.push_back({.place = {.pointer = "/architecture"},
                          .found = "another architecture",
                          .allowed = "\"shock_absorber\"",
                          .hint = "the pipeline is one; `uslkit simulate` runs the others"});
  } else if (!scenario.log || !scenario.consumers) {
    objections.push_back({.place = {.pointer = scenario.log ? "/consumers" : "/log"},
                          .found = "no such section",
                          .allowed = "a log and its consumers",
                          .hint = "a pipeline has both"});
  }
  if (scenario.traffic.classes.empty()) {
    objections.push_back(
        {.place = {.pointer = "/traffic/classes"},
         .found = "no traffic class",
         .allowed = "at least one",
         .hint = "it names what events may be, and what the load generator sends"});
  }
  if (scenario.cells.count != 1) {
    objections.push_back(
        {.place = {.pointer = "/cells/count"},
         .found = fmt::format("{} cells", scenario.cells.count),
         .allowed = "1",
         .hint = "run one cell: --set /cells/count=1 and a rate divided by the cells"});
  }
  if (scenario.log) check_log(*scenario.log, objections);
  check_faults(scenario, objections);
  for (InputError::Parts& each : objections) each.place.source = source;
  if (!objections.empty()) throw InputErrors(objections);
}

std::vector<std::string> runnable_notes(const Scenario& scenario) {
  std::vector<std::string> notes;
  const IngressSpec& ingress = scenario.ingress;
  if (states_a_time(ingress.validation) || states_a_time(ingress.append) || ingress.servers) {
    notes.push_back(
        "/ingress: validation and append take what they take here; the scenario's times and "
        "servers "
        "are those of a simulation");
  }
  if (ingress.nodes > 1) {
    notes.push_back(
        fmt::format("/ingress/nodes: {} in the scenario, one ingress here", ingress.nodes));
  }
  if (scenario.log && scenario.log->replication > 1) {
    notes.push_back(
        "/log/replication: one machine keeps one copy; acks \"all\" wait for the disk, \"leader\" "
        "for the operating system");
  }
  if (scenario.log && (scenario.log->bandwidth || scenario.log->throughput_limit)) {
    notes.push_back("/log: its limits of bandwidth or throughput are those of the disk here");
  }
  if (scenario.consumers && scenario.consumers->idempotency != Idempotency::exact) {
    notes.push_back("/consumers/idempotency: the state store here is exact");
  }
  if (scenario.replications > 1) notes.push_back("/replications: one real run");
  return notes;
}

}  // namespace uslkit
