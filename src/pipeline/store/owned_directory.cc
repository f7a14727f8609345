#include "pipeline/store/owned_directory.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

[[noreturn]] void fail(const std::string& path, const char* what) {
  const StoreFault fault = errno == ENOSPC ? StoreFault::disk_full : StoreFault::write_failed;
  throw StoreError(fault, path, std::string("cannot ") + what + ": " + std::strerror(errno));
}

void sync_directory(const std::string& path) {
  const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) fail(path, "open the directory");
  const int result = fsync(directory);
  close(directory);
  if (result != 0) fail(path, "sync the directory");
}

void create_durably(const std::string& path) {
  const std::filesystem::path absolute = std::filesystem::absolute(path).lexically_normal();
  if (std::filesystem::is_directory(absolute)) return;
  if (absolute.has_parent_path() && absolute.parent_path() != absolute) {
    create_durably(absolute.parent_path());
  }
  std::error_code problem;
  std::filesystem::create_directory(absolute, problem);
  if (problem) {
    errno = problem.value();
    fail(path, "create the directory");
  }
  sync_directory(absolute.parent_path());
}

}  // namespace

OwnedDirectory::OwnedDirectory(const std::string& path) : path_(path) {
  create_durably(path);
  lock_ = open((path + "/owner").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock_ < 0) fail(path, "open the file 'owner'");
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const bool is_owned = errno == EWOULDBLOCK;
  close(lock_);
  if (!is_owned) fail(path, "lock the file 'owner'");
  throw StoreError(
      StoreFault::owned_elsewhere, path,
      "another process has it open; stop that one, or give this one its own directory");
}

OwnedDirectory::~OwnedDirectory() { close(lock_); }

void OwnedDirectory::sync() const { sync_directory(path_); }

}  // namespace uslkit
