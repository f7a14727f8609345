#include "base/random.h"

#include <cmath>

#include "base/check.h"

namespace uslkit {
namespace {

std::uint32_t low(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
std::uint32_t high(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }

}  // namespace

std::uint64_t stream_number(std::string_view stream) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : stream) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return hash;
}

Random::Random(std::uint64_t seed, std::string_view stream) : Random(seed, stream_number(stream)) {}

Random::Random(std::uint64_t seed, std::uint64_t stream)
    : key_{low(seed), high(seed)}, counter_{0, 0, low(stream), high(stream)} {}

void Random::refill() {
  block_ = philox4x32(counter_, key_);
  used_ = 0;
  if (++counter_[0] == 0) ++counter_[1];
}

std::uint32_t Random::next_u32() {
  if (used_ == 4) refill();
  return block_[static_cast<std::size_t>(used_++)];
}

std::uint64_t Random::next_u64() {
  const std::uint64_t lower = next_u32();
  const std::uint64_t upper = next_u32();
  return (upper << 32) | lower;
}

double Random::uniform() { return static_cast<double>(next_u64() >> 11) * 0x1.0p-53; }

// Marsaglia's polar method: exact, and needs only sqrt and log. Accepts pi/4 of the pairs.
double Random::normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  double x = 0;
  double y = 0;
  double square = 0;
  do {
    x = 2 * uniform() - 1;
    y = 2 * uniform() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * std::log(square) / square);
  spare_normal_ = y * factor;
  has_spare_normal_ = true;
  return x * factor;
}

// Lemire's method with rejection, so that every index is exactly as likely as every other.
std::uint64_t Random::index(std::uint64_t count) {
  USLKIT_CHECK(count > 0);
  const std::uint64_t biased_tail = (0 - count) % count;
  std::uint64_t word = next_u64();
  while (word < biased_tail) word = next_u64();
  return word % count;
}

}  // namespace uslkit
