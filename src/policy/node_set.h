// NodeSet: what every load balancer knows of its nodes: who is healthy and how busy each one is.
//
// Not thread-safe. Invariant: a node's requests in flight are the picks confirmed by on_start that
// on_finish has not closed. Changing a node's health costs O(nodes), the rest O(1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"

namespace uslkit {

// No node is healthy: there is nobody to pick.
inline constexpr std::uint32_t kNoNode = 0xFFFFFFFFU;

class NodeSet {
 public:
  explicit NodeSet(std::uint32_t nodes);

  void on_start(std::uint32_t node) { ++in_flight_[node]; }
  void on_finish(std::uint32_t node) {
    USLKIT_CHECK(in_flight_[node] > 0);
    --in_flight_[node];
  }
  // Whether that was news.
  bool set_healthy(std::uint32_t node, bool healthy);

  [[nodiscard]] std::uint32_t count() const {
    return static_cast<std::uint32_t>(in_flight_.size());
  }
  [[nodiscard]] std::int64_t in_flight(std::uint32_t node) const { return in_flight_[node]; }
  [[nodiscard]] const std::vector<std::uint32_t>& healthy() const { return healthy_; }

 private:
  std::vector<std::int64_t> in_flight_;
  std::vector<std::uint32_t> healthy_;  // rising
};

// Two different healthy nodes by chance, or twice the only one; at least one must be healthy. Both
// halves of `bits`, uniform over 64 bits, are used: the second choice is drawn from the others.
struct NodePair {
  std::uint32_t first = kNoNode;
  std::uint32_t second = kNoNode;
};
[[nodiscard]] NodePair two_healthy(const NodeSet& nodes, std::uint64_t bits);

}  // namespace uslkit
