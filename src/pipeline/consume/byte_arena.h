// ByteArena: room for the bytes of one batch, all given back at once and used again by the next.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace uslkit {

class ByteArena {
 public:
  // A copy that lives until clear().
  [[nodiscard]] std::string_view keep(std::string_view bytes) {
    if (chunk_ == chunks_.size() || chunks_[chunk_].size - used_ < bytes.size()) {
      next_chunk(bytes.size());
    }
    char* const at = chunks_[chunk_].bytes.get() + used_;
    std::memcpy(at, bytes.data(), bytes.size());
    used_ += bytes.size();
    return {at, bytes.size()};
  }
  void clear() { chunk_ = used_ = 0; }

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  static constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

  void next_chunk(std::size_t needed) {
    used_ = 0;
    if (chunk_ < chunks_.size()) ++chunk_;
    while (chunk_ < chunks_.size() && chunks_[chunk_].size < needed) ++chunk_;
    if (chunk_ < chunks_.size()) return;
    const std::size_t size = std::max(needed, kChunkBytes);
    chunks_.push_back({std::make_unique<char[]>(size), size});
  }

  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;  // the one that is being filled
  std::size_t used_ = 0;
};

}  // namespace uslkit
