#include "policy/recommendation_window.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::seconds;

TEST_CASE("the window answers the largest recommendation that is not older than it") {
  RecommendationWindow window({.window = seconds(60), .period = seconds(5)});
  std::vector<std::pair<TimePoint, int>> all;
  Random random(1, "window");
  TimePoint now{};
  for (int i = 0; i < 2000; ++i) {
    now += seconds(5 + random.index(10));
    const int value = static_cast<int>(random.index(100));
    all.emplace_back(now, value);
    int largest = 0;
    for (const std::pair<TimePoint, int>& one : all) {
      if (now - one.first <= seconds(60)) largest = std::max(largest, one.second);
    }
    CHECK(window.largest_with(now, value) == largest);
  }
}

TEST_CASE("asked more often than its period, it lets go later, never earlier") {
  RecommendationWindow window({.window = seconds(10), .period = seconds(10)});  // room for three
  TimePoint now{};
  for (int value = 20; value > 0; --value) {
    CHECK(window.largest_with(now, value) == 20);
    now += std::chrono::milliseconds(100);
  }
  const int after = window.largest_with(now + seconds(9), 1);
  CHECK(after >= 1);
  CHECK(after < 20);
  CHECK(window.largest_with(now + seconds(30), 1) == 1);
}

TEST_CASE("a window of 0 follows at once") {
  RecommendationWindow window({.window = seconds(0), .period = seconds(5)});
  CHECK(window.largest_with(TimePoint{}, 9) == 9);
  CHECK(window.largest_with(TimePoint{} + seconds(5), 2) == 2);
}

}  // namespace
}  // namespace uslkit
