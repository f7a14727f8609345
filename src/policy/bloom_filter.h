// BloomFilter: a set of ids in few bits that may say "perhaps" for one it does not hold, never "no"
// for one it holds.
//
// m = n ln(1/f) / ln(2)^2 bits and k = log2(1/f) hashes give a share f of false positives at n
// entries (Bloom 1970; Broder and Mitzenmacher 2004); the k positions come from two hashes (Kirsch
// and Mitzenmacher, "Less Hashing, Same Performance", 2006). Past n the share grows towards 1, so a
// hit must never decide alone: see IdempotencyFilter. Nothing can be taken out but everything at
// once. Not thread-safe. Cost: k memory accesses; m/8 bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/key_hash.h"

namespace uslkit {

struct BloomFilterOptions {
  std::int64_t entries = 1'000'000;    // >= 1: so many ids keep the promised share
  double false_positive_share = 0.01;  // in (0, 1): smaller costs 1.44 bits per id and halving
  std::uint64_t seed = 0;              // another seed, other false positives

  void check() const;
};

class BloomFilter {
 public:
  // At most 2^32 - 1 bits: 448 million ids at 1 %.
  explicit BloomFilter(const BloomFilterOptions& options);

  void add(std::uint64_t id) {
    Positions positions = positions_of(id);
    for (int i = 0; i < hashes_; ++i) {
      const std::uint32_t bit = positions.next(bits_);
      words_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
  }
  [[nodiscard]] bool might_contain(std::uint64_t id) const {
    Positions positions = positions_of(id);
    for (int i = 0; i < hashes_; ++i) {
      const std::uint32_t bit = positions.next(bits_);
      if ((words_[bit / 64] >> (bit % 64) & 1) == 0) return false;
    }
    return true;
  }
  void clear();

  [[nodiscard]] std::uint32_t bits() const { return bits_; }
  [[nodiscard]] int hashes() const { return hashes_; }

 private:
  struct Positions {
    std::uint64_t hash;
    std::uint64_t step;
    std::uint32_t next(std::uint32_t bits) {
      const std::uint32_t position = index_from_bits(hash, bits);
      hash += step;
      return position;
    }
  };
  [[nodiscard]] Positions positions_of(std::uint64_t id) const {
    return {key_hash(id, seed_), key_hash(id, ~seed_) | 1};
  }

  std::uint64_t seed_;
  std::uint32_t bits_;
  int hashes_;
  std::vector<std::uint64_t> words_;
};

}  // namespace uslkit
