// DatabaseGate: when a write to the real store may begin, and how long it must seem to take.
//
// The real counterpart of the simulator's DatabaseStation, by the same laws and draws: per shard,
// `servers` operations at once, first come first served; a limit of events per second over all. An
// operation takes the longer of the real write and the scenario's law, times the factor of a slow
// database, plus added latency. One of per_event mode is a batch's single writes, dealt to the
// servers of its shard as the simulator would. Without a database section every partition has a
// shard of its own, without a limit and without a law: the real store counts, faults still work.
//
// Time is an argument; not thread-safe. An outage undoes what is at work: the caller asks
// is_undone() and begins again by again().
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

#include "base/indexed_draw.h"
#include "base/time_point.h"
#include "run/active_controls.h"
#include "run/law_sampler.h"
#include "scenario/scenario.h"

namespace uslkit {

class DatabaseGate {
 public:
  using Caller =
      std::condition_variable*;  // who stands in a queue: how to wake him; never used here

  struct Operation {
    std::uint32_t shard = 0;
    std::int64_t events = 0;
    TimePoint first_begun{};  // of all its tries
    TimePoint begun{};
    Duration law{0};
    Duration added{0};
    double factor = 1;
    TimePoint not_before{};     // by the write limit, and by single writes
    std::uint64_t outages = 0;  // so many had begun when it began
  };

  explicit DatabaseGate(const Scenario& scenario);

  void set_conditions(TimePoint now, double factor, const AddedLatency& added, bool down);
  [[nodiscard]] bool is_down() const { return down_; }
  // No fault makes operations longer: what they cost now is what they cost.
  [[nodiscard]] bool is_sound() const {
    return !down_ && !(factor_ > 1) && !(factor_ < 1) && added_.none();
  }

  // ---- The queue of a partition's shard. ----
  void enter(std::uint32_t partition, Caller caller);
  void leave(std::uint32_t partition, Caller caller);  // without having begun
  [[nodiscard]] bool may_begin(std::uint32_t partition, Caller caller) const;
  // Who may begin now; nullptr: nobody.
  [[nodiscard]] Caller next(std::uint32_t partition) const;
  [[nodiscard]] std::uint32_t shard_of(std::uint32_t partition) const {
    return partition % static_cast<std::uint32_t>(shards_.size());
  }

  // ---- An operation. ----
  // Takes the caller from the queue and a server for it.
  [[nodiscard]] Operation begin(TimePoint now, std::uint32_t partition, Caller caller,
                                std::int64_t events);
  // When it is done if the real write took `real` (0: it was done in an earlier try).
  [[nodiscard]] TimePoint due(const Operation& operation, Duration real) const;
  // An outage has begun since.
  [[nodiscard]] bool is_undone(const Operation& operation) const {
    return operation.outages != outages_;
  }
  void again(TimePoint now, Operation& operation);
  void end(TimePoint now, const Operation& operation);

  // Server time until now, running operations included.
  [[nodiscard]] double busy_seconds(TimePoint now) const;
  [[nodiscard]] std::int64_t servers() const;  // of all shards; 0: no database section

 private:
  struct Shard {
    std::deque<Caller> waiting;
    std::int64_t at_work = 0;
    std::vector<TimePoint> free_at;  // per_event: of its servers, a heap with the earliest first
  };

  void draw(TimePoint now, Operation& operation);
  void draw_single_writes(TimePoint now, Operation& operation);
  [[nodiscard]] double slowdown(std::int64_t at_work) const;
  [[nodiscard]] Duration draw_added();
  [[nodiscard]] TimePoint within_limit(TimePoint now, std::int64_t events);
  void count_busy(TimePoint now);

  std::optional<DatabaseSpec> spec_;
  std::int64_t servers_ = std::numeric_limits<std::int64_t>::max();
  LawSampler service_;
  BatchSampler batch_;
  DrawStream fault_draws_;
  std::vector<Shard> shards_;
  double factor_ = 1;
  AddedLatency added_{};
  bool down_ = false;
  TimePoint down_since_{};
  std::uint64_t outages_ = 0;
  std::uint64_t begun_ = 0;
  TimePoint limit_free_{};
  double limit_carry_ns_ = 0;
  std::int64_t at_work_ = 0;
  std::int64_t busy_ns_ = 0;  // of slots until busy_since_, or of single writes until their end
  TimePoint busy_since_{};
};

}  // namespace uslkit
