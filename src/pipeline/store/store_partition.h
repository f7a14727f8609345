// StorePartition: one partition of a StateStore, which is made of them; as StateStore says of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "pipeline/store/state_store.h"

namespace uslkit {

class StorePartition {
 public:
  StorePartition() = default;
  StorePartition(const StorePartition&) = delete;
  StorePartition& operator=(const StorePartition&) = delete;
  virtual ~StorePartition() = default;

  virtual ApplyCounts apply(const StoreBatch& batch) = 0;
  [[nodiscard]] virtual std::int64_t offset() = 0;
  [[nodiscard]] virtual std::optional<KeyState> state(std::string_view key) = 0;
  virtual void visit_states(const StateStore::StateVisitor& visit) = 0;
  [[nodiscard]] virtual std::vector<DeadLetterEntry> dead_letters(std::uint64_t first,
                                                                  std::size_t limit) = 0;
  virtual RedriveOutcome redrive(std::uint64_t letter, const StoreEvent& event, StoreTime time) = 0;
  [[nodiscard]] virtual StoreMeters meters() = 0;
  virtual void close() = 0;
};

}  // namespace uslkit
