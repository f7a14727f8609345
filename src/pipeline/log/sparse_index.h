// SparseIndex: where in a segment an offset is to be looked for, one entry every few kilobytes.
//
// In memory while the segment is open; in a file beside it once the segment is sealed and durable,
// so that it is never newer than what it describes. It can always be built anew from the segment.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/log/log.h"

namespace uslkit {

class SparseIndex {
 public:
  struct Entry {
    LogOffset offset = 0;  // base of the batch
    std::int64_t position = 0;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  // Room for all entries of a segment, so that adding allocates nothing.
  explicit SparseIndex(std::int64_t segment_bytes);

  // Batches come in order; most of them get no entry of their own.
  void add(LogOffset base, std::int64_t position);

  void clear() { entries_.clear(); }

  // The last entry at or before `offset`; nothing when the index is empty or begins behind it.
  [[nodiscard]] std::optional<Entry> find(LogOffset offset) const;

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

// What the index file says of its segment.
struct IndexFile {
  std::int64_t sequence = 0;
  std::uint64_t salt = 0;
  LogOffset base = 0;
  LogOffset end = 0;
  LogOffset witness = 0;   // the highest durable end of its batches
  std::int64_t bytes = 0;  // position behind the last batch
  std::int64_t newest_timestamp_ns = 0;
  bool begins_with_skip = false;
  std::vector<SparseIndex::Entry> entries{};

  friend bool operator==(const IndexFile&, const IndexFile&) = default;
};

[[nodiscard]] std::string encode_index(const IndexFile& index);
// Nothing when the text is no undamaged index of this version.
[[nodiscard]] std::optional<IndexFile> decode_index(std::string_view text);

}  // namespace uslkit
