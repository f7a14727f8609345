#include "pipeline/log/sparse_index.h"

#include <algorithm>
#include <cstring>

#include "pipeline/log/crc32c.h"

namespace uslkit {
namespace {

constexpr std::int64_t kBytesPerEntry = 16384;

constexpr std::uint64_t kIndexMagic = 0x31584449534C4B55ULL;  // "UKLSIDX1"

struct IndexHead {
  std::uint64_t magic = kIndexMagic;
  std::uint32_t crc = 0;  // of everything behind it
  std::uint32_t count = 0;
  std::int64_t sequence = 0;
  std::uint64_t salt = 0;
  LogOffset base = 0;
  LogOffset end = 0;
  LogOffset witness = 0;
  std::int64_t bytes = 0;
  std::int64_t newest_timestamp_ns = 0;
  std::int64_t begins_with_skip = 0;
};
static_assert(sizeof(IndexHead) == 80);
constexpr std::size_t kCrcFrom = offsetof(IndexHead, count);

}  // namespace

SparseIndex::SparseIndex(std::int64_t segment_bytes) {
  entries_.reserve(static_cast<std::size_t>(segment_bytes / kBytesPerEntry + 2));
}

void SparseIndex::add(LogOffset base, std::int64_t position) {
  if (!entries_.empty() && position - entries_.back().position < kBytesPerEntry) return;
  entries_.push_back({.offset = base, .position = position});
}

std::optional<SparseIndex::Entry> SparseIndex::find(LogOffset offset) const {
  const auto after =
      std::upper_bound(entries_.begin(), entries_.end(), offset,
                       [](LogOffset wanted, const Entry& entry) { return wanted < entry.offset; });
  if (after == entries_.begin()) return std::nullopt;
  return *(after - 1);
}

std::string encode_index(const IndexFile& index) {
  IndexHead head{.count = static_cast<std::uint32_t>(index.entries.size()),
                 .sequence = index.sequence,
                 .salt = index.salt,
                 .base = index.base,
                 .end = index.end,
                 .witness = index.witness,
                 .bytes = index.bytes,
                 .newest_timestamp_ns = index.newest_timestamp_ns,
                 .begins_with_skip = index.begins_with_skip ? 1 : 0};
  std::string text(sizeof head + index.entries.size() * sizeof(SparseIndex::Entry), '\0');
  std::memcpy(text.data(), &head, sizeof head);
  if (!index.entries.empty()) {
    std::memcpy(text.data() + sizeof head, index.entries.data(), text.size() - sizeof head);
  }
  head.crc = crc32c(0, text.data() + kCrcFrom, text.size() - kCrcFrom);
  std::memcpy(text.data() + offsetof(IndexHead, crc), &head.crc, sizeof head.crc);
  return text;
}

std::optional<IndexFile> decode_index(std::string_view text) {
  IndexHead head;
  if (text.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, text.data(), sizeof head);
  if (head.magic != kIndexMagic) return std::nullopt;
  if (text.size() != sizeof head + std::size_t{head.count} * sizeof(SparseIndex::Entry)) {
    return std::nullopt;
  }
  if (head.crc != crc32c(0, text.data() + kCrcFrom, text.size() - kCrcFrom)) return std::nullopt;
  IndexFile index{.sequence = head.sequence,
                  .salt = head.salt,
                  .base = head.base,
                  .end = head.end,
                  .witness = head.witness,
                  .bytes = head.bytes,
                  .newest_timestamp_ns = head.newest_timestamp_ns,
                  .begins_with_skip = head.begins_with_skip != 0};
  index.entries.resize(head.count);
  if (head.count > 0) {
    std::memcpy(index.entries.data(), text.data() + sizeof head, text.size() - sizeof head);
  }
  return index;
}

}  // namespace uslkit
