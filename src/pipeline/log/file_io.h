// Files of the embedded log: an owned descriptor, and transfers that are whole or say why not.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "pipeline/log/disk_calls.h"

namespace uslkit {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

// Writes every byte, going on after short writes and EINTR. Returns 0 or an errno; a call that
// writes nothing counts as ENOSPC.
using WriteCall = ssize_t (*)(int, const void*, std::size_t, off_t);
[[nodiscard]] int write_fully(WriteCall call, int descriptor, std::span<const char> bytes,
                              std::int64_t position);

// Reads until the span is full or the file ends; returns the bytes read, or -errno.
[[nodiscard]] std::int64_t read_fully(int descriptor, std::span<char> into, std::int64_t position);

// Makes creations, renames and removals within the directory durable. Returns 0 or an errno.
[[nodiscard]] int sync_directory(const std::string& path);

// "disk full" rather than "broken": space may return.
[[nodiscard]] bool is_disk_full(int error);

// Throws OutputError "PATH: error: cannot ACTION: reason".
[[noreturn]] void throw_disk_error(const std::string& path, const char* action, int error);

// Throws InputError about a file that is not what it should be.
[[noreturn]] void refuse_file(const std::string& path, std::string found, std::string allowed,
                              std::string hint);

}  // namespace uslkit
