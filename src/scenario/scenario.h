// Scenario: everything that goes into a run, for the simulator and for the real pipeline alike.
//
// One of three architectures:
//   shock_absorber  traffic -> ingress [-> log -> consumers [-> database]]; a stage that is absent
//                   ends the way of a request at the stage before it, so that an ingress alone is
//                   an M/G/c queue
//   synchronous     traffic -> connection pool -> server with a USL [-> cache and database]
//   coordination    a closed system of workers, for alpha and beta from a mechanism
// Rates are those of all cells together; counts of nodes, partitions and consumers are per cell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "scenario/cells_router.h"
#include "scenario/consumers.h"
#include "scenario/coordination.h"
#include "scenario/database.h"
#include "scenario/event_log.h"
#include "scenario/faults.h"
#include "scenario/ingress.h"
#include "scenario/objectives.h"
#include "scenario/runbook.h"
#include "scenario/synchronous.h"
#include "scenario/traffic.h"

namespace uslkit {

enum class Architecture : std::uint8_t { shock_absorber, synchronous, coordination };

// What may be spent on a run; whichever is used up first stops it with what it has so far.
struct RunBudget {
  std::int64_t events = 20'000'000'000;
  Bytes memory{8'000'000'000};
};

struct Scenario {
  std::int64_t schema = 1;
  std::string name{};
  std::string note{};                 // what it shows
  std::vector<std::string> expect{};  // assertions over the RunResult that the note promises
  Architecture architecture = Architecture::shock_absorber;

  std::uint64_t seed = 1;
  Duration duration = std::chrono::seconds(60);
  Duration warm_up{0};  // not counted in latencies, rates and utilisations
  std::int64_t replications = 1;
  Duration control_interval = std::chrono::seconds(1);  // of autoscalers, PID, shedders, runbook
  Duration series_interval = std::chrono::seconds(1);   // widened where a run would have > 4096
  RunBudget budget{};

  TrafficSpec traffic{};
  IngressSpec ingress{};
  std::optional<LogSpec> log{};
  std::optional<ConsumersSpec> consumers{};
  std::optional<DatabaseSpec> database{};
  std::optional<SynchronousSpec> synchronous{};
  std::optional<std::int64_t> workers{};  // of a coordination system: its N
  std::optional<CoordinationSpec> coordination{};
  CellsSpec cells{};
  std::vector<Fault> faults{};
  std::vector<RunbookAction> runbook{};
  std::vector<Objective> slo{};
};

}  // namespace uslkit
