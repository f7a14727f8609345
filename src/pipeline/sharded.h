// Sharded<P>: one P per thread, each on cache lines of its own, so that threads never wait.
//
// For what may be added up afterwards (counters, histograms) or divided beforehand (a rate over N
// threads). Dividing a quota is exact only if the kernel deals requests out evenly, which
// SO_REUSEPORT does not promise: shared quotas use Locked<P>. A shard is used by one thread; what
// others read of it must be atomic.
#pragma once

#include <cstddef>
#include <deque>

#include "base/check.h"

namespace uslkit {

template <typename P>
class Sharded {
 public:
  explicit Sharded(std::size_t shards) : shards_(shards) { USLKIT_CHECK(shards > 0); }

  [[nodiscard]] P& of(std::size_t shard) {
    USLKIT_CHECK(shard < shards_.size());
    return shards_[shard].value;
  }
  [[nodiscard]] std::size_t size() const { return shards_.size(); }

  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (const Shard& shard : shards_) visit(shard.value);
  }

 private:
  struct alignas(128) Shard {  // two lines: the prefetcher fetches them in pairs
    P value{};
  };
  std::deque<Shard> shards_;  // never moved: P may hold atomics
};

}  // namespace uslkit
