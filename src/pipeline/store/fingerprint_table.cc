#include "pipeline/store/fingerprint_table.h"

#include <utility>

#include "base/check.h"

namespace uslkit {

void FingerprintTable::add(std::uint64_t fingerprint, IdPlace place) {
  USLKIT_CHECK(place.segment != 0);
  if (4 * (size_ + 1) > 3 * slots_.size()) grow();
  std::size_t slot = home_of(fingerprint);
  while (slots_[slot].place.segment != 0) slot = (slot + 1) & mask_;
  slots_[slot] = {fingerprint, place};
  ++size_;
}

void FingerprintTable::remove(std::uint64_t fingerprint, IdPlace place) {
  std::size_t gap = home_of(fingerprint);
  while (slots_[gap].fingerprint != fingerprint || slots_[gap].place != place) {
    USLKIT_CHECK(slots_[gap].place.segment != 0);
    gap = (gap + 1) & mask_;
  }
  for (std::size_t slot = (gap + 1) & mask_; slots_[slot].place.segment != 0;
       slot = (slot + 1) & mask_) {
    // A later entry of the run moves up if the gap lies between its home and its slot.
    if (((slot - home_of(slots_[slot].fingerprint)) & mask_) >= ((slot - gap) & mask_)) {
      slots_[gap] = slots_[slot];
      gap = slot;
    }
  }
  slots_[gap] = {};
  --size_;
}

void FingerprintTable::grow() {
  const Slots old = std::exchange(slots_, Slots(2 * slots_.size()));
  mask_ = slots_.size() - 1;
  for (const Slot& entry : old) {
    if (entry.place.segment == 0) continue;
    std::size_t slot = home_of(entry.fingerprint);
    while (slots_[slot].place.segment != 0) slot = (slot + 1) & mask_;
    slots_[slot] = entry;
  }
}

}  // namespace uslkit
