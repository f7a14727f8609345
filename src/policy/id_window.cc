#include "policy/id_window.h"

#include <bit>

#include "base/check.h"

namespace uslkit {
namespace {

std::size_t checked_capacity(const IdWindowOptions& options) {
  options.check();
  return static_cast<std::size_t>(options.capacity);
}

}  // namespace

void IdWindowOptions::check() const {
  USLKIT_CHECK(capacity >= 1);
  USLKIT_CHECK(capacity <= std::int64_t{1} << 30);
  USLKIT_CHECK(window > Duration{0});
}

IdWindow::IdWindow(const IdWindowOptions& options)
    : window_(options.window),
      ring_(checked_capacity(options)),
      slots_(std::bit_ceil(2 * ring_.size()), kEmpty),
      mask_(slots_.size() - 1) {}

void IdWindow::insert(TimePoint now, std::uint64_t id) {
  if (size_ == static_cast<std::int64_t>(ring_.size())) {
    forget_oldest();
    ++pushed_out_;
  }
  const std::size_t place = (oldest_ + static_cast<std::size_t>(size_)) % ring_.size();
  // Forgetting may have moved entries of the table: the slot is looked up only now.
  slots_[slot_of(id)] = static_cast<std::int32_t>(place);
  ring_[place] = {id, now};
  ++size_;
}

// Takes the oldest id out of the table without a tombstone (Knuth, TAOCP vol. 3, 6.4, algorithm R):
// later entries of the same run move up if the gap lies between their home and their place.
void IdWindow::forget_oldest() {
  std::size_t gap = slot_of(ring_[oldest_].id);
  for (std::size_t slot = (gap + 1) & mask_; slots_[slot] != kEmpty; slot = (slot + 1) & mask_) {
    const std::size_t home = key_hash(ring_[static_cast<std::size_t>(slots_[slot])].id) & mask_;
    if (((slot - home) & mask_) >= ((slot - gap) & mask_)) {
      slots_[gap] = slots_[slot];
      gap = slot;
    }
  }
  slots_[gap] = kEmpty;
  oldest_ = (oldest_ + 1) % ring_.size();
  --size_;
}

}  // namespace uslkit
