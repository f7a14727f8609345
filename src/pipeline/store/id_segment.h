// IdSegment: the ids of one batch as one stored value, because a key per id costs five times as
// much.
//
//   | magic 4 | count 4 | time 8 | check 8 | length 1, id | length 1, id | ...
//
// An id is found by the byte where its length stands. The check is a hash of everything behind it:
// the databases below do not notice a flipped bit, a restart does. Little-endian, as the machines
// it runs on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "pipeline/store/store_batch.h"

namespace uslkit {

struct IdSegmentHeader {
  std::uint32_t magic = 0;
  std::uint32_t count = 0;
  std::int64_t time = 0;  // nanoseconds of StoreTime
  std::uint64_t check = 0;
};
static_assert(sizeof(IdSegmentHeader) == 24);

// The id whose length stands at `byte` of a segment, or an empty view if there can be none.
[[nodiscard]] inline std::string_view id_at(std::string_view segment, std::uint32_t byte) {
  if (byte >= segment.size()) return {};
  const std::size_t length = static_cast<unsigned char>(segment[byte]);
  if (segment.size() - byte - 1 < length) return {};
  return segment.substr(byte + 1, length);
}

class IdSegmentBuilder {
 public:
  IdSegmentBuilder() { clear(); }

  void clear();
  // Returns the byte where the id's length stands.
  std::uint32_t add(std::string_view id) {
    const std::uint32_t byte = static_cast<std::uint32_t>(bytes_.size());
    bytes_.push_back(static_cast<char>(id.size()));
    bytes_.append(id);
    ++count_;
    return byte;
  }
  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  // Writes the header; the view lives until the next call of clear() or add().
  [[nodiscard]] std::string_view finish(StoreTime time);

 private:
  std::string bytes_;
  std::uint32_t count_ = 0;
};

// The header of a stored segment, all of it checked. Throws StoreError (corrupt) naming `place`.
[[nodiscard]] IdSegmentHeader checked_id_segment(std::string_view segment, std::string_view place);

// Calls visit(id, byte) for every id of a segment that was checked before.
template <typename Visit>
void visit_ids(std::string_view segment, Visit&& visit) {
  std::size_t byte = sizeof(IdSegmentHeader);
  while (byte < segment.size()) {
    const std::string_view id = id_at(segment, static_cast<std::uint32_t>(byte));
    USLKIT_CHECK(!id.empty());
    visit(id, static_cast<std::uint32_t>(byte));
    byte += 1 + id.size();
  }
}

}  // namespace uslkit
