#include "base/indexed_draw.h"

#include <algorithm>

namespace uslkit {

void DrawStream::fill_bits(std::uint64_t first, std::span<std::uint64_t> draws) const {
  std::size_t i = 0;
  if (first % 2 != 0 && !draws.empty()) draws[i++] = bits(first);
  for (; i + 1 < draws.size(); i += 2) {
    const std::array<std::uint64_t, 2> both = pair((first + i) / 2);
    draws[i] = both[0];
    draws[i + 1] = both[1];
  }
  if (i < draws.size()) draws[i] = bits(first + i);
}

void DrawStream::fill_uniform(std::uint64_t first, std::span<double> draws) const {
  for (std::size_t i = 0; i < draws.size(); ++i) draws[i] = uniform(first + i);
}

void DrawStream::fill_exponential(std::uint64_t first, std::span<double> draws) const {
  for (std::size_t i = 0; i < draws.size(); ++i) draws[i] = exponential(first + i);
}

void DrawBlock::fill(std::uint64_t chunk) {
  const std::size_t side = chunk % 2;
  if (kind_ == Kind::kExponential) {
    stream_.fill_exponential(chunk * kChunk, draws_[side]);
  } else {
    stream_.fill_uniform(chunk * kChunk, draws_[side]);
  }
  held_[side] = chunk;
}

}  // namespace uslkit
