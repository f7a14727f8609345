#include "pipeline/load/key_pool.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "pipeline/ingress/event_router.h"

namespace uslkit {

KeyPool::KeyPool(const Scenario& scenario, std::size_t traffic_class) {
  const EventRouter router(scenario);
  partitions_ = router.partitions();
  per_partition_ = std::max(kKeys / partitions_, 1U);
  keys_.resize(std::size_t{partitions_} * per_partition_);
  std::vector<std::uint32_t> filled(partitions_, 0);
  std::size_t missing = keys_.size();
  for (std::uint64_t number = 0; missing > 0; ++number) {
    USLKIT_CHECK(number < (std::uint64_t{1} << 40));  // a hash that leaves a partition out
    Key key;
    key.text[0] = 'k';
    const std::to_chars_result end =
        std::to_chars(key.text.data() + 1, key.text.data() + key.text.size(), number);
    key.length = static_cast<std::uint8_t>(end.ptr - key.text.data());
    const EventPlace place = router.place({.type = scenario.traffic.classes[traffic_class].name,
                                           .key = {key.text.data(), key.length}});
    if (filled[place.partition] == per_partition_) continue;
    keys_[place.partition * per_partition_ + filled[place.partition]++] = key;
    --missing;
  }
}

std::uint32_t KeyPool::pick(std::uint32_t partition, double uniform) const {
  const double within = uniform * partitions_ - partition;  // [0, 1], but for rounding
  const double index = std::clamp(within, 0.0, 1.0) * per_partition_;
  return partition * per_partition_ +
         std::min(static_cast<std::uint32_t>(index), per_partition_ - 1);
}

}  // namespace uslkit
