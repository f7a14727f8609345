// FingerprintTable: where the ids of the window are stored, found by their fingerprints.
//
// Open addressing with linear probing; an entry is a fingerprint, a segment and a place in it.
// Several entries may share a fingerprint: a hit is only a question to the caller, who compares the
// stored bytes. Removal moves later entries of a run up (Knuth, TAOCP vol. 3, 6.4, algorithm R), so
// there are no tombstones and speed does not wear off. Not thread-safe.
// Invariants: 1. At most 3/4 full, so every search ends. 2. contains() asks about every entry of
// the fingerprint until one is confirmed. 3. Never shrinks; doubles when an entry needs it.
// Cost: 16 bytes a slot, so 21 to 43 bytes per id; about one cache miss per call (prefetch hides
// it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/huge_page_allocator.h"

namespace uslkit {

struct IdPlace {
  std::uint32_t segment = 0;  // low 32 bits of its number, never 0
  std::uint32_t byte = 0;     // in the segment's value

  friend bool operator==(const IdPlace&, const IdPlace&) = default;
};

class FingerprintTable {
 public:
  FingerprintTable() : slots_(kFewest), mask_(kFewest - 1) {}

  [[gnu::always_inline]] void prefetch(std::uint64_t fingerprint) const {
    __builtin_prefetch(&slots_[static_cast<std::size_t>(fingerprint) & mask_]);
  }

  // Whether `confirm(place) -> bool` accepts one of the places of this fingerprint.
  template <typename Confirm>
  [[nodiscard]] bool contains(std::uint64_t fingerprint, Confirm&& confirm) const {
    for (std::size_t slot = home_of(fingerprint); slots_[slot].place.segment != 0;
         slot = (slot + 1) & mask_) {
      if (slots_[slot].fingerprint == fingerprint && confirm(slots_[slot].place)) return true;
    }
    return false;
  }

  void add(std::uint64_t fingerprint, IdPlace place);
  // The entry must be there.
  void remove(std::uint64_t fingerprint, IdPlace place);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint64_t fingerprint = 0;
    IdPlace place{};
  };
  static_assert(sizeof(Slot) == 16);
  static constexpr std::size_t kFewest = 1024;

  [[nodiscard]] std::size_t home_of(std::uint64_t fingerprint) const {
    return static_cast<std::size_t>(fingerprint) & mask_;
  }
  void grow();

  using Slots = std::vector<Slot, HugePageAllocator<Slot>>;

  Slots slots_;
  std::size_t mask_;
  std::size_t size_ = 0;
};

}  // namespace uslkit
