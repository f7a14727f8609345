// HashRing: consistent hashing with virtual nodes.
//
// Each node stands at `virtual_nodes` points of a ring of 2^64 positions and owns the arcs that end
// there (Karger et al., "Consistent Hashing and Random Trees", STOC 1997). Invariants:
//  1. Adding a node moves keys only to it, removing one only from it: on average 1/(N+1) of all
//     keys when N become N+1.
//  2. A ring depends on the set of its nodes, not on the order in which they came.
// The arcs are uneven: the fullest of N nodes holds about 1 + sqrt(2 ln N / V) of the mean (normal
// approximation for V virtual nodes >> ln N): at V = 100 and N = 24 a fifth to a quarter too much.
//
// Not thread-safe while nodes change. Cost: one binary search over N V points, about 60 ns for 2400
// of them, so a caller with few keys remembers the answers; 12 bytes a point.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "policy/key_hash.h"

namespace uslkit {

struct HashRingOptions {
  std::uint32_t nodes = 1;  // the first nodes are 0 .. nodes-1; >= 1
  // Points per node, >= 1. More make loads more even, like 1/sqrt(V), for memory and cache misses.
  std::uint32_t virtual_nodes = 100;
  // Another seed, another placement of the points.
  std::uint64_t seed = 0;

  void check() const;
};

class HashRing {
 public:
  explicit HashRing(const HashRingOptions& options);

  // The node at the first point at or after the key's position, around the end of the ring.
  [[nodiscard]] std::uint32_t route(std::uint64_t key) const {
    const std::vector<std::uint64_t>::const_iterator point =
        std::lower_bound(points_.begin(), points_.end(), key_hash(key));
    if (point == points_.end()) return owners_.front();
    return owners_[static_cast<std::size_t>(point - points_.begin())];
  }

  void add_node(std::uint32_t node);     // one that is not there yet
  void remove_node(std::uint32_t node);  // one that is there, and not the last

  [[nodiscard]] const std::vector<std::uint32_t>& nodes() const { return nodes_; }  // rising

  // The share of the ring that a node owns: what it gets of many equal keys. All sum to 1.
  [[nodiscard]] double share_of(std::uint32_t node) const;

 private:
  void place_points();

  std::uint32_t virtual_nodes_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint64_t> points_;  // rising
  std::vector<std::uint32_t> owners_;  // of each point
};

}  // namespace uslkit
