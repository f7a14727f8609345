// UnsyncedMarker: remembers that a store ran without syncs, until all of it is on the disk.
//
// Without syncs a commit outlives the process but not the machine, and after a power cut the file
// may hold new pages beside old ones. So the boot during which that was risked stands in the file
// "unsynced"; whoever finds there another boot than the present one must not trust the store.
//
//   open, no syncs -> marker written, synced -> commits -> all synced -> marker removed
#pragma once

#include <string>

#include "pipeline/store/owned_directory.h"

namespace uslkit {

// Of this machine's running kernel; another after every start.
[[nodiscard]] std::string read_boot_id();

// Throws StoreError (unsynced_crash) if the store ran without syncs when the machine stopped.
// Returns whether it ran without syncs during this boot.
[[nodiscard]] bool check_unsynced_marker(const OwnedDirectory& directory,
                                         const std::string& boot_id);
void write_unsynced_marker(const OwnedDirectory& directory, const std::string& boot_id);
void remove_unsynced_marker(const OwnedDirectory& directory);

}  // namespace uslkit
