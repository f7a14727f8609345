#include "pipeline/store/store_error.h"

#include "base/input_error.h"

namespace uslkit {

std::string_view name_of(StoreFault fault) {
  switch (fault) {
    case StoreFault::disk_full:
      return "disk full";
    case StoreFault::connection_lost:
      return "connection lost";
    case StoreFault::fenced:
      return "partition taken over";
    case StoreFault::owned_elsewhere:
      return "partition owned elsewhere";
    case StoreFault::gap:
      return "gap in the offsets";
    case StoreFault::bad_event:
      return "bad event";
    case StoreFault::corrupt:
      return "corrupt store";
    case StoreFault::unsynced_crash:
      return "machine stopped without a sync";
    case StoreFault::write_failed:
      return "write failed";
    case StoreFault::rejected:
      return "statement rejected";
    case StoreFault::closed:
      return "store closed";
  }
  return "unknown";
}

StoreError::StoreError(StoreFault fault, std::string_view place, std::string_view what)
    : fault_(fault),
      message_(without_controls(std::string(place) + ": " + std::string(name_of(fault)) + ": " +
                                std::string(what))) {}

}  // namespace uslkit
