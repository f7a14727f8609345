#include "policy/cache.h"

#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

#include "base/portable_math.h"
#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Protection = CacheOptions::Protection;

constexpr TimePoint kStart{};

TEST_CASE("a value is good from its fetch to its time to live, and not at its end") {
  Cache cache({.keys = 2, .ttl = seconds(60)});
  CHECK(cache.lookup(kStart, 0, 0) == CacheAnswer::miss_fetch);
  cache.on_fetched(kStart + milliseconds(5), 0);
  CHECK(cache.lookup(kStart + milliseconds(5), 0, 0) == CacheAnswer::hit);
  CHECK(cache.lookup(kStart + milliseconds(60'005) - Duration{1}, 0, 0) == CacheAnswer::hit);
  CHECK(cache.lookup(kStart + milliseconds(60'005), 0, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.lookup(kStart, 1, 0) == CacheAnswer::miss_fetch);  // keys know nothing of each other
}

// Reads of one key every millisecond while its fetch takes 100 ms.
int fetches_of_stampede(Protection protection) {
  Cache cache({.keys = 1, .protection = protection});
  int fetches = 0;
  for (int i = 0; i < 100; ++i) {
    const CacheAnswer answer = cache.lookup(kStart + milliseconds(i), 0, 0);
    if (answer == CacheAnswer::miss_fetch) ++fetches;
    if (protection == Protection::lock && i > 0) CHECK(answer == CacheAnswer::miss_wait);
  }
  cache.on_fetched(kStart + milliseconds(100), 0);
  CHECK(cache.lookup(kStart + milliseconds(100), 0, 0) == CacheAnswer::hit);
  return fetches;
}

TEST_CASE("a cold key draws a fetch from every reader, under a lock from the first alone") {
  CHECK(fetches_of_stampede(Protection::none) == 100);
  CHECK(fetches_of_stampede(Protection::lock) == 1);
}

TEST_CASE("a failed fetch frees the lock for the next reader, and so does one that never returns") {
  Cache cache({.keys = 1, .protection = Protection::lock, .lock_timeout = seconds(10)});
  CHECK(cache.lookup(kStart, 0, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.lookup(kStart, 0, 0) == CacheAnswer::miss_wait);
  cache.on_fetch_failed(kStart, 0);
  CHECK(cache.lookup(kStart, 0, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.lookup(kStart + seconds(10) - Duration{1}, 0, 0) == CacheAnswer::miss_wait);
  CHECK(cache.lookup(kStart + seconds(10), 0, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.lookup(kStart + seconds(11), 0, 0) == CacheAnswer::miss_wait);  // the new one's lock
}

TEST_CASE("XFetch: refreshes exactly when delta beta E reaches the time that is left") {
  Cache cache(
      {.keys = 1, .ttl = seconds(60), .protection = Protection::early_expiration, .early_beta = 2});
  CHECK(cache.lookup(kStart, 0, 100) == CacheAnswer::miss_fetch);
  cache.on_fetched(kStart + seconds(1), 0);  // delta = 1 s, good until 61 s
  // 10 s before the end: 1 s x 2 x E >= 10 s from E = 5 on.
  CHECK(cache.lookup(kStart + seconds(51), 0, 4.999) == CacheAnswer::hit);
  CHECK(cache.lookup(kStart + seconds(51), 0, 5) == CacheAnswer::early_refresh);
  cache.on_fetched(kStart + seconds(52), 0);
  CHECK(cache.lookup(kStart + seconds(61), 0, 0) == CacheAnswer::hit);
  CHECK(cache.lookup(kStart + seconds(112), 0, 0) == CacheAnswer::miss_fetch);
}

TEST_CASE("XFetch: a read t before the end refreshes with probability e^(-t / (delta beta))") {
  Random random(1, "xfetch");
  constexpr int kReads = 20'000;
  for (const int left : {500, 1000, 3000}) {  // ms, with delta = 1 s
    int refreshes = 0;
    for (int i = 0; i < kReads; ++i) {
      Cache cache({.keys = 1, .protection = Protection::early_expiration});
      CHECK(cache.lookup(kStart, 0, 0) == CacheAnswer::miss_fetch);
      cache.on_fetched(kStart + seconds(1), 0);
      const double draw = -portable_log(1 - random.uniform());
      const TimePoint now = kStart + seconds(61) - milliseconds(left);
      if (cache.lookup(now, 0, draw) == CacheAnswer::early_refresh) ++refreshes;
    }
    const double share = std::exp(-left / 1000.0);
    const double error = std::sqrt(share * (1 - share) / kReads);
    CHECK(std::abs(double(refreshes) / kReads - share) < 4 * error);
  }
}

TEST_CASE("of several fetches out at once only the first to return is timed") {
  Cache cache({.keys = 1, .protection = Protection::early_expiration});
  CHECK(cache.lookup(kStart, 0, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.lookup(kStart + seconds(1), 0, 0) == CacheAnswer::miss_fetch);
  cache.on_fetched(kStart + seconds(2), 0);  // delta = 2 s
  cache.on_fetched(kStart + seconds(9), 0);  // good until 69 s
  CHECK(cache.lookup(kStart + seconds(59), 0, 5) == CacheAnswer::early_refresh);
  CHECK(cache.lookup(kStart + seconds(59), 0, 4.9) == CacheAnswer::hit);
}

TEST_CASE("another time to live counts from the next fetch; preload and invalidate at once") {
  Cache cache({.keys = 1, .ttl = seconds(60)});
  cache.preload(0, kStart + seconds(5));
  CHECK(cache.lookup(kStart + seconds(4), 0, 0) == CacheAnswer::hit);
  cache.set_ttl(seconds(3600));
  CHECK(cache.lookup(kStart + seconds(5), 0, 0) == CacheAnswer::miss_fetch);
  cache.on_fetched(kStart + seconds(6), 0);
  CHECK(cache.lookup(kStart + seconds(3605), 0, 0) == CacheAnswer::hit);
  cache.invalidate(0);
  CHECK(cache.lookup(kStart + seconds(3605), 0, 0) == CacheAnswer::miss_fetch);
}

}  // namespace
}  // namespace uslkit
