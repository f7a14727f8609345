// Cache: which reads a cache-aside with time to live answers, and who fetches when it cannot.
//
// Holds no values, only when each key expires. When a popular key expires, every reader until the
// first fetch returns misses: a stampede on the database. The protections:
//   none              each of them fetches
//   lock              the first fetches, the others wait for it (coalescing)
//   early_expiration  a reader refreshes before the end, the likelier the nearer it is and the
//                     longer a fetch takes: when  delta beta E >= expiry - now,  E exponential of
//                     mean 1 (XFetch: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic
//                     Cache Stampede Prevention", VLDB 2015). Needs reads often enough to be drawn.
// Life of a fetch: lookup says miss_fetch or early_refresh, then exactly one on_fetched or
// on_fetch_failed. Keys are 0 .. keys-1. Not thread-safe. Cost: O(1); 32 bytes a key.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time_point.h"

namespace uslkit {

struct CacheOptions {
  enum class Protection : std::uint8_t { none, lock, early_expiration };

  std::uint32_t keys = 1;                   // >= 1
  Duration ttl = std::chrono::seconds(60);  // > 0: longer is staler and asks the database less
  Protection protection = Protection::none;
  double early_beta = 1;  // >= 0: above 1 refreshes earlier, 0 never early
  // > 0, of the lock: after so long a reader fetches though another's fetch is still out.
  Duration lock_timeout = std::chrono::seconds(10);

  void check() const;
};

enum class CacheAnswer : std::uint8_t {
  hit,
  miss_fetch,     // fetch, then on_fetched
  miss_wait,      // somebody fetches already: wait for that
  early_refresh,  // the value is still good; fetch it anew, then on_fetched
};

class Cache {
 public:
  explicit Cache(const CacheOptions& options);

  // `exponential` >= 0 is a draw of mean 1, used by early expiration alone.
  [[nodiscard]] CacheAnswer lookup(TimePoint now, std::uint32_t key, double exponential) {
    Entry& entry = entries_[key];
    if (now < entry.expires) {
      if (!refreshes_early(entry, now, exponential)) return CacheAnswer::hit;
      start_fetch(entry, now);
      return CacheAnswer::early_refresh;
    }
    if (waits(entry, now)) return CacheAnswer::miss_wait;
    start_fetch(entry, now);
    return CacheAnswer::miss_fetch;
  }

  // The value is here: good from now for the time to live.
  void on_fetched(TimePoint now, std::uint32_t key);
  // It could not be had: the next reader tries again.
  void on_fetch_failed(TimePoint now, std::uint32_t key);

  // A value put in from outside (warm start), or taken out (after a write).
  void preload(std::uint32_t key, TimePoint expires) { entries_[key].expires = expires; }
  void invalidate(std::uint32_t key) { entries_[key].expires = kNever; }

  // Counts for fetches that end from now on.
  void set_ttl(Duration ttl);
  [[nodiscard]] Duration ttl() const { return options_.ttl; }

 private:
  struct Entry {
    TimePoint expires = kNever;
    TimePoint started = kNever;  // the newest timed fetch that is out; kNever: none
    Duration fetch_time{0};      // of the last fetch that was timed: XFetch's delta
    std::int32_t fetches = 0;    // out now
  };

  [[nodiscard]] bool refreshes_early(const Entry& entry, TimePoint now, double exponential) const {
    if (options_.protection != CacheOptions::Protection::early_expiration) return false;
    return static_cast<double>(entry.fetch_time.count()) * options_.early_beta * exponential >=
           static_cast<double>((entry.expires - now).count());
  }
  [[nodiscard]] bool waits(const Entry& entry, TimePoint now) const {
    return options_.protection == CacheOptions::Protection::lock && entry.started != kNever &&
           now - entry.started < options_.lock_timeout;
  }
  void start_fetch(Entry& entry, TimePoint now) const {
    const bool renews_lock = options_.protection == CacheOptions::Protection::lock;
    if (entry.fetches == 0 || renews_lock) entry.started = now;
    ++entry.fetches;
  }

  CacheOptions options_;
  std::vector<Entry> entries_;
};

}  // namespace uslkit
