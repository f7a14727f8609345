// HugePageAllocator: memory for large tables that are looked up at random places.
//
// With pages of 4 KiB such a look-up misses the translation cache as well as the data cache, and in
// a virtual machine the page walk costs more than the miss itself; prefetches do not hide it. So
// blocks of at least one huge page (2 MiB on x86-64) are aligned to it and the kernel is asked for
// huge pages (Linux madvise(2), MADV_HUGEPAGE). Where it has none, ordinary pages do.
#pragma once

#include <cstddef>
#include <new>

#include <sys/mman.h>

namespace uslkit {

template <typename T>
struct HugePageAllocator {
  using value_type = T;

  HugePageAllocator() = default;
  template <typename Other>
  HugePageAllocator(const HugePageAllocator<Other>& /*other*/) {}

  [[nodiscard]] T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kHugePage) return static_cast<T*>(::operator new(bytes));
    void* const memory = ::operator new (bytes, std::align_val_t{kHugePage});
    ::madvise(memory, bytes, MADV_HUGEPAGE);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    if (count * sizeof(T) < kHugePage) return ::operator delete(memory);
    ::operator delete (memory, std::align_val_t{kHugePage});
  }

  friend bool operator==(const HugePageAllocator&, const HugePageAllocator&) { return true; }

 private:
  static constexpr std::size_t kHugePage = std::size_t{2} << 20;
};

}  // namespace uslkit
