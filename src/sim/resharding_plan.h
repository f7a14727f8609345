// ReshardingPlan: a new number of partitions without a stop, in the papers' five phases.
//
//   1 scale the ingress   `provision`: capacity for the second write comes up; nothing changes yet
//   2 dual write          from here on each event is appended twice: to its old and its new
//                         partition. Consumers read the old ones.
//   3 backfill            history is copied with a share of the log's bandwidth, which is missing
//                         for appends; without a bandwidth limit it takes a given length
//   4 switch consumers    consumers stand still while offsets map; what was not read yet is read
//                         from its new partition. From the begin of this phase on an event counts
//                         for its new partition.
//   5 clean up            from its begin on events are appended once again; the old partitions go
//
// The log writes what is appended `replication` times, so copying B bytes over `brokers` takes
//   B replication / (share x bandwidth x brokers).
// Source of the phases: S2 of the papers, section 4.4. Immutable.
#pragma once

#include <array>
#include <string>

#include "base/time_point.h"
#include "scenario/event_log.h"

namespace uslkit {

struct ReshardingPhase {
  std::string name;
  std::string text;  // for a RunEvent of the kind "resharding" at its begin
  TimePoint begin{};
  TimePoint end{};  // the clean-up takes no time
};

class ReshardingPlan {
 public:
  static constexpr std::size_t kPhases = 5;

  // `log.resharding` must be there.
  explicit ReshardingPlan(const LogSpec& log);

  [[nodiscard]] const std::array<ReshardingPhase, kPhases>& phases() const { return phases_; }
  [[nodiscard]] std::int64_t partitions_after() const { return partitions_; }

  // When events count for their new partitions and consumers stop, and for how long.
  [[nodiscard]] TimePoint switch_at() const { return phases_[3].begin; }
  [[nodiscard]] Duration switch_pause() const { return phases_[3].end - phases_[3].begin; }

  // Bytes written per byte appended: 2 from the begin of the dual write to the clean-up, else 1.
  [[nodiscard]] double append_factor(TimePoint now) const {
    return phases_[1].begin <= now && now < phases_[4].begin ? 2 : 1;
  }
  // The share of the log's bandwidth that is left for appends.
  [[nodiscard]] double bandwidth_left(TimePoint now) const {
    return phases_[2].begin <= now && now < phases_[2].end ? 1 - backfill_share_ : 1;
  }
  // The next begin of a phase after `now`; TimePoint::max(): none.
  [[nodiscard]] TimePoint next_after(TimePoint now) const;

 private:
  std::array<ReshardingPhase, kPhases> phases_;
  std::int64_t partitions_;
  double backfill_share_;
};

}  // namespace uslkit
