// Calendar: the events to come, the earliest first.
//
// A 4-ary heap in a flat array: half the levels of a binary one, and the four children of a node
// are one cache line. The binary heap of the standard library is here to prove that results do not
// depend on the calendar. Measured by bench/sim_bench.cc (hold).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "sim/event.h"
#include "sim/simulate.h"

namespace uslkit {

class QuaternaryCalendar {
 public:
  [[nodiscard]] bool empty() const { return heap_.size() == (hole_ ? 1 : 0); }
  [[nodiscard]] const Event& first() {
    fill_hole();
    return heap_.front();
  }

  void push(Event event) {
    if (hole_) {
      hole_ = false;
      return sift_down(event);
    }
    std::size_t hole = heap_.size();
    heap_.push_back(event);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / kArity;
      if (!event.before(heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = event;
  }

  void clear() {
    heap_.clear();
    hole_ = false;
  }

  // Leaves a hole at the top: most handlers schedule an event next, which then takes its place in
  // one pass down.
  Event pop() {
    fill_hole();
    hole_ = true;
    return heap_.front();
  }

 private:
  static constexpr std::size_t kArity = 4;

  void fill_hole() {
    if (!hole_) return;
    hole_ = false;
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sift_down(last);
  }

  // By value, in two registers: an event written as two words and read at once as 16 bytes would
  // make the processor wait for its store buffer.
  void sift_down(Event event) {
    const std::size_t size = heap_.size();
    Event* const heap = heap_.data();
    std::size_t hole = 0;
    while (true) {
      const std::size_t child = hole * kArity + 1;
      std::size_t least = child;
      if (child + kArity <= size) {
        const std::size_t a = child + (heap[child + 1].before(heap[child]) ? 1 : 0);
        const std::size_t b = child + 2 + (heap[child + 3].before(heap[child + 2]) ? 1 : 0);
        least = heap[b].before(heap[a]) ? b : a;
      } else if (child < size) {
        for (std::size_t i = child + 1; i < size; ++i) {
          if (heap[i].before(heap[least])) least = i;
        }
      } else {
        break;
      }
      if (!heap[least].before(event)) break;
      heap[hole] = heap[least];
      hole = least;
    }
    heap[hole] = event;
  }

  std::vector<Event> heap_;
  bool hole_ = false;
};

class BinaryCalendar {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  void clear() { heap_.clear(); }
  [[nodiscard]] const Event& first() const { return heap_.front(); }
  void push(const Event& event) {
    heap_.push_back(event);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  Event pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Event top = heap_.back();
    heap_.pop_back();
    return top;
  }

 private:
  static bool later(const Event& a, const Event& b) { return b.before(a); }
  std::vector<Event> heap_;
};

// What an engine uses: one of the two, and the sequence numbers that break ties.
class EventCalendar {
 public:
  explicit EventCalendar(CalendarKind kind) : kind_(kind) {}

  void push(TimePoint at, std::uint32_t kind, std::uint32_t target) {
    put(Event(at, next_number(), kind, target));
  }
  void push_ranked(TimePoint at, std::uint32_t kind, std::uint32_t target) {
    put(Event::ranked(at, next_number(), kind, target));
  }
  [[nodiscard]] Event pop() {
    return kind_ == CalendarKind::quaternary_heap ? quaternary_.pop() : binary_.pop();
  }
  [[nodiscard]] const Event& first() {
    return kind_ == CalendarKind::quaternary_heap ? quaternary_.first() : binary_.first();
  }
  [[nodiscard]] bool empty() const {
    return kind_ == CalendarKind::quaternary_heap ? quaternary_.empty() : binary_.empty();
  }
  void clear() {
    quaternary_.clear();
    binary_.clear();
  }
  [[nodiscard]] std::uint64_t pushed() const { return sequence_; }

 private:
  [[nodiscard]] std::uint64_t next_number() {
    USLKIT_CHECK(sequence_ < Event::kMostEvents);  // budgets stop a run long before
    return sequence_++;
  }
  void put(const Event& event) {
    kind_ == CalendarKind::quaternary_heap ? quaternary_.push(event) : binary_.push(event);
  }

  CalendarKind kind_;
  std::uint64_t sequence_ = 0;
  QuaternaryCalendar quaternary_;
  BinaryCalendar binary_;
};

}  // namespace uslkit
