// ClosedSystem: the workers of a coordination run and what their work costs.
#pragma once

#include <cstdint>

#include "run/law_sampler.h"
#include "scenario/scenario.h"
#include "sim/engines.h"

namespace uslkit {

// One cell of a coordination scenario, ready to draw from. Requests are numbered in the order in
// which they take their serial turn; draw i belongs to request i, so that no mechanism moves the
// draws of another. Not thread-safe.
class ClosedSystem {
 public:
  // Throws InputError where the scenario cannot run: nothing takes time, or heartbeats alone
  // take all of it.
  ClosedSystem(const Scenario& scenario, const CellRun& run);

  [[nodiscard]] std::int64_t workers() const { return workers_; }
  [[nodiscard]] const CoordinationSpec& spec() const { return *spec_; }

  // Z of request i.
  [[nodiscard]] Duration local_work(std::int64_t i) {
    return local_work_.sample(static_cast<std::uint64_t>(i));
  }

  // S of request i and what the shared router adds. Every request of every cell halts all cells for
  // the router's pause. Cells do not see each other here: as all cells work at one rate and only
  // while nobody is halted, each request of this one stands for one request of each cell.
  [[nodiscard]] Duration serial(std::int64_t i) {
    return serial_.sample(static_cast<std::uint64_t>(i)) + router_pause_;
  }

  // k (N - 1) where request i closes a batch, else nothing: entries gather to batches of B, and the
  // last one of a batch pays for its append round. One draw stands for all the round's messages:
  // they cross one network in one state. The means that decide throughput do not depend on that.
  [[nodiscard]] Duration exchanges(std::int64_t i) {
    if (workers_ == 1 || (i + 1) % batch_ != 0) return Duration{0};
    return exchange_.sample(static_cast<std::uint64_t>(i)) * (workers_ - 1);
  }

  // A heartbeat to every follower; zero without heartbeats.
  [[nodiscard]] Duration heartbeat_pause() const { return heartbeat_pause_; }

 private:
  const CoordinationSpec* spec_;
  std::int64_t workers_;
  std::int64_t batch_;
  LawBlock local_work_;
  LawBlock serial_;
  LawBlock exchange_;
  Duration router_pause_{0};
  Duration heartbeat_pause_{0};
};

}  // namespace uslkit
