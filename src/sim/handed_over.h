// HandedOver: what consumers hand over to the database within a window of a run by stages.
//
// Consumers are gone through one after the other, so that their batches come in no order of time;
// the database takes them in the order in which one calendar would: by time, then by consumer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/time_point.h"
#include "sim/partition_log.h"

namespace uslkit {

// An event that is written by itself, and for which nobody waits.
struct DatabaseEvent {
  std::int64_t birth_ns = 0;
  std::uint32_t partition = 0;
  EventTag tag{};

  // Part by part: as one value g++ 12 copies it in pieces that the processor must first put
  // together.
  void set(std::int64_t birth, std::uint32_t of_partition, EventTag with_tag) {
    birth_ns = birth;
    partition = of_partition;
    tag.bits = with_tag.bits;
  }
};

class HandedOver {
 public:
  // A batch of `consumer` is handed over: so many events, to be written where the answer points.
  [[nodiscard]] DatabaseEvent* add(TimePoint at, std::uint32_t consumer, std::int64_t count) {
    const std::uint32_t first = static_cast<std::uint32_t>(count_);
    batches_.push_back({at, consumer, first, static_cast<std::uint32_t>(count)});
    count_ += static_cast<std::size_t>(count);
    if (count_ > events_.size()) events_.resize(std::max(count_, 2 * events_.size()));
    return events_.data() + first;
  }

  [[nodiscard]] std::size_t size() const { return count_; }

  struct Batch {
    TimePoint at;
    std::uint32_t consumer = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;

    [[nodiscard]] bool before(const Batch& other) const {
      return at != other.at ? at < other.at : consumer < other.consumer;
    }
  };
  // All of them in order, and the events of each; until clear().
  [[nodiscard]] std::span<const Batch> sorted() {
    sort();
    return sorted_;
  }
  [[nodiscard]] std::span<const DatabaseEvent> events_of(const Batch& batch) const {
    return std::span(events_).subspan(batch.first, batch.count);
  }
  void clear() {
    batches_.clear();
    count_ = 0;
  }

 private:
  // About one batch a bucket, and then each has only a step or two to go. Batches of one consumer
  // at one moment keep their order.
  void sort() {
    sorted_.resize(batches_.size());
    if (batches_.empty()) return;
    TimePoint least = batches_.front().at;
    TimePoint most = least;
    for (const Batch& batch : batches_) {
      least = std::min(least, batch.at);
      most = std::max(most, batch.at);
    }
    const std::uint64_t length = static_cast<std::uint64_t>((most - least).count());
    int shift = 0;
    while (length >> shift > batches_.size()) ++shift;
    const auto bucket_of = [least, shift](const Batch& batch) {
      return static_cast<std::uint64_t>((batch.at - least).count()) >> shift;
    };
    places_.assign((length >> shift) + 2, 0);
    for (const Batch& batch : batches_) ++places_[bucket_of(batch) + 1];
    for (std::size_t i = 1; i < places_.size(); ++i) places_[i] += places_[i - 1];
    for (const Batch& batch : batches_) sorted_[places_[bucket_of(batch)]++] = batch;
    for (std::size_t i = 1; i < sorted_.size(); ++i) {
      const Batch batch = sorted_[i];
      std::size_t hole = i;
      for (; hole > 0 && batch.before(sorted_[hole - 1]); --hole) sorted_[hole] = sorted_[hole - 1];
      sorted_[hole] = batch;
    }
  }

  std::vector<Batch> batches_;
  std::vector<Batch> sorted_;
  std::vector<std::uint32_t> places_;
  std::vector<DatabaseEvent> events_;  // the first count_ of them
  std::size_t count_ = 0;
};

}  // namespace uslkit
