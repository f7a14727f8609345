#include "policy/node_set.h"

#include <algorithm>
#include <numeric>

#include "policy/key_hash.h"

namespace uslkit {

NodeSet::NodeSet(std::uint32_t nodes) : in_flight_(nodes), healthy_(nodes) {
  USLKIT_CHECK(nodes >= 1);
  USLKIT_CHECK(nodes < kNoNode);
  std::iota(healthy_.begin(), healthy_.end(), std::uint32_t{0});
}

// Every node keeps its room in the list, so that coming back allocates nothing.
bool NodeSet::set_healthy(std::uint32_t node, bool healthy) {
  USLKIT_CHECK(node < count());
  const std::vector<std::uint32_t>::iterator place =
      std::lower_bound(healthy_.begin(), healthy_.end(), node);
  const bool listed = place != healthy_.end() && *place == node;
  if (healthy && !listed) healthy_.insert(place, node);
  if (!healthy && listed) healthy_.erase(place);
  return healthy != listed;
}

NodePair two_healthy(const NodeSet& nodes, std::uint64_t bits) {
  const std::vector<std::uint32_t>& healthy = nodes.healthy();
  const std::uint32_t count = static_cast<std::uint32_t>(healthy.size());
  USLKIT_CHECK(count >= 1);
  const std::uint32_t first = index_from_bits(bits, count);
  if (count == 1) return {healthy[first], healthy[first]};
  // The low half, moved up, chooses among the other nodes: those after the first move down by one.
  const std::uint32_t other = index_from_bits(bits << 32, count - 1);
  const std::uint32_t second = other < first ? other : other + 1;
  return {healthy[first], healthy[second]};
}

}  // namespace uslkit
