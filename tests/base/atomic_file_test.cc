#include "base/atomic_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uslkit {
namespace {

class TemporaryDirectory {
 public:
  TemporaryDirectory() : path_("/tmp/uslkit-test-XXXXXX") { REQUIRE(::mkdtemp(path_.data())); }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] std::string file(const char* name) const { return path_ + "/" + name; }
  [[nodiscard]] std::size_t entry_count() const {
    const std::filesystem::directory_iterator entries(path_);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

 private:
  std::string path_;
};

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("the file holds exactly the bytes, old ones replaced, nothing left beside it") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("fit.json");
  write_file_atomically(path, std::string("old\0bytes", 9));
  CHECK(bytes_of(path).size() == 9);
  write_file_atomically(path, "new");
  CHECK(bytes_of(path) == "new");
  CHECK(directory.entry_count() == 1);
}

TEST_CASE("the permissions of an existing file are kept") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("fit.json");
  write_file_atomically(path, "old");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  write_file_atomically(path, "new");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0640);
}

TEST_CASE("a symbolic link is replaced, and what it points to is not touched") {
  const TemporaryDirectory directory;
  const std::string target = directory.file("target");
  const std::string link = directory.file("link");
  write_file_atomically(target, "old");
  std::filesystem::create_symlink(target, link);
  write_file_atomically(link, "new");
  CHECK(bytes_of(target) == "old");
  CHECK(bytes_of(link) == "new");
  CHECK_FALSE(std::filesystem::is_symlink(link));
}

TEST_CASE("the name of an open descriptor means that descriptor, where it stands") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("log");
  const int log = ::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  REQUIRE(log >= 0);
  write_all(log, "kept ", path);
  write_file_atomically("/dev/fd/" + std::to_string(log), "added");
  write_file_atomically("/proc/self/fd/" + std::to_string(log), "!");
  ::close(log);
  CHECK(bytes_of(path) == "kept added!");
  CHECK(directory.entry_count() == 1);
}

TEST_CASE("no name can steer a terminal from the message") {
  CHECK_THROWS_WITH(write_file_atomically("/proc/none/\x1b[31m", "x"),
                    "/proc/none/\\x1b[31m: error: cannot create a temporary file beside it: "
                    "No such file or directory");
}

TEST_CASE("a full disk or a missing directory is an error that names the file") {
  CHECK_THROWS_WITH(write_file_atomically("/dev/full", "x"),
                    "/dev/full: error: cannot write: No space left on device");
  CHECK_THROWS_WITH(write_file_atomically("/proc/none/fit.json", "x"),
                    "/proc/none/fit.json: error: cannot create a temporary file beside it: "
                    "No such file or directory");
  CHECK_THROWS_WITH(write_file_atomically("/tmp", "x"),
                    "/tmp: error: cannot write: Is a directory");
}

}  // namespace
}  // namespace uslkit
