#include "policy/bucket_window.h"

#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("the total is what a full record says of the same stretch of time") {
  Random random(71, "bucket window");
  BucketWindow<std::int64_t> window(seconds(1));
  struct Entry {
    TimePoint at;
    std::int64_t amount;
  };
  std::vector<Entry> record;
  TimePoint now{};
  for (int i = 0; i < 3000; ++i) {
    now += Duration{static_cast<std::int64_t>(random.uniform() * random.uniform() * 2e8)};
    if (random.uniform() < 0.01) now += milliseconds(static_cast<int>(2000 * random.uniform()));
    const std::int64_t amount = static_cast<std::int64_t>(random.index(5));
    window.add(now, amount);
    record.push_back({now, amount});
    const Duration covered = window.covered(now);
    CHECK(covered <= seconds(1));
    CHECK((covered >= milliseconds(900) || now - TimePoint{} == covered));
    std::int64_t expected = 0;
    for (const Entry& entry : record) {
      if (entry.at >= now - covered) expected += entry.amount;
    }
    REQUIRE(window.total(now) == expected);
  }
}

TEST_CASE("what is a window old is gone, at any distance in time") {
  for (const TimePoint later :
       {TimePoint{seconds(1)}, TimePoint{seconds(1000)}, TimePoint::max()}) {
    BucketWindow<std::int64_t> window(seconds(1));
    window.add(TimePoint{}, 7);
    CHECK(window.total(TimePoint{milliseconds(999)}) == 7);
    CHECK(window.total(later) == 0);
    // Time that runs back brings nothing back.
    CHECK(window.total(TimePoint{}) == 0);
  }
}

TEST_CASE("a cleared window is empty") {
  BucketWindow<std::int64_t> window(seconds(1));
  window.add(TimePoint{milliseconds(100)}, 7);
  window.add(TimePoint{milliseconds(500)}, 7);
  window.clear();
  CHECK(window.total(TimePoint{milliseconds(500)}) == 0);
}

}  // namespace
}  // namespace uslkit
