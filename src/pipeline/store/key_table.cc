#include "pipeline/store/key_table.h"

#include <algorithm>

namespace uslkit {

KeyTable::Entry& KeyTable::find_or_add(std::string_view key, std::uint64_t hash) {
  std::size_t slot = slot_of(key, hash);
  if (slots_[slot].index != 0) return entries_[slots_[slot].index - 1];
  if (4 * (entries_.size() + 1) > 3 * slots_.size()) {
    grow();
    slot = slot_of(key, hash);
  }
  entries_.push_back({.hash = hash, .key_begin = arena_.size(), .key_size = key.size()});
  arena_.append(key);
  slots_[slot] = {tag_of(hash), static_cast<std::uint32_t>(entries_.size())};
  return entries_.back();
}

std::size_t KeyTable::bytes() const {
  return slots_.size() * sizeof(Slot) + entries_.capacity() * sizeof(Entry) + arena_.capacity();
}

void KeyTable::clear() {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  entries_.clear();
  arena_.clear();
}

void KeyTable::grow() {
  slots_.assign(2 * slots_.size(), Slot{});
  mask_ = slots_.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = static_cast<std::size_t>(entries_[i].hash) & mask_;
    while (slots_[slot].index != 0) slot = (slot + 1) & mask_;
    slots_[slot] = {tag_of(entries_[i].hash), static_cast<std::uint32_t>(i + 1)};
  }
}

}  // namespace uslkit
