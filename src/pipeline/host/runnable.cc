#include "pipeline/host/runnable.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/input_errors.h"

namespace uslkit {
namespace {

// What is wrong, all of it at once.
class Objections {
 public:
  explicit Objections(std::string source) : source_(std::move(source)) {}

  void add(const std::string& pointer, const std::string& found, const std::string& allowed,
           const std::string& hint) {
    errors_.push_back({.place = {.source = source_, .pointer = pointer},
                       .found = found,
                       .allowed = allowed,
                       .hint = hint});
  }
  void throw_if_any() const {
    if (!errors_.empty()) throw InputErrors(errors_);
  }

 private:
  std::string source_;
  std::vector<InputError::Parts> errors_;
};

void check_faults(const Scenario& scenario, Objections& objections) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    if (!std::holds_alternative<CellLossFault>(scenario.faults[i].fault)) continue;
    objections.add(fmt::format("/faults/{}", i), "the loss of a cell",
                   "faults within the one cell of this machine", "leave it out, or simulate it");
  }
}

void check_log(const LogSpec& log, Objections& objections) {
  if (log.resharding) {
    objections.add("/log/resharding", "a resharding", "a fixed number of partitions",
                   "leave it out, or simulate it");
  }
  if (log.capacity && log.on_full == LogFull::block) {
    objections.add("/log/on_full", "\"block\"", "\"fail\" or \"drop\"",
                   "an event loop never waits for a partition; let clients try again");
  }
}

bool states_a_time(const ServiceLaw& law) {
  const ConstantLaw* constant = std::get_if<ConstantLaw>(&law);
  return constant == nullptr || constant->mean > Duration{0};
}

}  // namespace

void check_runnable(const Scenario& scenario, const std::string& source) {
  Objections objections(source);
  if (scenario.architecture != Architecture::shock_absorber) {
    objections.add("/architecture", "another architecture", "\"shock_absorber\"",
                   "the pipeline is one; `uslkit simulate` runs the others");
  } else if (!scenario.log || !scenario.consumers) {
    objections.add(scenario.log ? "/consumers" : "/log", "no such section",
                   "a log and its consumers", "a pipeline has both");
  }
  if (scenario.traffic.classes.empty()) {
    objections.add("/traffic/classes", "no traffic class", "at least one",
                   "it names what events may be, and what the load generator sends");
  }
  if (scenario.cells.count != 1) {
    objections.add("/cells/count", fmt::format("{} cells", scenario.cells.count), "1",
                   "run one cell: --set /cells/count=1 and a rate divided by the cells");
  }
  if (scenario.log) check_log(*scenario.log, objections);
  check_faults(scenario, objections);
  objections.throw_if_any();
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
