// BatchRecord: what one batch applied, as one stored value: its ids, for the window, and its
// events, from which the states follow.
//
//   | magic 4 | entries 4 | time 8 | check 8 | entry | entry | ...
//   entry:  length 1, id | kind 1 | unless dead: sequence 8, value 4, length 1, key
//
// One value costs a fifth of a key per id, and appending it a tenth of rewriting every state that
// it changes. An id is found by the byte where its length stands. The check is a hash of everything
// behind it: the databases below do not notice a flipped bit, a restart does. Little-endian, as the
// machines it runs on.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "pipeline/store/store_batch.h"

namespace uslkit {

enum class EntryKind : std::uint8_t {
  applied,
  dead,  // went to the dead-letter queue: the id is known, the state unchanged
  late,  // came back from there
};

struct RecordEntry {
  std::uint32_t byte = 0;  // where the length of the id stands
  EntryKind kind = EntryKind::applied;
  std::string_view id{};
  std::string_view key{};
  std::int64_t sequence = 0;
  std::int32_t value = 0;
};

struct BatchRecordHeader {
  std::uint32_t magic = 0;
  std::uint32_t entries = 0;
  std::int64_t time = 0;  // nanoseconds of StoreTime
  std::uint64_t check = 0;
};
static_assert(sizeof(BatchRecordHeader) == 24);

class BatchRecordBuilder {
 public:
  BatchRecordBuilder() { clear(); }

  void clear();
  // Returns the byte where the id's length stands.
  std::uint32_t add(EntryKind kind, const StoreEvent& event) {
    const std::uint32_t byte = static_cast<std::uint32_t>(bytes_.size());
    const std::size_t size =
        2 + event.id.size() + (kind == EntryKind::dead ? 0 : kFixedBytes + event.key.size());
    bytes_.resize(byte + size);
    char* to = bytes_.data() + byte;
    *to++ = static_cast<char>(event.id.size());
    to = put(to, event.id.data(), event.id.size());
    *to++ = static_cast<char>(kind);
    if (kind != EntryKind::dead) {
      to = put(to, &event.sequence, sizeof event.sequence);
      to = put(to, &event.value, sizeof event.value);
      *to++ = static_cast<char>(event.key.size());
      put(to, event.key.data(), event.key.size());
    }
    ++entries_;
    return byte;
  }
  [[nodiscard]] std::uint32_t entries() const { return entries_; }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  // Writes the header; the view lives until the next call of clear() or add().
  [[nodiscard]] std::string_view finish(StoreTime time);

 private:
  static constexpr std::size_t kFixedBytes = sizeof(std::int64_t) + sizeof(std::int32_t) + 1;

  static char* put(char* to, const void* from, std::size_t size) {
    std::memcpy(to, from, size);
    return to + size;
  }

  std::string bytes_;
  std::uint32_t entries_ = 0;
};

// The id whose length stands at `byte` of a record, or an empty view if there can be none.
[[nodiscard]] inline std::string_view id_at(std::string_view record, std::uint32_t byte) {
  if (byte >= record.size()) return {};
  const std::size_t length = static_cast<unsigned char>(record[byte]);
  if (record.size() - byte - 1 < length) return {};
  return record.substr(byte + 1, length);
}

// Reads the entry at `byte` and moves on to the next one. Returns false if there is no whole one.
[[nodiscard]] bool next_entry(std::string_view record, std::size_t& byte, RecordEntry& entry);

// The header of a stored record, all of it checked. Throws StoreError (corrupt) naming `place`.
[[nodiscard]] BatchRecordHeader checked_batch_record(std::string_view record,
                                                     std::string_view place);

// Calls visit(entry) for every entry of a record that was checked before.
template <typename Visit>
void visit_entries(std::string_view record, Visit&& visit) {
  RecordEntry entry;
  std::size_t byte = sizeof(BatchRecordHeader);
  while (byte < record.size()) {
    const bool is_whole = next_entry(record, byte, entry);
    USLKIT_CHECK(is_whole);
    visit(std::as_const(entry));
  }
}

}  // namespace uslkit
