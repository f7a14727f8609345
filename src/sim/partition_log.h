// PartitionLog: the unread events of one partition, in the order in which they were appended.
//
// Six bytes an event: a chunk holds 256 of them as 32-bit distances from its own base time, so
// that a backlog of 72 million events takes 450 MB and not 1.7 GB. A chunk is closed early
// when 4.29 s have passed. Where the way to the log takes always the same time, an event's birth
// follows from the time of its append; else the births are kept beside (14 bytes an event).
//
//   append -> [ unread ............ ] -> take -> [ a batch at work ] -> finish
//                      ^--------- give_back (redelivery) ---------'
//
// Invariants: 1. times never decrease along the log; 2. every event is unread or in one batch;
// 3. a chunk lives until each of its events has been finished. Not thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "base/check.h"
#include "base/time_point.h"

namespace uslkit {

// What is known of an event beside its times.
struct EventTag {
  std::uint16_t bits = 0;

  // As many as a scenario may have; its fields' ranges see to both.
  static constexpr int kMostClasses = 128;
  static constexpr std::uint16_t kMostAttempts = 15;

  [[nodiscard]] std::size_t traffic_class() const { return bits & 0x7FU; }
  [[nodiscard]] bool poison() const { return (bits & 0x80U) != 0; }
  [[nodiscard]] bool duplicate() const { return (bits & 0x100U) != 0; }  // an id seen before
  [[nodiscard]] bool applied() const { return (bits & 0x200U) != 0; }    // its write has landed
  [[nodiscard]] bool dead() const { return (bits & 0x400U) != 0; }     // for the dead-letter queue
  [[nodiscard]] bool lost() const { return (bits & 0x800U) != 0; }     // with its broker
  [[nodiscard]] std::uint16_t attempts() const { return bits >> 12; }  // of a poison event

  // Anything but an event to be applied for the first time.
  [[nodiscard]] bool is_special() const { return (bits & 0xF00U) != 0; }

  static EventTag of_class(std::size_t index) { return {static_cast<std::uint16_t>(index)}; }
  void set_poison() { bits |= 0x80U; }
  void set_duplicate() { bits |= 0x100U; }
  void set_applied() { bits |= 0x200U; }
  void set_dead() { bits |= 0x400U; }
  void set_lost() { bits |= 0x800U; }
  void add_attempt() {
    if (attempts() < kMostAttempts) bits = static_cast<std::uint16_t>(bits + 0x1000U);
  }
};
static_assert(sizeof(EventTag) == 2);

struct LogChunk {
  static constexpr std::uint32_t kCapacity = 256;

  std::int64_t base_ns = 0;
  std::uint32_t count = 0;
  std::uint32_t finished = 0;
  bool closed = false;
  LogChunk* next = nullptr;
  std::array<std::uint32_t, kCapacity> offset_ns;
  std::array<EventTag, kCapacity> tag;
  std::unique_ptr<std::array<std::int64_t, kCapacity>> birth_ns;  // only where births vary
};

// Chunks of all partitions of a cell, used again once they are finished.
class ChunkPool {
 public:
  explicit ChunkPool(bool with_births) : with_births_(with_births) {}
  [[nodiscard]] LogChunk* get();
  void put(LogChunk* chunk) { free_.push_back(chunk); }
  [[nodiscard]] bool with_births() const { return with_births_; }
  [[nodiscard]] std::int64_t bytes() const;  // of all that was ever needed

 private:
  bool with_births_;
  std::vector<std::unique_ptr<LogChunk>> all_;
  std::vector<LogChunk*> free_;
};

// A run of consecutive events.
struct EventRange {
  LogChunk* chunk = nullptr;
  std::uint32_t offset = 0;
  std::int64_t count = 0;
};

// The events that one consumer works on. Mostly one range; more after a redelivery.
struct EventBatch {
  std::vector<EventRange> ranges;
  std::int64_t count = 0;
  bool has_poison = false;   // one that will take the consumer down
  bool has_special = false;  // one that is not just to be applied for the first time
};

class PartitionLog {
 public:
  // `constant_age` is birth-to-readable where the pool keeps no births.
  PartitionLog(ChunkPool& pool, Duration constant_age)
      : pool_(&pool), constant_age_(constant_age) {}

  // `readable` may lie in the future; it is raised to the last event's where it is earlier.
  void append(TimePoint readable, TimePoint birth, EventTag tag);

  [[nodiscard]] std::int64_t unread() const { return unread_; }
  [[nodiscard]] std::int64_t at_work() const { return at_work_; }
  // Of the oldest unread event; only while unread() > 0.
  [[nodiscard]] TimePoint first_readable() const;
  [[nodiscard]] TimePoint first_birth() const;
  [[nodiscard]] TimePoint last_readable() const { return TimePoint(Duration(last_ns_)); }

  // Up to `most` events that are readable at `now`, into `batch` (whose memory is used again).
  void take(TimePoint now, std::int64_t most, EventBatch& batch);

  // What take() would give, where that is one range of plain events of one chunk; else no event.
  [[nodiscard]] EventRange glance(TimePoint now, std::int64_t most);
  // Takes the range that has just been seen by glance(), and finishes it.
  void pass(const EventRange& range);

  // Each event of the batch once: visit(readable_ns, birth_ns, tag&). The tag may be changed.
  template <typename Visit>
  void visit(const EventBatch& batch, Visit&& visit);

  // The same of one range of a batch.
  template <typename Visit>
  void visit_range(const EventRange& range, Visit&& visit);

  // Every event that is unread, oldest first: visit(readable_ns, birth_ns, tag&).
  template <typename Visit>
  void visit_unread(Visit&& visit);

  void finish(EventBatch& batch);     // the batch's events leave the log
  void give_back(EventBatch& batch);  // they are unread again, before all others

 private:
  [[nodiscard]] EventRange head() const;
  void turn_page();
  void take_range(TimePoint now, std::int64_t most, EventBatch& batch);
  void start_chunk();
  void finish_in(LogChunk* chunk, std::uint32_t count);
  void free_if_done(LogChunk* chunk);

  // First what each append needs: together.
  LogChunk* tail_ = nullptr;  // appended to
  std::int64_t last_ns_ = 0;
  std::int64_t unread_ = 0;
  LogChunk* cursor_ = nullptr;  // read from
  std::uint32_t cursor_offset_ = 0;
  std::int64_t at_work_ = 0;
  ChunkPool* pool_;
  Duration constant_age_;
  std::deque<EventRange> returned_;  // to be read before the cursor
};

inline void PartitionLog::append(TimePoint readable, TimePoint birth, EventTag tag) {
  const std::int64_t wanted = readable.time_since_epoch().count();
  if (wanted > last_ns_) last_ns_ = wanted;
  LogChunk* chunk = tail_;
  if (chunk == nullptr || chunk->count == LogChunk::kCapacity ||
      last_ns_ - chunk->base_ns > UINT32_MAX) {
    start_chunk();
    chunk = tail_;
  }
  const std::uint32_t i = chunk->count++;
  chunk->offset_ns[i] = static_cast<std::uint32_t>(last_ns_ - chunk->base_ns);
  chunk->tag[i] = tag;
  if (chunk->birth_ns) (*chunk->birth_ns)[i] = birth.time_since_epoch().count();
  ++unread_;
}

inline EventRange PartitionLog::head() const {
  USLKIT_CHECK(unread_ > 0);
  if (!returned_.empty()) return returned_.front();
  LogChunk* chunk = cursor_;
  std::uint32_t offset = cursor_offset_;
  if (offset == chunk->count) {
    chunk = chunk->next;
    offset = 0;
  }
  return {chunk, offset, 1};
}

inline TimePoint PartitionLog::first_readable() const {
  const EventRange range = head();
  return TimePoint(Duration(range.chunk->base_ns + range.chunk->offset_ns[range.offset]));
}

inline void PartitionLog::finish_in(LogChunk* chunk, std::uint32_t count) {
  chunk->finished += count;
  free_if_done(chunk);
}

inline void PartitionLog::free_if_done(LogChunk* chunk) {
  if (!chunk->closed || chunk->finished != chunk->count) return;
  if (cursor_ == chunk) {
    cursor_ = chunk->next;
    cursor_offset_ = 0;
  }
  pool_->put(chunk);
}

// The chunk behind the cursor may be finished and freed: it is not looked at again.
inline void PartitionLog::turn_page() {
  if (cursor_offset_ < cursor_->count) return;
  cursor_ = cursor_->next;
  cursor_offset_ = 0;
}

inline EventRange PartitionLog::glance(TimePoint now, std::int64_t most) {
  if (!returned_.empty() || unread_ == 0) return {};
  turn_page();
  const LogChunk& chunk = *cursor_;
  const std::uint32_t first = cursor_offset_;
  const std::int64_t available = chunk.count - first;
  const std::uint32_t end = first + static_cast<std::uint32_t>(std::min(most, available));
  const std::int64_t now_offset = now.time_since_epoch().count() - chunk.base_ns;
  std::uint32_t i = first;
  std::uint16_t tags = 0;
  while (i < end && std::int64_t{chunk.offset_ns[i]} <= now_offset) tags |= chunk.tag[i++].bits;
  const std::int64_t count = i - first;
  const bool may_go_on = count == available && count < most && count < unread_;
  if (may_go_on || EventTag{tags}.is_special() || EventTag{tags}.poison()) return {};
  return {cursor_, first, count};
}

inline void PartitionLog::pass(const EventRange& range) {
  cursor_offset_ += static_cast<std::uint32_t>(range.count);
  unread_ -= range.count;
  finish_in(range.chunk, static_cast<std::uint32_t>(range.count));
}

template <typename Visit>
void PartitionLog::visit_range(const EventRange& range, Visit&& visit) {
  LogChunk* const chunk = range.chunk;
  const std::uint32_t end = range.offset + static_cast<std::uint32_t>(range.count);
  for (std::uint32_t i = range.offset; i < end; ++i) {
    const std::int64_t readable = chunk->base_ns + chunk->offset_ns[i];
    const std::int64_t birth =
        chunk->birth_ns ? (*chunk->birth_ns)[i] : readable - constant_age_.count();
    visit(readable, birth, chunk->tag[i]);
  }
}

template <typename Visit>
void PartitionLog::visit(const EventBatch& batch, Visit&& visit) {
  for (const EventRange& range : batch.ranges) visit_range(range, visit);
}

template <typename Visit>
void PartitionLog::visit_unread(Visit&& visit) {
  for (const EventRange& range : returned_) visit_range(range, visit);
  std::uint32_t offset = cursor_offset_;
  for (LogChunk* chunk = cursor_; chunk != nullptr; chunk = chunk->next) {
    visit_range({chunk, offset, static_cast<std::int64_t>(chunk->count - offset)}, visit);
    offset = 0;
  }
}

}  // namespace uslkit
