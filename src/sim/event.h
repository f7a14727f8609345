// Event: something that happens at a time: 16 bytes, so that four share a cache line.
//
// Ties in time are broken by a sequence number, which no two events share: so the order of events,
// and with it every result, does not depend on the calendar. A ranked event is ordered by its kind
// before that, and kinds from kRankedByTarget on by their target: then the order of two events of
// one moment follows from what they are and not from when they were scheduled, so that an engine
// that schedules in another order, or not at all, has the same ties.
#pragma once

#include <cstdint>

#include "base/check.h"
#include "base/time_point.h"

namespace uslkit {

class Event {
 public:
  static constexpr int kKindBits = 5;
  static constexpr int kTargetBits = 23;
  static constexpr int kSequenceBits = 36;
  static constexpr std::uint64_t kMostEvents = std::uint64_t{1} << kSequenceBits;
  static constexpr std::uint32_t kMostTargets = std::uint32_t{1} << kTargetBits;

  Event() = default;
  // `kind` < 32, `target` < kMostTargets, `sequence` < kMostEvents: the calendar's budget sees to
  // it.
  Event(TimePoint time, std::uint64_t sequence, std::uint32_t kind, std::uint32_t target)
      : time_ns_(time.time_since_epoch().count()),
        word_((sequence << (kKindBits + kTargetBits)) |
              (static_cast<std::uint64_t>(target) << kKindBits) | kind) {}

  // Ordered by kind first; then by sequence, or from kRankedByTarget on by target.
  static constexpr std::uint32_t kRankedByTarget = 16;
  [[nodiscard]] static Event ranked(TimePoint time, std::uint64_t sequence, std::uint32_t kind,
                                    std::uint32_t target) {
    const std::uint64_t wide = target;
    const std::uint64_t rest = kind < kRankedByTarget ? (sequence << kTargetBits) | wide
                                                      : (wide << kSequenceBits) | sequence;
    Event event;
    event.time_ns_ = time.time_since_epoch().count();
    event.word_ = (std::uint64_t{kind} << (kTargetBits + kSequenceBits)) | rest;
    return event;
  }
  [[nodiscard]] std::uint32_t ranked_kind() const {
    return static_cast<std::uint32_t>(word_ >> (kTargetBits + kSequenceBits));
  }
  [[nodiscard]] std::uint32_t ranked_target() const {
    const int shift = ranked_kind() < kRankedByTarget ? 0 : kSequenceBits;
    return static_cast<std::uint32_t>((word_ >> shift) & (kMostTargets - 1));
  }

  [[nodiscard]] TimePoint time() const { return TimePoint(Duration(time_ns_)); }
  [[nodiscard]] std::uint32_t kind() const {
    return static_cast<std::uint32_t>(word_ & ((1U << kKindBits) - 1));
  }
  [[nodiscard]] std::uint32_t target() const {
    return static_cast<std::uint32_t>((word_ >> kKindBits) & (kMostTargets - 1));
  }

  // Earlier in time, and of two at one time the one that was scheduled first. One comparison of 128
  // bits, without a branch that the processor could not predict.
  [[nodiscard]] bool before(const Event& other) const { return key() < other.key(); }

 private:
  __extension__ typedef unsigned __int128 Key;
  [[nodiscard]] Key key() const {
    return (Key{static_cast<std::uint64_t>(time_ns_)} << 64) | word_;
  }

  std::int64_t time_ns_ = 0;  // never negative
  std::uint64_t word_ = 0;    // sequence 36 bits, target 23, kind 5; ranked: the kind on top
};
static_assert(sizeof(Event) == 16);

}  // namespace uslkit
