#include "sim/partition_log.h"

#include <algorithm>

namespace uslkit {

LogChunk* ChunkPool::get() {
  if (free_.empty()) {
    all_.push_back(std::make_unique<LogChunk>());
    if (with_births_) {
      all_.back()->birth_ns = std::make_unique<std::array<std::int64_t, LogChunk::kCapacity>>();
    }
    free_.push_back(all_.back().get());
  }
  LogChunk* const chunk = free_.back();
  free_.pop_back();
  chunk->count = 0;
  chunk->finished = 0;
  chunk->closed = false;
  chunk->next = nullptr;
  return chunk;
}

std::int64_t ChunkPool::bytes() const {
  const std::int64_t births =
      with_births_ ? static_cast<std::int64_t>(sizeof(std::int64_t)) * LogChunk::kCapacity : 0;
  return static_cast<std::int64_t>(all_.size()) *
         (static_cast<std::int64_t>(sizeof(LogChunk)) + births);
}

TimePoint PartitionLog::first_birth() const {
  const EventRange range = head();
  if (range.chunk->birth_ns) {
    return TimePoint(Duration((*range.chunk->birth_ns)[range.offset]));
  }
  return first_readable() - constant_age_;
}

void PartitionLog::start_chunk() {
  LogChunk* const chunk = pool_->get();
  chunk->base_ns = last_ns_;
  if (cursor_ == nullptr) cursor_ = chunk;
  LogChunk* const full = tail_;
  tail_ = chunk;
  if (full == nullptr) return;
  full->next = chunk;
  full->closed = true;
  free_if_done(full);
}

void PartitionLog::take(TimePoint now, std::int64_t most, EventBatch& batch) {
  batch.ranges.clear();
  batch.count = 0;
  batch.has_poison = false;
  batch.has_special = false;
  while (batch.count < most && unread_ > 0) {
    const std::int64_t before = batch.count;
    take_range(now, most - batch.count, batch);
    if (batch.count == before) break;
  }
  at_work_ += batch.count;
}

// Takes from one chunk: of a returned range, or at the cursor.
void PartitionLog::take_range(TimePoint now, std::int64_t most, EventBatch& batch) {
  const bool again = !returned_.empty();
  if (!again) turn_page();
  LogChunk* const chunk = again ? returned_.front().chunk : cursor_;
  const std::uint32_t first = again ? returned_.front().offset : cursor_offset_;
  const std::int64_t available =
      again ? returned_.front().count : static_cast<std::int64_t>(chunk->count - first);
  const std::uint32_t end = first + static_cast<std::uint32_t>(std::min(most, available));
  const std::int64_t now_offset = now.time_since_epoch().count() - chunk->base_ns;
  std::uint32_t i = first;
  std::uint16_t tags = 0;
  while (i < end && std::int64_t{chunk->offset_ns[i]} <= now_offset) tags |= chunk->tag[i++].bits;
  const std::int64_t taken = i - first;
  if (taken == 0) return;
  if (EventTag{tags}.poison()) batch.has_poison = true;
  if (EventTag{tags}.is_special()) batch.has_special = true;
  batch.ranges.push_back({chunk, first, taken});
  batch.count += taken;
  unread_ -= taken;
  if (!again) {
    cursor_offset_ = i;
  } else if (taken == available) {
    returned_.pop_front();
  } else {
    returned_.front().offset = i;
    returned_.front().count -= taken;
  }
}

void PartitionLog::finish(EventBatch& batch) {
  for (const EventRange& range : batch.ranges) {
    finish_in(range.chunk, static_cast<std::uint32_t>(range.count));
  }
  at_work_ -= batch.count;
  batch.ranges.clear();
  batch.count = 0;
}

void PartitionLog::give_back(EventBatch& batch) {
  returned_.insert(returned_.begin(), batch.ranges.begin(), batch.ranges.end());
  unread_ += batch.count;
  at_work_ -= batch.count;
  batch.ranges.clear();
  batch.count = 0;
}

}  // namespace uslkit
