// KeyPool: keys by the partition to which the ingress will route them.
//
// Classes without tenants have a fresh key per request in the simulator, which draws its partition.
// Here the partition is a hash of the key; so keys are made beforehand, hashed by the EventRouter
// itself, and picked by the partition that the simulator draws.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scenario/scenario.h"

namespace uslkit {

class KeyPool {
 public:
  static constexpr std::uint32_t kKeys =
      20'000;  // about so many in all; one per partition at least

  // For the class `traffic_class`, which has no tenants.
  KeyPool(const Scenario& scenario, std::size_t traffic_class);

  // Picked by a uniform of [0, 1]: its whole part of `partitions` chose `partition`, the rest picks
  // the key.
  [[nodiscard]] std::uint32_t pick(std::uint32_t partition, double uniform) const;
  [[nodiscard]] std::string_view key(std::uint32_t index) const {
    return {keys_[index].text.data(), keys_[index].length};
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }

 private:
  struct Key {
    std::array<char, 15> text{};
    std::uint8_t length = 0;
  };
  std::uint32_t partitions_ = 1;
  std::uint32_t per_partition_ = 1;
  std::vector<Key> keys_;  // per_partition_ of each, in the order of partitions
};

}  // namespace uslkit
