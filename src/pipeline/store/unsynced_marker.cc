#include "pipeline/store/unsynced_marker.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include <unistd.h>

#include "base/atomic_file.h"
#include "base/check.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

std::string marker_of(const OwnedDirectory& directory) { return directory.path() + "/unsynced"; }

std::optional<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace

std::string read_boot_id() {
  return read_text("/proc/sys/kernel/random/boot_id").value_or("unknown\n");
}

bool check_unsynced_marker(const OwnedDirectory& directory, const std::string& boot_id) {
  const std::optional<std::string> marker = read_text(marker_of(directory));
  if (!marker) return false;
  if (*marker == boot_id) return true;
  throw StoreError(StoreFault::unsynced_crash, directory.path(),
                   "the machine stopped while this store ran without syncs, so its pages may not "
                   "fit together; remove the directory and let the consumer read the log from its "
                   "start, or use durability fsync");
}

void write_unsynced_marker(const OwnedDirectory& directory, const std::string& boot_id) {
  USLKIT_CHECK(!boot_id.empty());
  try {
    write_file_atomically(marker_of(directory), boot_id);
  } catch (const OutputError& error) {
    throw StoreError(StoreFault::write_failed, directory.path(), error.what());
  }
  directory.sync();
}

void remove_unsynced_marker(const OwnedDirectory& directory) {
  if (unlink(marker_of(directory).c_str()) != 0) {
    if (errno == ENOENT) return;
    throw StoreError(StoreFault::write_failed, directory.path(),
                     std::string("cannot remove the file 'unsynced': ") + std::strerror(errno));
  }
  directory.sync();
}

}  // namespace uslkit
