// AckQueue: appends that wait for a sync, in offset order, in a ring of fixed size.
//
// Not thread-safe: guarded by its partition's state lock. Nothing is allocated after construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "pipeline/log/log.h"

namespace uslkit {

struct WaitingAppend {
  LogOffset first = 0;
  LogOffset end = 0;
  AckCallback done{};
};

class AckQueue {
 public:
  explicit AckQueue(std::int64_t capacity) : ring_(static_cast<std::size_t>(capacity)) {}

  [[nodiscard]] bool full() const { return size_ == ring_.size(); }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t capacity() const { return ring_.size(); }
  [[nodiscard]] const WaitingAppend& front() const { return ring_[head_]; }

  void push(const WaitingAppend& append) {
    USLKIT_CHECK(!full());
    ring_[(head_ + size_) % ring_.size()] = append;
    ++size_;
  }

  void pop() {
    USLKIT_CHECK(!empty());
    head_ = (head_ + 1) % ring_.size();
    --size_;
  }

 private:
  std::vector<WaitingAppend> ring_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace uslkit
