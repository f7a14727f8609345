// fingerprint: 64 bits that stand for the bytes of an id in memory.
//
// Eight bytes a step, so that a UUID costs five multiplications. The seed is drawn anew at every
// start and fingerprints are never stored, so nobody can prepare ids that collide. A collision is
// harmless all the same: whoever compares fingerprints confirms by the bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "policy/key_hash.h"

namespace uslkit {

using FingerprintFunction = std::uint64_t (*)(std::string_view bytes, std::uint64_t seed);

[[nodiscard]] inline std::uint64_t fingerprint(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t hash = seed ^ (bytes.size() * 0x9E3779B97F4A7C15ULL);
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    hash = (hash ^ word) * 0xBF58476D1CE4E5B9ULL;
    hash ^= hash >> 32;
    bytes.remove_prefix(8);
  }
  std::uint64_t tail = 0;
  if (!bytes.empty()) std::memcpy(&tail, bytes.data(), bytes.size());
  return key_hash(hash ^ tail);
}

}  // namespace uslkit
