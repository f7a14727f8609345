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

// Of Philox4x32 (base/random.h).
constexpr std::uint32_t kMultiplier0 = 0xD2511F53;
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85;

// Four blocks at a time, or eight: a 32-bit word of each in the low half of a 64-bit lane. The
// multiplication reads low halves only, so that whatever gathers in the high halves does no harm:
// the low word of a product is the product itself, and only its high word must be shifted down.

[[gnu::target("avx2")]] void philox_avx2(PhiloxStream stream, std::uint64_t first_block,
                                         std::uint64_t* draws, std::size_t blocks) {
  std::size_t i = 0;
  for (; i + 4 <= blocks; i += 4) {
    const __m256i first = _mm256_set1_epi64x(static_cast<long long>(first_block + i));
    __m256i x0 = _mm256_add_epi64(first, _mm256_set_epi64x(3, 2, 1, 0));
    __m256i x1 = _mm256_srli_epi64(x0, 32);
    __m256i x2 = _mm256_set1_epi64x(stream.stream[0]);
    __m256i x3 = _mm256_set1_epi64x(stream.stream[1]);
    std::array<std::uint32_t, 2> key = stream.key;
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      const __m256i a = _mm256_mul_epu32(x0, _mm256_set1_epi64x(kMultiplier0));
      const __m256i b = _mm256_mul_epu32(x2, _mm256_set1_epi64x(kMultiplier1));
      const __m256i k0 = _mm256_set1_epi64x(key[0]);
      const __m256i k1 = _mm256_set1_epi64x(key[1]);
      x0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(b, 32), k0), x1);
      x2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(a, 32), k1), x3);
      x1 = b;
      x3 = a;
      key[0] += kWeyl0;
      key[1] += kWeyl1;
    }
    const __m256i even = _mm256_blend_epi32(x0, _mm256_slli_epi64(x1, 32), 0xAA);
    const __m256i odd = _mm256_blend_epi32(x2, _mm256_slli_epi64(x3, 32), 0xAA);
    const __m256i low = _mm256_unpacklo_epi64(even, odd);
    const __m256i high = _mm256_unpackhi_epi64(even, odd);
    __m256i* out = reinterpret_cast<__m256i*>(draws + 2 * i);
    _mm256_storeu_si256(out, _mm256_permute2x128_si256(low, high, 0x20));
    _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(low, high, 0x31));
  }
  philox_portable(stream, first_block + i, draws + 2 * i, blocks - i);
}

[[gnu::target("avx512f,avx512dq,avx512vl")]] void philox_avx512(PhiloxStream stream,
                                                                std::uint64_t first_block,
                                                                std::uint64_t* draws,
                                                                std::size_t blocks) {
  constexpr int kXor3 = 0x96;
  std::size_t i = 0;
  for (; i + 8 <= blocks; i += 8) {
    const __m512i first = _mm512_set1_epi64(static_cast<long long>(first_block + i));
    __m512i x0 = _mm512_add_epi64(first, _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
    __m512i x1 = _mm512_srli_epi64(x0, 32);
    __m512i x2 = _mm512_set1_epi64(stream.stream[0]);
    __m512i x3 = _mm512_set1_epi64(stream.stream[1]);
    std::array<std::uint32_t, 2> key = stream.key;
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      const __m512i a = _mm512_mul_epu32(x0, _mm512_set1_epi64(kMultiplier0));
      const __m512i b = _mm512_mul_epu32(x2, _mm512_set1_epi64(kMultiplier1));
      const __m512i k0 = _mm512_set1_epi64(key[0]);
      const __m512i k1 = _mm512_set1_epi64(key[1]);
      x0 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(b, 32), x1, k0, kXor3);
      x2 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(a, 32), x3, k1, kXor3);
      x1 = b;
      x3 = a;
      key[0] += kWeyl0;
      key[1] += kWeyl1;
    }
    const __m512i even = _mm512_mask_blend_epi32(0xAAAA, x0, _mm512_slli_epi64(x1, 32));
    const __m512i odd = _mm512_mask_blend_epi32(0xAAAA, x2, _mm512_slli_epi64(x3, 32));
    const __m512i first_half = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
    const __m512i second_half = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
    _mm512_storeu_si512(draws + 2 * i, _mm512_permutex2var_epi64(even, first_half, odd));
    _mm512_storeu_si512(draws + 2 * i + 8, _mm512_permutex2var_epi64(even, second_half, odd));
  }
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
  if (width == VectorWidth::kAvx512) return philox_avx512(stream, first_block, draws, blocks);
  if (width == VectorWidth::kAvx2) return philox_avx2(stream, first_block, draws, blocks);
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
