// QueryStation: the database of a synchronous system as its requests see it: every request asks and
// waits for the answer.
//
// Shards with `servers` operations at work at once, first come first served, and read replicas of
// each shard with as many servers of their own. The time of an operation is drawn by the request's
// number, times the USL's 1 + alpha (n-1) + beta n (n-1) with n at work in the same place, times
// the factor of a slow database. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time_point.h"
#include "run/active_controls.h"
#include "run/law_sampler.h"
#include "run/station_meter.h"
#include "scenario/database.h"
#include "sim/fifo.h"

namespace uslkit {

// A request's operation: the engine keeps it, by its slot.
struct Query {
  TimePoint entered;
  TimePoint started;
  TimePoint due = TimePoint::max();  // max: waits
  std::uint64_t draw = 0;
  std::uint32_t place = 0;
};

class QueryStation {
 public:
  QueryStation(const DatabaseSpec& spec, const DrawStream& services, const DrawStream& faults);

  // Where a read or a write with this key goes; `uniform` in [0, 1) picks a replica.
  [[nodiscard]] std::uint32_t primary_of(std::uint32_t key) const { return key % shards_; }
  [[nodiscard]] std::uint32_t replica_of(std::uint32_t key, double uniform) const;
  [[nodiscard]] bool has_replicas() const { return replicas_ > 0; }

  // Takes the operation in; true: it has started, and `query.due` says when it will be done.
  [[nodiscard]] bool submit(TimePoint now, std::uint32_t slot, Query& query);
  void finish(TimePoint now, const Query& query);
  // The slot of a waiting operation that can start now, to be passed to start().
  [[nodiscard]] std::optional<std::uint32_t> next_to_start(std::uint32_t place);
  void start(TimePoint now, Query& query);

  // An outage: nothing starts. (The engine holds back what is done meanwhile.)
  void set_down(bool down) { down_ = down; }
  [[nodiscard]] bool down() const { return down_; }

  // Forgets all operations, with the process that asked; then each of them by itself.
  void clear();
  void forget(TimePoint now, const Query& query);

  // From now on operations that start take `factor` times as long and what is added.
  void set_slowness(double factor, const AddedLatency& added) {
    slow_factor_ = factor;
    added_ = added;
  }

  [[nodiscard]] StationMeter& meter() { return meter_; }
  [[nodiscard]] double server_count() const {
    return static_cast<double>(places_.size()) * static_cast<double>(servers_);
  }
  [[nodiscard]] std::uint32_t place_count() const {
    return static_cast<std::uint32_t>(places_.size());
  }
  [[nodiscard]] std::int64_t at_work() const { return at_work_; }

 private:
  struct Servers {
    std::int64_t at_work = 0;
    Fifo<std::uint32_t> waiting;
  };

  std::uint32_t shards_;
  std::uint32_t replicas_;
  std::int64_t servers_;
  UslLoad load_;
  LawSampler service_;
  DrawStream fault_coins_;
  double slow_factor_ = 1;
  AddedLatency added_;
  bool down_ = false;
  std::int64_t at_work_ = 0;
  std::vector<Servers> places_;  // the shards' primaries, then their replicas
  StationMeter meter_;
};

}  // namespace uslkit
