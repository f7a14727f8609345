// Output files appear whole or not at all.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace uslkit {

// Thrown when the world refuses an output (disk full, no permission); main exits with code 1.
class OutputError : public std::exception {
 public:
  explicit OutputError(std::string message) : message_(std::move(message)) {}
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

// Writes `bytes` to a temporary file beside `path` (O_EXCL, no symlink followed), syncs it and
// renames it over `path`. After a failure or a kill `path` holds either its old bytes or the new
// ones. Keeps the permissions of an existing file. A symbolic link is replaced, the file it points
// to is not touched. A path that exists but is no regular file (a pipe, a device) is written in
// place, and /dev/stdout, /dev/stderr and /dev/fd/N mean the open descriptor. Throws OutputError.
void write_file_atomically(const std::string& path, std::string_view bytes);

// Writes all bytes to a descriptor, retrying short writes and EINTR. Throws OutputError naming
// `name`.
void write_all(int descriptor, std::string_view bytes, const std::string& name);

}  // namespace uslkit
