#include "policy/range_partitioner.h"

#include <functional>

#include "base/check.h"

namespace uslkit {

void RangePartitionerOptions::check() const {
  USLKIT_CHECK(partitions >= 1);
  USLKIT_CHECK(keys >= 1);
  if (first_keys.empty()) return;
  USLKIT_CHECK(first_keys.size() == partitions - std::size_t{1});
  const bool rising = std::adjacent_find(first_keys.begin(), first_keys.end(),
                                         std::greater_equal<>()) == first_keys.end();
  USLKIT_CHECK(rising);
}

RangePartitioner::RangePartitioner(const RangePartitionerOptions& options)
    : first_keys_(options.first_keys) {
  options.check();
  if (!first_keys_.empty()) return;
  const std::uint64_t length = options.keys / options.partitions;
  const std::uint64_t longer = options.keys % options.partitions;
  for (std::uint64_t i = 1; i < options.partitions; ++i) {
    first_keys_.push_back(i * length + std::min(i, longer));
  }
}

}  // namespace uslkit
