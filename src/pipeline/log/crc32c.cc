#include "pipeline/log/crc32c.h"

#include <array>
#include <cstring>

#include "base/check.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace uslkit {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78U;  // reflected
using Table = std::array<std::uint32_t, 256>;
using Tables = std::array<Table, 8>;  // of byte k before the last of eight

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? kPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

std::uint64_t load(const unsigned char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

}  // namespace

std::uint32_t crc32c_portable(std::uint32_t crc, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint32_t state = ~crc;
  for (; size >= 8; size -= 8, bytes += 8) {
    const std::uint64_t word = load(bytes) ^ state;
    state = 0;
    for (unsigned k = 0; k < 8; ++k) state ^= kTables[7 - k][(word >> (8 * k)) & 0xFFU];
  }
  for (; size > 0; --size, ++bytes) state = (state >> 8) ^ kTables[0][(state ^ *bytes) & 0xFFU];
  return ~state;
}

#if defined(__x86_64__)
namespace {

// The instruction takes three cycles but starts one per cycle: three neighbouring blocks run side
// by side, and the states are joined by moving the earlier ones over a block of zeros, which is
// linear (M. Adler, crc32c.c).
constexpr std::size_t kBlock = 1024;
using ShiftTables = std::array<Table, 4>;

constexpr ShiftTables make_shift_tables() {
  std::array<std::uint32_t, 32> image{};  // of each bit, moved over kBlock zero bytes
  for (std::size_t bit = 0; bit < 32; ++bit) {
    std::uint32_t crc = 1U << bit;
    for (std::size_t k = 0; k < kBlock; ++k) crc = (crc >> 8) ^ kTables[0][crc & 0xFFU];
    image[bit] = crc;
  }
  ShiftTables tables{};
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      for (std::size_t bit = 0; bit < 8; ++bit) {
        if ((byte >> bit & 1U) != 0) tables[k][byte] ^= image[8 * k + bit];
      }
    }
  }
  return tables;
}

constexpr ShiftTables kShift = make_shift_tables();

std::uint32_t over_block(std::uint32_t crc) {
  return kShift[0][crc & 0xFFU] ^ kShift[1][(crc >> 8) & 0xFFU] ^ kShift[2][(crc >> 16) & 0xFFU] ^
         kShift[3][crc >> 24];
}

std::uint32_t low_half(std::uint64_t word) { return static_cast<std::uint32_t>(word); }

}  // namespace

bool crc32c_has_instruction() { return __builtin_cpu_supports("sse4.2") != 0; }

__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(std::uint32_t crc,
                                                                      const void* data,
                                                                      std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t state = static_cast<std::uint32_t>(~crc);
  for (; size >= 3 * kBlock; size -= 3 * kBlock, bytes += 3 * kBlock) {
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (std::size_t k = 0; k < kBlock; k += 8) {
      state = _mm_crc32_u64(state, load(bytes + k));
      second = _mm_crc32_u64(second, load(bytes + kBlock + k));
      third = _mm_crc32_u64(third, load(bytes + 2 * kBlock + k));
    }
    state = over_block(over_block(low_half(state)) ^ low_half(second)) ^ low_half(third);
  }
  for (; size >= 8; size -= 8, bytes += 8) state = _mm_crc32_u64(state, load(bytes));
  std::uint32_t rest = low_half(state);
  for (; size > 0; --size, ++bytes) rest = _mm_crc32_u8(rest, *bytes);
  return ~rest;
}

#else

bool crc32c_has_instruction() { return false; }

std::uint32_t crc32c_by_instruction(std::uint32_t, const void*, std::size_t) {
  USLKIT_CHECK(crc32c_has_instruction());
  return 0;
}

#endif

std::uint32_t crc32c(std::uint32_t crc, const void* data, std::size_t size) {
  static const bool kHasInstruction = crc32c_has_instruction();
  return kHasInstruction ? crc32c_by_instruction(crc, data, size)
                         : crc32c_portable(crc, data, size);
}

}  // namespace uslkit
