#include "sim/read_cache.h"

#include <utility>

#include "base/portable_math.h"

namespace uslkit {
namespace {

CacheOptions options_of(const CacheSpec& spec) {
  CacheOptions options{.keys = static_cast<std::uint32_t>(spec.keys), .ttl = spec.ttl};
  switch (spec.protection) {
    case StampedeProtection::none:
      options.protection = CacheOptions::Protection::none;
      break;
    case StampedeProtection::lock:
      options.protection = CacheOptions::Protection::lock;
      break;
    case StampedeProtection::early_expiration:
      options.protection = CacheOptions::Protection::early_expiration;
      break;
  }
  options.early_beta = spec.early_beta;
  return options;
}

// Zipf: key k is asked for in proportion to (k + 1)^-exponent.
std::vector<double> popularity_of(const CacheSpec& spec) {
  std::vector<double> weights(static_cast<std::size_t>(spec.keys));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = portable_exp(-spec.exponent * portable_log(static_cast<double>(i + 1)));
  }
  return weights;
}

}  // namespace

ReadCache::ReadCache(const CacheSpec& spec, const DrawStream& expiries)
    : options_(options_of(spec)),
      hit_(spec.hit),
      popularity_(popularity_of(spec)),
      cache_(options_),
      waiting_(static_cast<std::size_t>(spec.keys)) {
  if (!spec.warm) return;
  for (std::uint32_t key = 0; key < options_.keys; ++key) {
    const double part = expiries.uniform(key) * static_cast<double>(spec.ttl.count());
    cache_.preload(key, TimePoint(Duration(static_cast<std::int64_t>(part))));
  }
}

std::vector<std::uint32_t> ReadCache::on_fetched(TimePoint now, std::uint32_t key) {
  cache_.on_fetched(now, key);
  return std::exchange(waiting_[key], {});
}

void ReadCache::flush() {
  for (std::uint32_t key = 0; key < options_.keys; ++key) cache_.invalidate(key);
}

void ReadCache::restart() {
  const Duration ttl = cache_.ttl();
  cache_ = Cache(options_);
  cache_.set_ttl(ttl);
  for (std::vector<std::uint32_t>& slots : waiting_) slots.clear();
}

}  // namespace uslkit
