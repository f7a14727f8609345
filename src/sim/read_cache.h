// ReadCache: the cache in front of a synchronous system's reads, and who waits for whose fetch.
//
// Keys are popular by Zipf's law. A read that may not fetch, because another one of its key is
// fetching under the lock, waits here until that one is through. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "base/indexed_draw.h"
#include "base/time_point.h"
#include "policy/cache.h"
#include "run/alias_table.h"
#include "scenario/database.h"

namespace uslkit {

class ReadCache {
 public:
  // `expiries` draws when the keys of a warm cache expire: spread over one time to live.
  ReadCache(const CacheSpec& spec, const DrawStream& expiries);

  [[nodiscard]] Duration hit_time() const { return hit_; }
  [[nodiscard]] std::uint32_t key_of(double uniform) const { return popularity_.pick(uniform); }
  [[nodiscard]] CacheAnswer lookup(TimePoint now, std::uint32_t key, double exponential) {
    return cache_.lookup(now, key, exponential);
  }

  void wait(std::uint32_t key, std::uint32_t slot) { waiting_[key].push_back(slot); }
  // The key's value is here; those who waited for it.
  [[nodiscard]] std::vector<std::uint32_t> on_fetched(TimePoint now, std::uint32_t key);

  void set_ttl(Duration ttl) { cache_.set_ttl(ttl); }
  [[nodiscard]] Duration ttl() const { return cache_.ttl(); }
  // Every value is gone; fetches that are out go on.
  void flush();
  // The process is gone, with its values, fetches and readers.
  void restart();

 private:
  CacheOptions options_;
  Duration hit_;
  AliasTable popularity_;
  Cache cache_;
  std::vector<std::vector<std::uint32_t>> waiting_;  // slots, by key
};

}  // namespace uslkit
