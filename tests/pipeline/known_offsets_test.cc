#include "pipeline/log/known_offsets.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

constexpr Duration kNeverAgain = std::chrono::hours(1);

TEST_CASE("what the server says at the start is known when the constructor returns") {
  const KnownOffsets known(2, kNeverAgain, [](int partition) {
    return OffsetRange{.begin = 10 * partition, .end = 10 * partition + 7};
  });
  CHECK(known.of(0).end == 7);
  CHECK(known.of(1).begin == 10);
  CHECK(known.of(1).end == 17);
}

TEST_CASE("ends and begins never fall, whichever order answers and acknowledgements come in") {
  KnownOffsets known(1, kNeverAgain, [](int) { return OffsetRange{.begin = 3, .end = 5}; });
  known.extend(0, 9);
  CHECK(known.of(0).end == 9);
  known.extend(0, 8);
  CHECK(known.of(0).end == 9);
  const OffsetRange learned = known.learn(0, {.begin = 1, .end = 6});  // older than the 9
  CHECK(learned.begin == 3);
  CHECK(learned.end == 9);
  CHECK(known.learn(0, {.begin = 4, .end = 12}).end == 12);
  CHECK(known.of(0).begin == 4);
}

TEST_CASE("what others append is learned without a question, and a lost server changes nothing") {
  std::mutex mutex;
  std::condition_variable asked;
  int times = 0;
  KnownOffsets known(1, std::chrono::milliseconds(1), [&](int) -> std::optional<OffsetRange> {
    const std::lock_guard lock(mutex);
    ++times;
    asked.notify_all();
    if (times < 3) return OffsetRange{.begin = 0, .end = times};
    return std::nullopt;
  });
  std::unique_lock lock(mutex);
  REQUIRE(asked.wait_for(lock, std::chrono::seconds(60), [&] { return times >= 5; }));
  CHECK(known.of(0).end == 2);
}

}  // namespace
}  // namespace uslkit
