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
#include "sim/database_station.h"

namespace uslkit {

class HandedOver {
 public:
  // A batch of `consumer` is handed over; its events follow by add().
  void begin(TimePoint at, std::uint32_t consumer) {
    batches_.push_back(
        {.at = at, .consumer = consumer, .first = static_cast<std::uint32_t>(events_.size())});
  }
  void add(const DatabaseEvent& event) {
    events_.push_back(event);
    ++batches_.back().count;
  }

  // visit(at, events), in order; then there is nothing any more.
  template <typename Visit>
  void take_all(Visit&& visit) {
    sort();
    const std::span<const DatabaseEvent> all(events_);
    for (const Batch& batch : sorted_) visit(batch.at, all.subspan(batch.first, batch.count));
    batches_.clear();
    events_.clear();
  }

 private:
  struct Batch {
    TimePoint at;
    std::uint32_t consumer = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;

    [[nodiscard]] bool before(const Batch& other) const {
      return at != other.at ? at < other.at : consumer < other.consumer;
    }
  };

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
  std::vector<DatabaseEvent> events_;
};

}  // namespace uslkit
