// StoreBatch: a run of one partition's log, as its consumer hands it to the state store.
//
// Views only: the bytes belong to the caller and must live until the call returns.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/units.h"

namespace uslkit {

// Wall time, because it outlives the process: ages of ids must go on over a restart. It is an
// argument, best the append time of the log; where it runs backwards, the latest one seen counts.
using StoreTime = std::chrono::sys_time<Duration>;

inline constexpr std::size_t kMaxIdBytes = 128;
inline constexpr std::size_t kMaxKeyBytes = 128;
inline constexpr std::size_t kMaxPayloadBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxReasonBytes = 1024;  // more is cut off
inline constexpr std::size_t kMaxBatchEvents = 1'000'000;

struct StoreEvent {
  std::int64_t offset = 0;    // in the log of its partition
  std::string_view id{};      // 1 .. kMaxIdBytes bytes; an id names one event for ever
  std::string_view key{};     // 1 .. kMaxKeyBytes bytes
  std::int64_t sequence = 0;  // within its key, rising if the order was kept
  std::int32_t value = 0;     // 32 bits, so that 2^32 of them cannot overflow a sum
};

// An event that could not be processed and goes to the dead-letter queue instead of the state. Its
// key may be empty, where nobody could read it.
struct PoisonEvent {
  StoreEvent event{};
  std::string_view payload{};  // its bytes, so that it can be looked at and tried again
  std::string_view reason{};
  std::int64_t attempts = 1;
};

// What became of one event of a batch.
enum class EventOutcome : std::uint8_t { applied, duplicate, redelivered, dead_lettered };

struct StoreBatch {
  std::int64_t from_offset = 0;  // the batch holds all events of the log in [from, next)
  std::int64_t next_offset = 0;
  StoreTime time{};
  std::span<const StoreEvent> events{};   // offsets rise
  std::span<const PoisonEvent> poison{};  // offsets rise
  // Where apply() tells what became of each: of `events`, then of `poison`. Empty: nobody asks.
  // Undefined after a StoreError.
  std::span<EventOutcome> outcomes{};
};

// Every event of a batch ends in exactly one of the four.
struct ApplyCounts {
  std::int64_t applied = 0;
  std::int64_t duplicates = 0;   // sent again by a client: another event had the same id
  std::int64_t redelivered = 0;  // read again from the log: below the stored offset
  std::int64_t dead_lettered = 0;

  friend bool operator==(const ApplyCounts&, const ApplyCounts&) = default;
};

// Stops on a batch that its own reader put together wrongly; throws StoreError (bad_event) naming
// `place` on one that holds an event outside the limits.
void check_batch(const StoreBatch& batch, std::string_view place);
// The same for one event that is to be applied.
void check_event(const StoreEvent& event, std::string_view place);

// Whether the batch reaches beyond `next_offset`, the first event not yet applied. Throws
// StoreError (gap) naming `place` if it begins only behind it: the events in between would be lost.
[[nodiscard]] bool brings_news(const StoreBatch& batch, std::int64_t next_offset,
                               std::string_view place);

}  // namespace uslkit
