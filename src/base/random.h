// Random: reproducible chance, passed as an argument and never shared.
//
// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): the key is
// the seed, the counter is (stream, block). A stream is a name such as "bootstrap" or
// "arrivals/cell 3", so adding a component never disturbs the draws of the others, and any draw can
// be found by its index. Same seed, same bits, on every compiler. Not thread-safe: give each thread
// its own stream.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace uslkit {

class Random {
 public:
  Random(std::uint64_t seed, std::string_view stream);
  Random(std::uint64_t seed, std::uint64_t stream);

  [[nodiscard]] std::uint32_t next_u32();
  [[nodiscard]] std::uint64_t next_u64();
  [[nodiscard]] double uniform();                          // [0, 1), 53 bits
  [[nodiscard]] double normal();                           // mean 0, standard deviation 1
  [[nodiscard]] std::uint64_t index(std::uint64_t count);  // 0 .. count-1, unbiased; count > 0

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;
  double spare_normal_ = 0;
  bool has_spare_normal_ = false;
};

// The number of a stream's name, by FNV-1a.
[[nodiscard]] std::uint64_t stream_number(std::string_view stream);

// The bare generator: one block of four words. Tested against the published known answers.
[[nodiscard]] inline std::array<std::uint32_t, 4> philox4x32(
    const std::array<std::uint32_t, 4>& counter, const std::array<std::uint32_t, 2>& key) {
  constexpr int kRounds = 10;
  std::uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
  std::uint32_t k0 = key[0], k1 = key[1];
#pragma GCC unroll 10
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t a = 0xD2511F53ULL * x0;
    const std::uint64_t b = 0xCD9E8D57ULL * x2;
    x0 = static_cast<std::uint32_t>(b >> 32) ^ x1 ^ k0;
    x1 = static_cast<std::uint32_t>(b);
    x2 = static_cast<std::uint32_t>(a >> 32) ^ x3 ^ k1;
    x3 = static_cast<std::uint32_t>(a);
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return {x0, x1, x2, x3};
}

}  // namespace uslkit
