#include "base/wide_draws.h"

#include "base/indexed_draw.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace uslkit {
namespace {

[[gnu::always_inline]] inline void exponentials(const std::uint64_t* bits, double* draws,
                                                std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) draws[i] = exponential_of_bits(bits[i]);
}

void philox_portable(const PhiloxStream& stream, std::uint64_t first_block, std::uint64_t* draws,
                     std::size_t blocks) {
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::array<std::uint64_t, 2> both = philox_pair(stream, first_block + i);
    draws[2 * i] = both[0];
    draws[2 * i + 1] = both[1];
  }
}

#ifdef __x86_64__

// Four blocks at a time, a 32-bit word of each in the low half of a 64-bit lane. The multiplication
// reads low halves only, so that whatever gathers in the high halves does no harm: the low word of
// a product is the product itself, and only its high word must be shifted down.
[[gnu::target("avx2")]] inline void philox_four(const PhiloxStream& stream,
                                                std::uint64_t first_block, std::uint64_t* draws) {
  const __m256i first = _mm256_set1_epi64x(static_cast<long long>(first_block));
  __m256i x0 = _mm256_add_epi64(first, _mm256_set_epi64x(3, 2, 1, 0));
  __m256i x1 = _mm256_srli_epi64(x0, 32);
  __m256i x2 = _mm256_set1_epi64x(stream.stream[0]);
  __m256i x3 = _mm256_set1_epi64x(stream.stream[1]);
  std::uint32_t k0 = stream.key[0];
  std::uint32_t k1 = stream.key[1];
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    const __m256i a = _mm256_mul_epu32(x0, _mm256_set1_epi64x(0xD2511F53));
    const __m256i b = _mm256_mul_epu32(x2, _mm256_set1_epi64x(0xCD9E8D57));
    x0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(b, 32), x1), _mm256_set1_epi64x(k0));
    x2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(a, 32), x3), _mm256_set1_epi64x(k1));
    x1 = b;
    x3 = a;
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  const __m256i even = _mm256_blend_epi32(x0, _mm256_slli_epi64(x1, 32), 0xAA);
  const __m256i odd = _mm256_blend_epi32(x2, _mm256_slli_epi64(x3, 32), 0xAA);
  const __m256i low = _mm256_unpacklo_epi64(even, odd);
  const __m256i high = _mm256_unpackhi_epi64(even, odd);
  __m256i* out = reinterpret_cast<__m256i*>(draws);
  _mm256_storeu_si256(out, _mm256_permute2x128_si256(low, high, 0x20));
  _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(low, high, 0x31));
}

[[gnu::target("avx2")]] void philox_avx2(const PhiloxStream& stream, std::uint64_t first_block,
                                         std::uint64_t* draws, std::size_t blocks) {
  std::size_t i = 0;
  for (; i + 4 <= blocks; i += 4) philox_four(stream, first_block + i, draws + 2 * i);
  philox_portable(stream, first_block + i, draws + 2 * i, blocks - i);
}

[[gnu::target("avx2")]] void exponentials_avx2(const std::uint64_t* bits, double* draws,
                                               std::size_t count) {
  exponentials(bits, draws, count);
}

[[gnu::target("avx512f,avx512dq,avx512vl")]] void exponentials_avx512(const std::uint64_t* bits,
                                                                      double* draws,
                                                                      std::size_t count) {
  exponentials(bits, draws, count);
}

#endif

}  // namespace

VectorWidth widest_vectors() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    return VectorWidth::kAvx512;
  }
  if (__builtin_cpu_supports("avx2")) return VectorWidth::kAvx2;
#endif
  return VectorWidth::kPortable;
}

void fill_philox(const PhiloxStream& stream, std::uint64_t first_block, std::uint64_t* draws,
                 std::size_t blocks, VectorWidth width) {
#ifdef __x86_64__
  if (width != VectorWidth::kPortable) return philox_avx2(stream, first_block, draws, blocks);
#endif
  static_cast<void>(width);
  philox_portable(stream, first_block, draws, blocks);
}

void fill_exponentials(const std::uint64_t* bits, double* draws, std::size_t count,
                       VectorWidth width) {
#ifdef __x86_64__
  if (width == VectorWidth::kAvx512) return exponentials_avx512(bits, draws, count);
  if (width == VectorWidth::kAvx2) return exponentials_avx2(bits, draws, count);
#endif
  static_cast<void>(width);
  exponentials(bits, draws, count);
}

}  // namespace uslkit
