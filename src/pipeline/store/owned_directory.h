// OwnedDirectory: a directory that one process owns, as long as it lives.
//
// An exclusive flock on the file "owner" inside: the kernel gives it up when the process dies,
// however it dies. Not thread-safe.
#pragma once

#include <string>

namespace uslkit {

class OwnedDirectory {
 public:
  // Creates what is missing, durably. Throws StoreError (owned_elsewhere, write_failed).
  explicit OwnedDirectory(const std::string& path);
  OwnedDirectory(const OwnedDirectory&) = delete;
  OwnedDirectory& operator=(const OwnedDirectory&) = delete;
  ~OwnedDirectory();

  [[nodiscard]] const std::string& path() const { return path_; }
  // New and removed names in it survive a power cut.
  void sync() const;

 private:
  std::string path_;
  int lock_ = -1;
};

}  // namespace uslkit
