// RequestStore: keeps the requests that are on their way until their next event.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/check.h"
#include "run/request.h"
#include "sim/event.h"

namespace uslkit {

// Slots by number, used again once free; a number fits an event's target. They come in blocks, so
// that a slot stays where it is.
class RequestStore {
 public:
  [[nodiscard]] bool full() const { return free_.empty() && size_ >= Event::kMostTargets; }
  [[nodiscard]] std::uint32_t put(const Request& request, Stay stay) {
    if (free_.empty()) add_slot();
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    Request& kept = at(slot);
    kept = request;
    kept.stay = stay;
    return slot;
  }
  [[nodiscard]] Request& at(std::uint32_t slot) { return (*blocks_[slot / kBlock])[slot % kBlock]; }
  void free(std::uint32_t slot) {
    at(slot).stay = Stay::none;
    free_.push_back(slot);
  }
  template <typename Visit>
  void visit(Visit&& visit) const {
    for (std::uint32_t slot = 0; slot < size_; ++slot) {
      const Request& request = (*blocks_[slot / kBlock])[slot % kBlock];
      if (request.stay != Stay::none) visit(request);
    }
  }
  [[nodiscard]] std::size_t in_use() const { return size_ - free_.size(); }
  [[nodiscard]] std::int64_t bytes() const {
    return static_cast<std::int64_t>(blocks_.size() * sizeof(Block) + free_.capacity() * 4);
  }

 private:
  // A power of two: a slot is found by shifting.
  static constexpr std::uint32_t kBlock = 64;
  using Block = std::array<Request, kBlock>;

  void add_slot() {
    USLKIT_CHECK(size_ < Event::kMostTargets);  // callers ask full()
    if (size_ % kBlock == 0) blocks_.push_back(std::make_unique<Block>());
    free_.push_back(size_++);
  }

  std::vector<std::unique_ptr<Block>> blocks_;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> free_;
};

}  // namespace uslkit
