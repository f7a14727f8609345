// Fifo: a first-in-first-out queue in a ring that doubles when it is full and never shrinks.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/check.h"

namespace uslkit {

template <typename T>
class Fifo {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::ptrdiff_t ssize() const { return static_cast<std::ptrdiff_t>(size_); }
  [[nodiscard]] T& front() { return ring_[first_]; }
  [[nodiscard]] T& back() { return ring_[(first_ + size_ - 1) & (ring_.size() - 1)]; }
  [[nodiscard]] const T& at(std::size_t i) const {
    return ring_[(first_ + i) & (ring_.size() - 1)];
  }

  void push(T value) {
    if (size_ == ring_.size()) grow();
    ring_[(first_ + size_) & (ring_.size() - 1)] = std::move(value);
    ++size_;
  }
  T pop() {
    USLKIT_CHECK(size_ > 0);
    T value = std::move(ring_[first_]);
    drop_front();
    return value;
  }
  void drop_front() {
    USLKIT_CHECK(size_ > 0);
    first_ = (first_ + 1) & (ring_.size() - 1);
    --size_;
  }
  [[nodiscard]] std::size_t bytes() const { return ring_.size() * sizeof(T); }

 private:
  void grow() {
    std::vector<T> larger(ring_.empty() ? 16 : ring_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) {
      larger[i] = std::move(ring_[(first_ + i) & (ring_.size() - 1)]);
    }
    ring_ = std::move(larger);
    first_ = 0;
  }

  std::vector<T> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace uslkit
