#include "policy/id_window.h"

#include <cstdint>
#include <deque>
#include <utility>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::seconds;

// The plain definition, searched from end to end.
class SlowWindow {
 public:
  SlowWindow(std::size_t capacity, Duration window) : capacity_(capacity), window_(window) {}
  bool first_seen(TimePoint now, std::uint64_t id) {
    while (!seen_.empty() && now - seen_.front().first > window_) seen_.pop_front();
    for (const std::pair<TimePoint, std::uint64_t>& one : seen_) {
      if (one.second == id) return false;
    }
    if (seen_.size() == capacity_) seen_.pop_front();
    seen_.emplace_back(now, id);
    return true;
  }

 private:
  std::size_t capacity_;
  Duration window_;
  std::deque<std::pair<TimePoint, std::uint64_t>> seen_;
};

TEST_CASE("the window answers as its plain definition does, by count and by time") {
  for (const std::int64_t capacity : {1, 2, 7, 100}) {
    for (const Duration window : {Duration(seconds(5)), Duration::max()}) {
      IdWindow fast({.capacity = capacity, .window = window});
      SlowWindow slow(static_cast<std::size_t>(capacity), window);
      Random random(static_cast<std::uint64_t>(capacity), "id window");
      TimePoint now{};
      int repeats = 0;
      for (int i = 0; i < 5000; ++i) {
        now += std::chrono::milliseconds(random.index(200));
        const std::uint64_t id = random.index(60);
        const bool expected = slow.first_seen(now, id);
        CHECK(fast.first_seen(now, id) == expected);
        repeats += expected ? 0 : 1;
      }
      CHECK(repeats > 0);
    }
  }
}

TEST_CASE("an id is known up to the age of the window and not a nanosecond longer") {
  IdWindow window({.capacity = 10, .window = seconds(5)});
  CHECK(window.first_seen(TimePoint{}, 1));
  CHECK(!window.first_seen(TimePoint(seconds(5)), 1));  // does not keep it longer
  CHECK(window.first_seen(TimePoint(seconds(5)) + Duration{1}, 1));
  CHECK(window.size() == 1);
  CHECK(window.pushed_out() == 0);
}

TEST_CASE("the id number capacity + 1 pushes out the oldest, and is counted") {
  IdWindow window({.capacity = 3});
  for (std::uint64_t id = 0; id < 4; ++id) CHECK(window.first_seen(TimePoint{}, id));
  CHECK(window.pushed_out() == 1);
  CHECK(window.size() == 3);
  CHECK(!window.first_seen(TimePoint{}, 1));
  CHECK(window.first_seen(TimePoint{}, 0));
}

}  // namespace
}  // namespace uslkit
