#include "base/indexed_draw.h"

#include <algorithm>

namespace uslkit {
namespace {

constexpr std::size_t kChunk = 256;  // 2 kB of words between the two loops: they stay in the cache

}  // namespace

// A stretch may begin and end in the middle of a block.
void DrawStream::fill_bits(std::uint64_t first, std::span<std::uint64_t> draws) const {
  if (draws.empty()) return;
  const std::size_t head = first % 2;
  if (head != 0) draws[0] = bits(first);
  const std::size_t blocks = (draws.size() - head) / 2;
  fill_philox(philox_, (first + head) / 2, draws.data() + head, blocks, widest_vectors());
  const std::size_t done = head + 2 * blocks;
  if (done < draws.size()) draws[done] = bits(first + done);
}

void DrawStream::fill_uniform(std::uint64_t first, std::span<double> draws) const {
  std::array<std::uint64_t, kChunk> words;
  for (std::size_t done = 0; done < draws.size(); done += kChunk) {
    const std::size_t count = std::min(kChunk, draws.size() - done);
    fill_bits(first + done, std::span(words).first(count));
    for (std::size_t i = 0; i < count; ++i) draws[done + i] = uniform_of_bits(words[i]);
  }
}

void DrawStream::fill_exponential(std::uint64_t first, std::span<double> draws) const {
  std::array<std::uint64_t, kChunk> words;
  for (std::size_t done = 0; done < draws.size(); done += kChunk) {
    const std::size_t count = std::min(kChunk, draws.size() - done);
    fill_bits(first + done, std::span(words).first(count));
    fill_exponentials(words.data(), draws.data() + done, count, widest_vectors());
  }
}

void DrawBlock::fill(std::uint64_t first, std::span<double> draws) const {
  if (kind_ == Kind::kExponential) {
    stream_.fill_exponential(first, draws);
  } else {
    stream_.fill_uniform(first, draws);
  }
}

void DrawBlock::fill_chunk(std::uint64_t chunk) {
  const std::size_t side = chunk % 2;
  fill(chunk * kChunk, draws_[side]);
  held_[side] = chunk;
}

}  // namespace uslkit
