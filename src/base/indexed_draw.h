// Indexed draws: any random number of a stream by its number, in any order, on any thread.
//
// Draw i of a stream is half of block i/2 of Philox4x32-10 (see base/random.h) with key = seed and
// counter = (block, stream number): the same words that Random(seed, name) gives in sequence. A
// simulator that numbers its requests gives request i the draw i, so that the size of chunks and
// windows, the number of threads and the presence of other components change nothing. Filling an
// array gives the same bits as asking one by one, several times faster.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/portable_math.h"
#include "base/random.h"
#include "base/wide_draws.h"

namespace uslkit {

// Bits as a number of (0, 1]: 53 of them, never 0, so that its logarithm is finite.
[[nodiscard]] inline double uniform_of_bits(std::uint64_t bits);

// Bits as an exponential variate of mean 1 by inversion: 0 .. 36.7.
[[nodiscard]] inline double exponential_of_bits(std::uint64_t bits) {
  return -log_of_positive_normal(uniform_of_bits(bits));
}

// Bits as a standard normal variate by inversion of (k + 1/2) / 2^52: -8.3 .. 8.3, symmetrical.
[[nodiscard]] inline double normal_of_bits(std::uint64_t bits);

// Both draws of one block.
[[nodiscard]] inline std::array<std::uint64_t, 2> philox_pair(const PhiloxStream& stream,
                                                              std::uint64_t block) {
  const std::array<std::uint32_t, 4> words =
      philox4x32({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                  stream.stream[0], stream.stream[1]},
                 stream.key);
  return {words[0] | std::uint64_t{words[1]} << 32, words[2] | std::uint64_t{words[3]} << 32};
}

// A value of 16 bytes, immutable, to be copied at will.
class DrawStream {
 public:
  DrawStream(std::uint64_t seed, std::string_view name) : DrawStream(seed, stream_number(name)) {}
  DrawStream(std::uint64_t seed, std::uint64_t stream)
      : philox_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
                {static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)}} {}

  // Draws 2 block and 2 block + 1 for the price of one.
  [[nodiscard]] std::array<std::uint64_t, 2> pair(std::uint64_t block) const {
    return philox_pair(philox_, block);
  }

  [[nodiscard]] std::uint64_t bits(std::uint64_t index) const {
    const std::array<std::uint64_t, 2> both = pair(index >> 1);
    return (index & 1) != 0 ? both[1] : both[0];
  }
  [[nodiscard]] double uniform(std::uint64_t index) const { return uniform_of_bits(bits(index)); }
  [[nodiscard]] double exponential(std::uint64_t index) const {
    return exponential_of_bits(bits(index));
  }
  [[nodiscard]] double normal(std::uint64_t index) const { return normal_of_bits(bits(index)); }

  // Draws first, first + 1, ... as above.
  void fill_bits(std::uint64_t first, std::span<std::uint64_t> draws) const;
  void fill_uniform(std::uint64_t first, std::span<double> draws) const;
  void fill_exponential(std::uint64_t first, std::span<double> draws) const;

 private:
  PhiloxStream philox_;
};

// Draws of one stream and kind for an index that mostly grows: chunks of 256 draws are filled when
// first asked for, and the last even and the last odd chunk are kept, so that going back and forth
// over an edge costs nothing. Any index may be asked at any time; the answer is the stream's own.
// 4 kB. Not thread-safe.
class DrawBlock {
 public:
  enum class Kind { kUniform, kExponential };
  static constexpr std::size_t kChunk = 256;

  DrawBlock(const DrawStream& stream, Kind kind) : stream_(stream), kind_(kind) {}

  [[nodiscard]] double at(std::uint64_t index) {
    const std::uint64_t chunk = index / kChunk;
    const std::size_t side = chunk % 2;
    if (held_[side] != chunk) fill_chunk(chunk);
    return draws_[side][index % kChunk];
  }
  // Draws first, first + 1, ...: many at once need no chunk.
  void fill(std::uint64_t first, std::span<double> draws) const;

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};

  void fill_chunk(std::uint64_t chunk);

  DrawStream stream_;
  Kind kind_;
  std::array<std::uint64_t, 2> held_{kNone, kNone};
  std::array<std::array<double, kChunk>, 2> draws_;
};

inline double uniform_of_bits(std::uint64_t bits) {
  // k + 1 for a k of 53 bits, as an exact sum of two parts that vector registers can convert.
  constexpr double kPower32 = 0x1.0p32;
  const double high = portable_math_detail::small_integer_as_double(bits >> 43);
  const double low = portable_math_detail::small_integer_as_double((bits >> 11) & 0xFFFFFFFFULL);
  return (high * kPower32 + low + 1.0) * 0x1.0p-53;
}

inline double normal_of_bits(std::uint64_t bits) {
  const double k = portable_math_detail::small_integer_as_double(bits >> 12);
  return normal_from_uniform((k + 0.5) * 0x1.0p-52);
}

}  // namespace uslkit
