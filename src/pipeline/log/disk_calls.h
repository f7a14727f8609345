// DiskCalls: the system calls by which the embedded log changes the disk.
//
// A table of functions so that a test can let the k-th one fail (disk full, failed sync, short
// write) or leave the sync out; production uses the defaults.
#pragma once

#include <cstddef>

#include <sys/types.h>

namespace uslkit {

struct DiskCalls {
  ssize_t (*write_at)(int descriptor, const void* bytes, std::size_t size, off_t position);
  // Makes all data of the file durable.
  int (*sync)(int descriptor);
  // Writes and makes durable these bytes only, whatever else of the file is still unwritten.
  ssize_t (*write_durably_at)(int descriptor, const void* bytes, std::size_t size, off_t position);
};

// pwrite, fdatasync, pwritev2 with RWF_DSYNC (pwrite and fdatasync where that is missing).
[[nodiscard]] DiskCalls real_disk_calls();

}  // namespace uslkit
