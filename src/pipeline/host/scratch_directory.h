// ScratchDirectory: the directory that a pipeline works in; one of its own is removed at the end.
#pragma once

#include <string>

namespace uslkit {

class ScratchDirectory {
 public:
  // `path` as given, made if missing; empty: a new one below the system's temporary directory.
  // Throws InputError where it cannot be made.
  explicit ScratchDirectory(const std::string& path);
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool own_ = false;
};

}  // namespace uslkit
