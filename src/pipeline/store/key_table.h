// KeyTable: a KeyState for each of many keys, in memory.
//
// Entries keep the number of their arrival and are never taken out one by one, only all together.
// Not thread-safe. An Entry's address lives until the next find_or_add or clear. Cost: 80 bytes and
// the key's own per entry, 8 to 16 for the index; three cache misses per look-up, which the
// prefetches hide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/huge_page_allocator.h"
#include "pipeline/store/key_state.h"

namespace uslkit {

class KeyTable {
 public:
  struct Entry {
    std::uint64_t hash = 0;
    std::size_t key_begin = 0;  // in the arena
    std::size_t key_size = 0;
    KeyState state{};
  };

  using Entries = std::vector<Entry, HugePageAllocator<Entry>>;

  KeyTable() : slots_(kFewest), mask_(kFewest - 1) {}

  [[gnu::always_inline]] void prefetch(std::uint64_t hash) const {
    __builtin_prefetch(&slots_[static_cast<std::size_t>(hash) & mask_]);
  }
  // The entry too, once the index is near; an entry reaches into a second cache line.
  [[gnu::always_inline]] void prefetch_entry(std::uint64_t hash) const {
    const std::uint32_t index = slots_[static_cast<std::size_t>(hash) & mask_].index;
    if (index == 0) return;
    const Entry& entry = entries_[index - 1];
    __builtin_prefetch(&entry);
    __builtin_prefetch(&entry.state);
  }
  // The key too, once the entry is near.
  [[gnu::always_inline]] void prefetch_key(std::uint64_t hash) const {
    const std::uint32_t index = slots_[static_cast<std::size_t>(hash) & mask_].index;
    if (index != 0) __builtin_prefetch(arena_.data() + entries_[index - 1].key_begin);
  }
  [[nodiscard]] std::size_t number_of(const Entry& entry) const {
    return static_cast<std::size_t>(&entry - entries_.data());
  }
  [[nodiscard]] Entry* find(std::string_view key, std::uint64_t hash) {
    const std::uint32_t index = slots_[slot_of(key, hash)].index;
    return index == 0 ? nullptr : &entries_[index - 1];
  }
  // A new entry's state is empty.
  [[nodiscard]] Entry& find_or_add(std::string_view key, std::uint64_t hash);

  [[nodiscard]] std::string_view key_of(const Entry& entry) const {
    return std::string_view(arena_).substr(entry.key_begin, entry.key_size);
  }
  [[nodiscard]] Entries& entries() { return entries_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const;
  // Keeps the memory for the next entries.
  void clear();

 private:
  struct Slot {
    std::uint32_t tag = 0;    // high bits of the hash, so that most misses need no entry
    std::uint32_t index = 0;  // in the entries, + 1; 0: empty
  };
  static constexpr std::size_t kFewest = 1024;

  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32);
  }
  // Where the key stands, or the empty slot where its search ends; at most 3/4 are full.
  [[nodiscard]] std::size_t slot_of(std::string_view key, std::uint64_t hash) const {
    std::size_t slot = static_cast<std::size_t>(hash) & mask_;
    while (slots_[slot].index != 0) {
      if (slots_[slot].tag == tag_of(hash) && key_of(entries_[slots_[slot].index - 1]) == key)
        break;
      slot = (slot + 1) & mask_;
    }
    return slot;
  }
  void grow();

  std::vector<Slot, HugePageAllocator<Slot>> slots_;
  std::size_t mask_;
  Entries entries_;
  std::string arena_;
};

}  // namespace uslkit
