#include "sim/read_cache.h"

#include <chrono>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

TimePoint at(Duration time) { return TimePoint(time); }

ReadCache cache_of(const CacheSpec& spec) { return ReadCache(spec, DrawStream(1, "expiries")); }

}  // namespace

TEST_CASE("keys are popular by Zipf's law: the first of three takes 6/11 of the reads") {
  const ReadCache cache = cache_of({.keys = 3, .exponent = 1});
  const DrawStream draws(5, "reads");
  std::vector<int> reads(3);
  for (std::uint64_t i = 0; i < 110'000; ++i) ++reads[cache.key_of(draws.uniform(i))];
  CHECK(reads[0] == doctest::Approx(60'000).epsilon(0.02));
  CHECK(reads[1] == doctest::Approx(30'000).epsilon(0.02));
  CHECK(reads[2] == doctest::Approx(20'000).epsilon(0.02));
}

TEST_CASE("a warm cache expires its keys evenly over one time to live") {
  ReadCache cache = cache_of({.keys = 1000, .ttl = 10s});
  int fresh = 0;
  for (std::uint32_t key = 0; key < 1000; ++key) {
    fresh += cache.lookup(at(4s), key, 0) == CacheAnswer::hit ? 1 : 0;
  }
  CHECK(fresh == doctest::Approx(600).epsilon(0.1));
}

TEST_CASE("who waits under the lock is told once, by the one who fetches") {
  ReadCache cache =
      cache_of({.keys = 2, .ttl = 10s, .protection = StampedeProtection::lock, .warm = false});
  CHECK(cache.lookup(at(0s), 1, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.lookup(at(0s), 1, 0) == CacheAnswer::miss_wait);
  cache.wait(1, 42);
  CHECK(cache.lookup(at(0s), 1, 0) == CacheAnswer::miss_wait);
  cache.wait(1, 43);
  CHECK(cache.on_fetched(at(1s), 1) == std::vector<std::uint32_t>{42, 43});
  CHECK(cache.lookup(at(2s), 1, 0) == CacheAnswer::hit);
  CHECK(cache.lookup(at(11s), 1, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.on_fetched(at(12s), 1).empty());
}

TEST_CASE("a flush empties the cache; a restart also forgets fetches, readers and not the ttl") {
  ReadCache cache = cache_of({.keys = 1, .ttl = 10s, .protection = StampedeProtection::lock});
  cache.set_ttl(1h);
  cache.flush();
  CHECK(cache.lookup(at(1s), 0, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.lookup(at(1s), 0, 0) == CacheAnswer::miss_wait);
  cache.wait(0, 7);
  cache.restart();
  CHECK(cache.ttl() == 1h);
  CHECK(cache.lookup(at(2s), 0, 0) == CacheAnswer::miss_fetch);
  CHECK(cache.on_fetched(at(3s), 0).empty());
  CHECK(cache.lookup(at(50min), 0, 0) == CacheAnswer::hit);
}
