// StoreError: the state store could not do what was asked, and the store is as it was before.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace uslkit {

enum class StoreFault : std::uint8_t {
  disk_full,        // no space; the same call may succeed later
  connection_lost,  // the database went away; the next call connects again
  fenced,           // another process owns the partition now: this one must stop
  owned_elsewhere,  // another process owns the partition: it was not opened
  gap,              // the batch begins behind the stored offset: events in between would be lost
  bad_event,        // an id, key, value or payload outside the limits; nothing was applied
  corrupt,          // stored bytes cannot be what this program wrote
  unsynced_crash,   // the machine stopped while the store ran without syncs: rebuild from the log
  write_failed,     // a write or sync failed otherwise: the partition refuses work until reopened
  rejected,         // the database refused a statement
  closed,           // close() was called
};

[[nodiscard]] std::string_view name_of(StoreFault fault);

// Whatever the fault, the call had no effect, with one exception: a connection that is lost while
// it commits leaves open whether the batch is stored. The next call finds out, and the caller that
// delivers the batch again gets the right answer in both cases.
class StoreError : public std::exception {
 public:
  StoreError(StoreFault fault, std::string_view place, std::string_view what);

  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] StoreFault fault() const noexcept { return fault_; }
  // Whether the same call is worth repeating after a pause.
  [[nodiscard]] bool is_passing() const noexcept {
    return fault_ == StoreFault::disk_full || fault_ == StoreFault::connection_lost;
  }

 private:
  StoreFault fault_;
  std::string message_;
};

}  // namespace uslkit
