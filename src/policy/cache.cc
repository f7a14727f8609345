#include "policy/cache.h"

#include <cmath>

#include "base/check.h"
#include "policy/policy_time.h"

namespace uslkit {

void CacheOptions::check() const {
  USLKIT_CHECK(keys >= 1);
  USLKIT_CHECK(ttl > Duration{0});
  USLKIT_CHECK(early_beta >= 0);
  USLKIT_CHECK(std::isfinite(early_beta));
  USLKIT_CHECK(lock_timeout > Duration{0});
}

Cache::Cache(const CacheOptions& options) : options_(options), entries_(options.keys) {
  options_.check();
}

// Where several fetches of a key are out, only the first to return is timed: it is the one whose
// start is known.
void Cache::on_fetched(TimePoint now, std::uint32_t key) {
  Entry& entry = entries_[key];
  USLKIT_CHECK(entry.fetches > 0);
  --entry.fetches;
  if (entry.started != kNever) entry.fetch_time = now - entry.started;
  entry.started = kNever;
  entry.expires = later_by(now, options_.ttl);
}

void Cache::on_fetch_failed(TimePoint /*now*/, std::uint32_t key) {
  Entry& entry = entries_[key];
  USLKIT_CHECK(entry.fetches > 0);
  --entry.fetches;
  if (entry.fetches == 0) entry.started = kNever;
}

void Cache::set_ttl(Duration ttl) {
  USLKIT_CHECK(ttl > Duration{0});
  options_.ttl = ttl;
}

}  // namespace uslkit
