// key_hash: the one hash that every partitioner uses to spread keys.
//
// The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
// Generators", OOPSLA 2014; constants by Stafford, variant 13): a bijection of 64 bits in which
// every input bit moves every output bit with a chance of about one half, so neighbouring tenants
// land anywhere. Text goes through FNV-1a first. Same value on every machine and compiler; it is no
// defence against somebody who chooses keys on purpose.
#pragma once

#include <cstdint>
#include <string_view>

namespace uslkit {

[[nodiscard]] constexpr std::uint64_t key_hash(std::uint64_t key) {
  std::uint64_t hash = key + 0x9E3779B97F4A7C15ULL;
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9ULL;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBULL;
  return hash ^ (hash >> 31);
}

[[nodiscard]] constexpr std::uint64_t key_hash(std::string_view key) {
  std::uint64_t fnv = 0xCBF29CE484222325ULL;
  for (const char byte : key) {
    fnv = (fnv ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
  }
  return key_hash(fnv);
}

// A second hash of the same key that knows nothing of the first: one per seed.
[[nodiscard]] constexpr std::uint64_t key_hash(std::uint64_t key, std::uint64_t seed) {
  return key_hash(key_hash(key) ^ key_hash(~seed));
}

// 0 .. count-1 from 64 random bits, without a division; count > 0. Its bias is below count / 2^32.
[[nodiscard]] constexpr std::uint32_t index_from_bits(std::uint64_t bits, std::uint32_t count) {
  return static_cast<std::uint32_t>(((bits >> 32) * count) >> 32);
}

}  // namespace uslkit
