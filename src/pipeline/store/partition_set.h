// PartitionSet: the StateStore made of one object per partition, opened when first asked for.
//
// What both backends have in common. Thread-safe: the lock is held only while a partition is looked
// up or opened; the partitions lock for themselves.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "pipeline/store/state_store.h"
#include "pipeline/store/store_error.h"
#include "pipeline/store/store_partition.h"

namespace uslkit {

class PartitionSet final : public StateStore {
 public:
  using Open = std::function<std::unique_ptr<StorePartition>(int partition)>;

  PartitionSet(std::string place, int partitions, Open open)
      : place_(std::move(place)),
        open_(std::move(open)),
        partitions_(static_cast<std::size_t>(partitions)) {}

  ApplyCounts apply(int partition, const StoreBatch& batch) override {
    return at(partition).apply(batch);
  }
  std::int64_t offset(int partition) override { return at(partition).offset(); }
  std::optional<KeyState> state(int partition, std::string_view key) override {
    return at(partition).state(key);
  }
  void visit_states(int partition, const StateVisitor& visit) override {
    at(partition).visit_states(visit);
  }
  std::vector<DeadLetterEntry> dead_letters(int partition, std::uint64_t first,
                                            std::size_t limit) override {
    return at(partition).dead_letters(first, limit);
  }
  RedriveOutcome redrive(int partition, std::uint64_t letter, const StoreEvent& event,
                         StoreTime time) override {
    return at(partition).redrive(letter, event, time);
  }
  StoreMeters meters(int partition) override { return at(partition).meters(); }

  // Closes all of them, even if one fails; then throws what the first one threw.
  void close() override {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    std::exception_ptr first;
    for (const std::unique_ptr<StorePartition>& partition : partitions_) {
      try {
        if (partition) partition->close();
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    }
    if (first) std::rethrow_exception(first);
  }

 private:
  StorePartition& at(int partition) {
    USLKIT_CHECK(partition >= 0);
    USLKIT_CHECK(static_cast<std::size_t>(partition) < partitions_.size());
    const std::lock_guard lock(mutex_);
    if (is_closed_) throw StoreError(StoreFault::closed, place_, "close() was called");
    std::unique_ptr<StorePartition>& found = partitions_[static_cast<std::size_t>(partition)];
    if (!found) found = open_(partition);
    return *found;
  }

  std::string place_;
  Open open_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<StorePartition>> partitions_;
  bool is_closed_ = false;
};

}  // namespace uslkit
