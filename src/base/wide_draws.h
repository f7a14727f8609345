// Wide draws: whole arrays of random bits and exponentials in the processor's vector registers.
//
// The widest instruction set that the processor has is chosen at run time. Only integer and single
// IEEE 754 operations are used, so that every choice gives the same bits; a test holds each one
// that the machine can run against the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace uslkit {

enum class VectorWidth { kPortable, kAvx2, kAvx512 };

// What this processor can run, from kPortable to its best; the same for the life of the program.
[[nodiscard]] VectorWidth widest_vectors();

// The key and the stream's half of the counter of Philox4x32-10 (base/random.h).
struct PhiloxStream {
  std::array<std::uint32_t, 2> key;
  std::array<std::uint32_t, 2> stream;
};

// Two draws from each of the blocks first_block, first_block + 1, ...: draws[0 .. 2 blocks - 1].
void fill_philox(const PhiloxStream& stream, std::uint64_t first_block, std::uint64_t* draws,
                 std::size_t blocks, VectorWidth width);

// draws[i] = exponential_of_bits(bits[i]) (base/indexed_draw.h).
void fill_exponentials(const std::uint64_t* bits, double* draws, std::size_t count,
                       VectorWidth width);

}  // namespace uslkit
