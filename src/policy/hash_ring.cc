#include "policy/hash_ring.h"

#include <numeric>
#include <utility>

#include "base/check.h"

namespace uslkit {

void HashRingOptions::check() const {
  USLKIT_CHECK(nodes >= 1);
  USLKIT_CHECK(virtual_nodes >= 1);
}

HashRing::HashRing(const HashRingOptions& options)
    : virtual_nodes_(options.virtual_nodes), seed_(options.seed), nodes_(options.nodes) {
  options.check();
  std::iota(nodes_.begin(), nodes_.end(), std::uint32_t{0});
  place_points();
}

void HashRing::add_node(std::uint32_t node) {
  const std::vector<std::uint32_t>::iterator place =
      std::lower_bound(nodes_.begin(), nodes_.end(), node);
  const bool known = place != nodes_.end() && *place == node;
  USLKIT_CHECK(!known);
  nodes_.insert(place, node);
  place_points();
}

void HashRing::remove_node(std::uint32_t node) {
  const std::vector<std::uint32_t>::iterator place =
      std::lower_bound(nodes_.begin(), nodes_.end(), node);
  const bool known = place != nodes_.end() && *place == node;
  USLKIT_CHECK(known);
  USLKIT_CHECK(nodes_.size() > 1);
  nodes_.erase(place);
  place_points();
}

double HashRing::share_of(std::uint32_t node) const {
  double share = 0;
  std::uint64_t before = points_.back();  // the arc of the first point goes around the end
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (owners_[i] == node) share += static_cast<double>(points_[i] - before) * 0x1.0p-64;
    before = points_[i];
  }
  // A single point owns the whole ring, whose length does not fit 64 bits.
  return points_.size() == 1 && owners_.front() == node ? 1.0 : share;
}

// Sorted by point, then node: should two points ever be equal, the order of arrival plays no part.
void HashRing::place_points() {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> placed;
  placed.reserve(nodes_.size() * virtual_nodes_);
  for (const std::uint32_t node : nodes_) {
    for (std::uint32_t i = 0; i < virtual_nodes_; ++i) {
      const std::uint64_t name = (std::uint64_t{node} << 32) | i;
      placed.emplace_back(key_hash(name, seed_), node);
    }
  }
  std::sort(placed.begin(), placed.end());
  points_.clear();
  owners_.clear();
  for (const std::pair<std::uint64_t, std::uint32_t>& point : placed) {
    points_.push_back(point.first);
    owners_.push_back(point.second);
  }
}

}  // namespace uslkit
